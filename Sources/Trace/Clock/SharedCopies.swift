import Wire

/// Two hosts, the lower number first.
struct HostPair: Hashable, Comparable {
  var first: Int
  var second: Int

  static func < (left: HostPair, right: HostPair) -> Bool {
    left.first != right.first ? left.first < right.first : left.second < right.second
  }
}

/// What the copies that two hosts both saw say about their clocks.
struct SharedCopies {
  /// One copy's word on `clock(second) - clock(first)`.
  struct Bound: BitwiseCopyable {
    /// Of the first host's clock.
    var time: Int64
    var difference: Int64
    /// The offset is at most `difference`: the copy went from first to second. Otherwise at least.
    var isCeiling: Bool
  }

  /// A copy with the same TTL at both hosts: it went one way or the other.
  private struct Undirected: BitwiseCopyable {
    /// As the first host shows it, and the second: where several tuples of it pass, not all may pass both ways.
    var connections: (UInt32, UInt32)
    var time: Int64
    /// A ceiling if it went from first to second, a floor if it went from second to first.
    var oneWay: (ceiling: Int64, floor: Int64)
    /// The same where it may also have come back, as a pod's call to itself does: less tight.
    var returning: (ceiling: Int64, floor: Int64)

    var middle: Int64 { oneWay.ceiling / 2 + oneWay.floor / 2 }

    init(_ first: Seen, _ second: Seen) {
      let (here, there) = (first[first.startIndex], second[second.startIndex])
      connections = (here.connection, there.connection)
      time = here.first
      oneWay = (there.first.minus(here.last), there.last.minus(here.first))
      returning = (there.first.minus(here.first), there.last.minus(here.last))
    }
  }

  private(set) var copies = 0
  private(set) var bounds: [Bound] = []
  private var undirected: [Undirected] = []

  /// Copies looked at, times the pairs of hosts that saw each: more tell nothing new and cost memory.
  private static let mostComparisons = 262_144

  static func collect(_ tables: [SampleTable]) -> [HostPair: SharedCopies] {
    var comparisons = 0
    for table in tables {
      table.forEachShared { _, sightings in comparisons += hosts(sightings).count * (hosts(sightings).count - 1) / 2 }
    }
    let sparseness = UInt64(comparisons / mostComparisons + 1)
    var pairs: [HostPair: SharedCopies] = [:]
    for table in tables {
      table.forEachShared { hash, sightings in
        if (hash >> 32) % sparseness == 0 { add(sightings, to: &pairs) }
      }
    }
    return pairs.mapValues { $0.directing() }
  }

  private typealias Seen = ArraySlice<SampleTable.Sighting>

  private static func hosts(_ sightings: [SampleTable.Sighting]) -> [Seen] {
    var groups: [Seen] = []
    var start = 0
    for position in sightings.indices
    where position + 1 == sightings.count
      || sightings[position + 1].host != sightings[position].host
    {
      groups.append(sightings[start...position])
      start = position + 1
    }
    return groups
  }

  private static func add(_ sightings: [SampleTable.Sighting], to pairs: inout [HostPair: SharedCopies]) {
    let groups = hosts(sightings)
    for (position, first) in groups.enumerated() {
      for second in groups[(position + 1)...] {
        let pair = HostPair(first: Int(first[first.startIndex].host), second: Int(second[second.startIndex].host))
        pairs[pair, default: SharedCopies()].add(first, second)
      }
    }
  }

  private mutating func add(_ first: Seen, _ second: Seen) {
    copies += 1
    let (high, low) = (first[first.startIndex].ttl, first[first.endIndex - 1].ttl)
    let (otherHigh, otherLow) = (second[second.startIndex].ttl, second[second.endIndex - 1].ttl)
    if low >= otherHigh && high > otherLow {
      appendCeiling(first, second)
    } else if otherLow >= high && otherHigh > low {
      appendFloor(first, second)
    } else if high == otherLow {
      undirected.append(Undirected(first, second))
    } else {
      addReturning(first, second)
    }
  }

  /// The copy came back to a host that had it before (a nodePort of another node, say): only a strictly lower TTL tells.
  private mutating func addReturning(_ first: Seen, _ second: Seen) {
    for later in second.indices {
      let earlier = first.prefix { $0.ttl > second[later].ttl }
      if !earlier.isEmpty { appendCeiling(earlier, second[later...later]) }
    }
    for later in first.indices {
      let earlier = second.prefix { $0.ttl > first[later].ttl }
      if !earlier.isEmpty { appendFloor(first[later...later], earlier) }
    }
  }

  /// From the last sighting where it came from to the first where it went.
  private mutating func appendCeiling(_ first: Seen, _ second: Seen) {
    let sent = Self.last(first)
    bounds.append(Bound(time: sent, difference: Self.first(second).minus(sent), isCeiling: true))
  }

  private mutating func appendFloor(_ first: Seen, _ second: Seen) {
    let arrived = Self.first(first)
    bounds.append(Bound(time: arrived, difference: Self.last(second).minus(arrived), isCeiling: false))
  }

  private static func first(_ seen: Seen) -> Int64 { seen.reduce(.max) { min($0, $1.first) } }
  private static func last(_ seen: Seen) -> Int64 { seen.reduce(.min) { max($0, $1.last) } }

  /// A packet and its answer that are further apart are not compared.
  private static let answerTime: Int64 = 1_000_000_000
  /// Clocks may drift apart between the two by this part of the time: 1000 ppm.
  private static let driftPart: Int64 = 1000

  private func directing() -> SharedCopies {
    var result = self
    result.bounds += directed(by: \.connections.0)
    if result.bounds.count == bounds.count { result.bounds += directed(by: \.connections.1) }
    result.undirected = []
    return result
  }

  /// Turns pairs of opposite packets of one connection into bounds: of two packets that went opposite ways, the one with
  /// the greater difference went from first to second.
  private func directed(by connection: (Undirected) -> UInt32) -> [Bound] {
    var found: [Bound] = []
    let sorted = undirected.sorted {
      let (left, right) = (connection($0), connection($1))
      if left | 1 != right | 1 { return left < right }
      return $0.time != $1.time ? $0.time < $1.time : left < right
    }
    for (left, right) in zip(sorted, sorted.dropFirst()) where connection(left) ^ connection(right) == 1 {
      let apart = right.time.since(left.time)
      guard apart <= Self.answerTime else { continue }
      let (forward, back) = left.middle > right.middle ? (left, right) : (right, left)
      let margin = apart / Self.driftPart
      let isPossible = forward.oneWay.ceiling.plus(margin) >= back.oneWay.floor.minus(margin)
      let ceiling = isPossible ? forward.oneWay.ceiling : forward.returning.ceiling
      let floor = isPossible ? back.oneWay.floor : back.returning.floor
      found.append(Bound(time: forward.time, difference: ceiling.plus(margin), isCeiling: true))
      found.append(Bound(time: back.time, difference: floor.minus(margin), isCeiling: false))
    }
    return found
  }
}
