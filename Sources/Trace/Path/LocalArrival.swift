import Cluster
import Wire

/// Endpoints in a node's own network namespace: a connection to them is translated and delivered inside the node, so that
/// the targetPort is on no wire.
extension Tracer {
  /// Adds the last hop when the map leaves no other: a Service whose only endpoint is on the node that was asked.
  func arriveLocally(_ way: inout Way, _ facts: PathFacts) {
    guard way.translations.isEmpty, facts.isAnswered, facts.state != .rejected else { return }
    let tuple = way.tail
    guard let node = askedNode(tuple, at: facts.first), let endpoint = onlyEndpoint(tuple, transport: facts.transport),
      map.nodeOwning(endpoint.ip) == node, endpoint != Socket(tuple.destination, tuple.destinationPort)
    else { return }
    var arrived = tuple
    arrived.destination = endpoint.ip
    arrived.destinationPort = endpoint.port
    way.append(
      arrived,
      Translation(
        host: map[node].name, kinds: Translation.kinds(tuple, arrived), before: tuple, after: arrived,
        confidence: .probable, evidence: [.map]))
  }

  /// The node whose address was dialled, or on which the client asked for a virtual one.
  func askedNode(_ tuple: Tuple, at time: Int64) -> NodeID? {
    if let node = map.nodeOwning(tuple.destination) { return node }
    if let pod = map.podOwning(tuple.source, at: time) { return map[pod].node }
    return map.nodeOwning(tuple.source)
  }

  private func onlyEndpoint(_ tuple: Tuple, transport: TransportProtocol) -> Socket? {
    let front = Socket(tuple.destination, tuple.destinationPort)
    guard map.isFront(front, transport: transport) else { return nil }
    let role = map.role(of: front, transport: transport)
    guard role.services.count == 1, role.pods.isEmpty, map[role.services[0]].endpointsKnown else { return nil }
    let sockets = Set(map[role.services[0]].backends.compactMap(\.socket).filter { $0.ip.isIPv4 == front.ip.isIPv4 })
    return sockets.count == 1 ? sockets.first : nil
  }

  /// By how much a SYN proxy shifts the server's sequence numbers; nil without one.
  func synProxyDelta(_ ordered: [Flow]) -> UInt32? {
    guard let behind = ordered.first(where: { $0.marks.isSuperset(of: [.hasCookie, .serverISNKnown]) }),
      let front = ordered.first(where: { !$0.marks.contains(.hasCookie) && $0.marks.contains(.serverISNKnown) }),
      behind.serverISN != front.serverISN
    else { return nil }
    return behind.serverISN &- front.serverISN
  }

  /// Requests came in by one host and were answered, under the same tuple, from another that never saw them.
  func returnsDirectly(_ ordered: [Flow]) -> Bool {
    guard taps.hostCount > 1 else { return false }
    let fronts = ordered.filter { $0.key.hasSameEnds(as: ordered[0].key) }
    let asked = Set(fronts.filter { $0.firstRequest != nil }.map { taps.hosts[$0.key.tap] })
    let isUnanswered = fronts.contains { $0.firstRequest != nil && $0.firstReply == nil }
    return isUnanswered && fronts.contains { $0.firstRequest == nil && !asked.contains(taps.hosts[$0.key.tap]) }
  }
}
