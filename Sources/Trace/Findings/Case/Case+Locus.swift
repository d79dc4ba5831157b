import Cluster
import Wire

/// Where packets that were not answered stopped, as far as taps tell (dataplane: loss localisation).
enum Locus {
  /// Nothing but the client's side saw them.
  case beforeNode
  /// A node took them in, and they came out nowhere, though taps would have shown it.
  case inNode(NodeID, before: CaseHop)
  /// They left one host and did not arrive at the next, which is captured.
  case onWire(CaseHop, to: NodeID)
  /// They arrived in a tunnel and never came out of it.
  case decapsulation(NodeID, at: CaseHop)
  /// They reached the pod.
  case delivered(CaseHop)
  /// No tap is where they would have been seen next.
  case unknown(after: CaseHop)
  /// A node that does not have the pod took them in.
  case strayed(NodeID, at: CaseHop)
}

extension Case {
  /// Where requests stopped.
  var locus: Locus? {
    guard let last = lastAsked else { return nil }
    if isDelivered(last) { return .delivered(last) }
    guard let node = last.node else { return beyond(last) }
    let target = map.podOwning(last.tuple.destination, at: path.start).map { map[$0].node }
    guard case .some(let home) = target, let home else { return atFront(last, node) }
    if home == node { return atHome(last, node) }
    return onTheWay(last, node, to: home)
  }

  /// At the pod's own tap, or at its cable on the way out of the node.
  private func isDelivered(_ hop: CaseHop) -> Bool {
    guard let pod = map.podOwning(hop.tuple.destination, at: path.start) else { return false }
    if hop.pod == pod { return true }
    guard hop.node == map[pod].node else { return false }
    // Of a capture of all devices that does not name them: where it goes out.
    if hop.place == .unknown { return hop.hop.direction == .out && hop.tuple.source != hop.tuple.destination }
    return hop.place == .pod && isBehindEntry(hop)
  }

  /// A pod's cable that is not the client's: packets were at another place of the node before, or it says they go out.
  private func isBehindEntry(_ hop: CaseHop) -> Bool {
    switch hop.hop.direction {
    case .out: return true
    case .in: return false
    case .unknown:
      guard let clientPod, map[clientPod].node == hop.node else { return true }
      return asked.contains { other in
        other.node == hop.node && other.position != hop.position
          && (other.tuple != hop.tuple || (other.place == .pod && other.hop.interface != hop.hop.interface))
      }
    }
  }

  /// Last seen outside of nodes: at the client, or in its pod.
  private func beyond(_ last: CaseHop) -> Locus {
    if let pod = last.pod, let node = map[pod].node {
      return shows(.pod, on: node) && last.tuple.destination != map[pod].ips.first
        ? .inNode(node, before: last) : .unknown(after: last)
    }
    guard let node = frontNode, shows(.uplink, on: node) else { return .unknown(after: last) }
    return .beforeNode
  }

  /// A front, or an address without a known pod, at a node.
  private func atFront(_ last: CaseHop, _ node: NodeID) -> Locus {
    let hasLeft = last.place == .uplink && last.hop.direction != .in && isFromInside(node)
    if hasLeft || (last.hop.direction == .out && last.place != .bridge && last.place != .pod) {
      return .unknown(after: last)
    }
    let view = survey.view(map[node].name)
    let isSeenBehind = view?.showsAll == true || (shows(.uplink, on: node) && showsInside(node))
    return isSeenBehind ? .inNode(node, before: last) : .unknown(after: last)
  }

  private func isFromInside(_ node: NodeID) -> Bool {
    clientPod.map { map[$0].node == node } ?? (map.nodeOwning(path.client.ip) == node)
  }

  private func showsInside(_ node: NodeID) -> Bool { shows(.pod, on: node) || shows(.bridge, on: node) }

  private func atHome(_ last: CaseHop, _ node: NodeID) -> Locus {
    let isPacked = last.isTunnelled
    if isPacked {
      return shows(.tunnel, on: node) || shows(.pod, on: node) ? .decapsulation(node, at: last) : .unknown(after: last)
    }
    if last.place == .bridge || last.place == .pod {
      return shows(.pod, on: node) ? .inNode(node, before: last) : .unknown(after: last)
    }
    return showsInside(node) ? .inNode(node, before: last) : .unknown(after: last)
  }

  private func onTheWay(_ last: CaseHop, _ node: NodeID, to home: NodeID) -> Locus {
    let isStray =
      !isFromInside(node) && frontNode != node && !last.isTunnelled && last.hop.direction != .out
      && asked.contains { $0.node == node && ($0.isTunnelled || $0.place == .tunnel) }
    if isStray { return .strayed(node, at: last) }
    let mayLeave =
      last.place == .uplink ? last.hop.direction != .in : last.place == .unknown && last.hop.direction == .out
    if last.isTunnelled || (mayLeave && isTranslatedOrDirect(last)) {
      return shows(.uplink, on: home) ? .onWire(last, to: home) : .unknown(after: last)
    }
    return shows(.uplink, on: node) ? .inNode(node, before: last) : .unknown(after: last)
  }

  private func isTranslatedOrDirect(_ hop: CaseHop) -> Bool { hop.destination != dialled || !role.isEntrance }
}
