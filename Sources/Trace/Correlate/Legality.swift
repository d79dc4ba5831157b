import Cluster
import Wire

/// May NAT have made one tuple of the other? The map's answer, as a constraint on what the packets' fingerprints say.
///
/// A request on its way has a source C or M (after SNAT) and a destination V or P (after DNAT); every combination occurs
/// on some tap. So ends that are equal are fine; destinations that differ must be a front and one of its endpoints;
/// sources that differ must have a node's own address among them.
extension Tracer {
  func legality(_ one: Tuple, _ other: Tuple) -> Verdict {
    let destinations = destinationLegality(one, other)
    if destinations == .no { return .no }
    let sources = sourceLegality(one, other)
    return sources == .yes ? destinations : sources
  }

  func destinationLegality(_ one: Tuple, _ other: Tuple) -> Verdict {
    let first = Socket(one.destination, one.destinationPort)
    let second = Socket(other.destination, other.destinationPort)
    if one.hasSameDestination(as: other) { return .yes }
    // Services have no ICMP: an echo keeps its destination.
    if one.transport == .icmp || one.transport == .icmpv6 { return .no }
    // A sidecar's REDIRECT makes any front a port of the host's own.
    if map.isEmpty || first.ip.isLoopback || second.ip.isLoopback { return .unknown }
    let forward = map.permits(front: first, backend: second, transport: one.transport)
    if forward == .yes { return .yes }
    let backward = map.permits(front: second, backend: first, transport: one.transport)
    if backward == .yes { return .yes }
    if forward == .no || backward == .no { return .no }
    return arePods(first.ip, second.ip) ? .no : .unknown
  }

  func sourceLegality(_ one: Tuple, _ other: Tuple) -> Verdict {
    if one.source == other.source { return portLegality(one, other) }
    if map.isEmpty { return .unknown }
    if map.nodeOwning(one.source) != nil || map.nodeOwning(other.source) != nil { return .yes }
    return arePods(one.source, other.source) ? .no : .unknown
  }

  /// Nothing gives a socket another port on its way to a front, and no node masquerades its own masquerading; a client's
  /// port may change on its way to an endpoint, where it clashes with another connection's.
  private func portLegality(_ one: Tuple, _ other: Tuple) -> Verdict {
    guard one.sourcePort != other.sourcePort, one.hasSameDestination(as: other) else { return .yes }
    if one.transport == .icmp || one.transport == .icmpv6 { return .yes }
    return isFront(one) || map.nodeOwning(one.source) != nil ? .no : .yes
  }

  /// Two pods' own addresses: NAT makes neither of the other.
  private func arePods(_ one: IPAddress, _ other: IPAddress) -> Bool {
    one != other && map.podOwning(one, at: now) != nil && map.podOwning(other, at: now) != nil
  }
}

extension Verdict {
  var allows: Bool { self != .no }
}
