import Cluster
import Wire

/// F44. Packets for a pod came to a node that does not host it: a stale route or forwarding entry of the overlay.
enum WrongNodeForPod: Rule {
  static let kind = FindingKind.wrongNodeForPod

  static func judge(_ one: Case) -> Judgement? {
    guard one.isFailed, one.isRepeatedOrRejected, one.plane.kind == nil, let (stray, guest) = stray(one) ?? sentAway(one),
      let pod = one.map.podOwning(stray.destination.ip, at: one.path.start), let home = one.map[pod].node,
      !one.hops(of: home).contains(where: { $0.isAsked && isInside($0) && $0.destination == stray.destination })
    else { return nil }
    return Judgement(
      kind, .certain, one.subjectOfService(pod: pod, node: guest, backend: stray.destination),
      "Packets for \(one.title(pod)) (\(stray.destination.ip)) go to node \(one.name(guest)), and the pod is on "
        + "\(one.name(home)).",
      at: .at(stray.spot),
      evidence: [
        one.lastSeen(stray), one.errorOrigin.map { one.evidence($0.error) },
        FindingEvidence("\(one.title(pod)): spec.nodeName \(one.name(home))"),
      ],
      confirm: "ip route get \(stray.destination.ip)",
      remedy: "Correct the route or the overlay's forwarding entry on the sending node; restart its CNI agent.")
  }

  /// The pod's own node sends them into the tunnel.
  private static func sentAway(_ one: Case) -> (CaseHop, NodeID)? {
    for hop in one.asked {
      guard let node = hop.node, let tunnel = hop.hop.tunnel, let other = one.map.nodeOwning(tunnel.destination),
        other != node, let pod = one.map.podOwning(hop.tuple.destination, at: one.path.start),
        one.map[pod].node == node, one.map.nodeOwning(tunnel.source) == node
      else { continue }
      return (hop, other)
    }
    return nil
  }

  private static func isInside(_ hop: CaseHop) -> Bool { hop.place == .pod || hop.place == .bridge }

  /// In a tunnel or out of one, at a node that is neither the pod's, nor the sender's, nor the one dialled.
  private static func stray(_ one: Case) -> (CaseHop, NodeID)? {
    let found = one.asked.first { hop in
      guard let node = hop.node, hop.isTunnelled || hop.place == .tunnel,
        let pod = one.map.podOwning(hop.tuple.destination, at: one.path.start), one.map[pod].node != node,
        one.frontNode != node, one.clientPod.map({ one.map[$0].node != node }) ?? true
      else { return false }
      return hop.hop.tunnel.map { one.map.nodeOwning($0.destination) == node } ?? true
    }
    guard let found, let node = found.node else { return nil }
    return (found, node)
  }
}
