import Cluster
import Wire

/// How two paths stand to each other when a packet of one was found in the other.
enum Relation {
  /// All their tuples can lie on one way.
  case one
  /// They share packets, but a packet of the one never becomes one of the other: two mappings of one front.
  case parallel
  /// Nothing that NAT does explains both.
  case apart
}

/// Whether tuples can be one chain of rewrites. Every pair of ends is asked, for what two have in common does not show
/// what a third one forbids.
extension Tracer {
  /// Flows of a path that are looked at: more taps than that repeat the same tuples.
  private static var mostFlows: Int { 24 }

  /// How the paths of two flows stand to each other.
  ///
  /// These two flows are taken to be one connection, whatever the map says of them: it may be stale.
  /// - Parameter byPacket: one packet passed as both.
  func relation(of flow: UInt32, and other: UInt32, byPacket: Bool = false) -> Relation {
    if let simple = simpleRelation(flow, other, byPacket: byPacket) { return simple }
    let (one, two) = (flows.slab[flow].key, flows.slab[other].key)
    var relation = Relation.one
    let theirs = legs(of: members(of: flows.slab[other].path, atMost: Self.mostFlows))
    for left in legs(of: members(of: flows.slab[flow].path, atMost: Self.mostFlows)) {
      for right in theirs {
        if let one = left.clientISN, let two = right.clientISN, one != two { return .apart }
        let isGiven = left.key.hasSameEnds(as: one) && right.key.hasSameEnds(as: two)
        switch compare(left, right, isJoined: isGiven && byPacket) {
        case .apart:
          guard isGiven else { return .apart }
          if left.isDisjoint(from: right, isJoined: byPacket) { relation = .parallel }
        case .parallel: relation = .parallel
        case .one: break
        }
      }
    }
    return relation
  }

  /// Between two paths of one pair of ends each, which have the same copy of a SYN or of a datagram: most are.
  private func simpleRelation(_ flow: UInt32, _ other: UInt32, byPacket: Bool) -> Relation? {
    guard !paths[flows.slab[flow].path].isTranslated, !paths[flows.slab[other].path].isTranslated else { return nil }
    guard hasSameSyn(flow, other) || (byPacket && flows.slab[flow].transport != .tcp) else { return nil }
    return compare(flows.slab[flow].request, flows.slab[other].request) == .parallel ? .parallel : .one
  }

  private func hasSameSyn(_ flow: UInt32, _ other: UInt32) -> Bool {
    flows.slab[flow].marks.isSuperset(of: .isnKnown) && flows.slab[other].marks.isSuperset(of: .isnKnown)
      && flows.slab[flow].timestampAgrees(with: flows.slab[other]) == true
  }

  /// - Parameter isJoined: one packet passed as both.
  func compare(_ one: Leg, _ other: Leg, isJoined: Bool = false) -> Relation {
    if one.key.hasSameEnds(as: other.key) { return .one }
    let relation = compare(one.request, other.request)
    if relation != .one { return relation }
    return one.isDisjoint(from: other, isJoined: isJoined) ? .parallel : .one
  }

  /// Whether two legs of one connection are of different mappings, whatever the map says of what packets have joined.
  func excludes(_ one: Leg, _ other: Leg) -> Bool {
    switch compare(one, other) {
    case .one: false
    case .parallel: true
    case .apart: one.isDisjoint(from: other, isJoined: false)
    }
  }

  /// What the map says.
  private func compare(_ left: Tuple, _ right: Tuple) -> Relation {
    if left.hasSameDestination(as: right) {
      return areStrangers(left, right) ? .apart : areSiblings(left, right) ? .parallel : .one
    }
    switch destinationLegality(left, right) {
    case .yes: return areSiblings(left, right) ? .parallel : .one
    case .unknown: return isServed(left) && isServed(right) ? .parallel : .one
    case .no: return isFront(left) || isFront(right) ? .apart : .parallel
    }
  }

  /// Two sources at one destination of which none is a node's: two clients. Without the nodes' addresses, and behind a
  /// front where a gateway of the outside may have taken part, only two pods or two sockets of one address are.
  private func areStrangers(_ left: Tuple, _ right: Tuple) -> Bool {
    guard !map.isEmpty, map.nodeOwning(left.source) == nil, map.nodeOwning(right.source) == nil else { return false }
    return left.source == right.source || sourceLegality(left, right) == .no || (isFront(left) && map.hasNodeObjects)
  }

  /// Two ports of one address of a node: it gives a connection only one of them.
  private func areSiblings(_ left: Tuple, _ right: Tuple) -> Bool {
    left.source == right.source && left.sourcePort != right.sourcePort && map.nodeOwning(left.source) != nil
      && left.transport != .icmp && left.transport != .icmpv6
  }

  private func isServed(_ tuple: Tuple) -> Bool {
    map.isServed(Socket(tuple.destination, tuple.destinationPort), transport: tuple.transport, at: now)
  }

  func isFront(_ tuple: Tuple) -> Bool {
    map.isFront(Socket(tuple.destination, tuple.destinationPort), transport: tuple.transport)
  }
}
