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

/// Whether tuples can be one chain of rewrites. Every pair of flows is asked, for what two flows have in common does not
/// show what a third one forbids.
extension Tracer {
  /// Flows of a path that are looked at: more taps than that repeat the same tuples.
  private static var mostFlows: Int { 24 }

  /// How the paths of two flows stand to each other.
  ///
  /// These two flows are taken to be one connection, whatever the map says of them: it may be stale.
  func relation(of flow: UInt32, and other: UInt32) -> Relation {
    if paths[flows.slab[flow].path].flowCount == 1 && paths[flows.slab[other].path].flowCount == 1 {
      return compare(flows.slab[flow], flows.slab[other]) == .parallel ? .parallel : .one
    }
    let (one, two) = (flows.slab[flow].key, flows.slab[other].key)
    var relation = Relation.one
    for left in someFlows(of: flows.slab[flow].path) {
      for right in someFlows(of: flows.slab[other].path) {
        let (mine, theirs) = (flows.slab[left], flows.slab[right])
        if mine.key.hasSameEnds(as: one) && theirs.key.hasSameEnds(as: two) {
          if compare(mine, theirs) == .parallel { relation = .parallel }
          continue
        }
        switch compare(mine, theirs) {
        case .apart: return .apart
        case .parallel: relation = .parallel
        case .one: break
        }
      }
    }
    return relation
  }

  private func someFlows(of path: UInt32) -> [UInt32] {
    var flow = paths[path].firstFlow
    var found: [UInt32] = []
    while flow != 0, found.count < Self.mostFlows {
      found.append(flow)
      flow = flows.slab[flow].nextInPath
    }
    return found
  }

  func compare(_ one: Flow, _ other: Flow) -> Relation {
    if one.key.hasSameEnds(as: other.key) { return .one }
    let (left, right) = (one.request, other.request)
    if left.hasSameDestination(as: right) {
      if areStrangers(left, right) { return .apart }
      return isTwiceMasqueraded(left, right) || isRemapped(one, other) ? .parallel : .one
    }
    switch destinationLegality(left, right) {
    case .yes: return .one
    case .unknown:
      if isServed(left) && isServed(right) { return .parallel }
      return left.hasSameSource(as: right) && showsOtherCopies(one, other) ? .parallel : .one
    case .no: return isFront(left) || isFront(right) ? .apart : .parallel
    }
  }

  /// Two sources at one destination of which none is a node's: two clients. Without the nodes' addresses, and behind a
  /// front where a gateway of the outside may have taken part, only two pods or two sockets of one address are.
  private func areStrangers(_ left: Tuple, _ right: Tuple) -> Bool {
    guard !map.isEmpty, map.nodeOwning(left.source) == nil, map.nodeOwning(right.source) == nil else { return false }
    return left.source == right.source || sourceLegality(left, right) == .no || (isFront(left) && map.hasNodeObjects)
  }

  /// Two ports of one node's address at one destination: a node masquerades a connection once.
  private func isTwiceMasqueraded(_ left: Tuple, _ right: Tuple) -> Bool {
    left.source == right.source && left.sourcePort != right.sourcePort && map.nodeOwning(left.source) != nil
      && left.transport != .icmp && left.transport != .icmpv6
  }

  /// One endpoint, two sources: a chain of SNAT on several nodes, or two mappings on one.
  private func isRemapped(_ one: Flow, _ other: Flow) -> Bool {
    guard showsOtherCopies(one, other) else { return false }
    if map.isEmpty { return true }
    return map.nodeOwning(one.request.source) != nil && map.nodeOwning(other.request.source) != nil
  }

  /// One place showed both, and different packets each time: none passed there as both.
  private func showsOtherCopies(_ one: Flow, _ other: Flow) -> Bool {
    guard one.hasSamePlace(as: other), one.firstRequest != nil, other.firstRequest != nil else { return false }
    if one.isSynCopy && other.isSynCopy {
      return one.packetID != 0 && other.packetID != 0 && one.packetID != other.packetID
    }
    let (old, new) = one.first <= other.first ? (one, other) : (other, one)
    if new.first.since(old.last) > Self.instant { return true }
    let isOtherCopy = new.packetID != 0 && old.lastRequestID != 0 && new.packetID != old.lastRequestID
    return isOtherCopy && new.first.since(old.first) > Self.establishedAge
  }

  /// Copies of one packet pass the taps of one place within this time, in nanoseconds.
  private static var instant: Int64 { 1_000_000 }
  /// A tuple that was in use for so long was not merely first seen a little before the other.
  private static var establishedAge: Int64 { 50_000_000 }

  private func isServed(_ tuple: Tuple) -> Bool {
    map.isServed(Socket(tuple.destination, tuple.destinationPort), transport: tuple.transport, at: now)
  }

  func isFront(_ tuple: Tuple) -> Bool {
    map.isFront(Socket(tuple.destination, tuple.destinationPort), transport: tuple.transport)
  }
}

extension Flow {
  /// Its identification is that of the client's SYN.
  fileprivate var isSynCopy: Bool { marks.contains(.isnKnown) && has(syn: true) && optionsHash != 0 }
}
