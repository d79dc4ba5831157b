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

  private(set) var copies = 0
  private(set) var bounds: [Bound] = []
  private var undirected: [UndirectedCopy] = []

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
      undirected.append(UndirectedCopy(first, second))
    } else {
      addReturning(first, second)
    }
  }

  /// The copy came back to a host that had it before (a nodePort of another node, say): only a strictly lower TTL
  /// tells.
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

  mutating func add(_ bound: Bound) { bounds.append(bound) }
  mutating func add(copies count: Int) { copies += count }

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

  private func directing() -> SharedCopies {
    var result = self
    result.bounds += UndirectedCopy.bounds(undirected)
    result.undirected = []
    return result
  }
}
