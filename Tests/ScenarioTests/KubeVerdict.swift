import Cluster
import Trace
import Wire

/// A connection as some taps could see it.
struct KubeSight {
  /// Several where nothing in the protocol tells them apart.
  var ids: [String]
  var start: Double
  var end: Double
  /// Every tuple it has, seen or not.
  var owned: Set<Pair>
  /// Legs that the taps saw.
  var seen: Set<Pair> = []
  /// By host.
  var packets: [String: [Pair: Int]] = [:]

  init(_ connection: KubeTruth.Connection, _ taps: Set<String>) {
    ids = [connection.id]
    (start, end) = (connection.t0, connection.t1)
    owned = Set(connection.legs.flatMap { [$0.tuple.pair] + ($0.half.map { [$0.pair] } ?? []) })
    for leg in connection.legs {
      for row in leg.observed where taps.contains(row.tap) {
        if row.packets > 0 { seen.insert(leg.tuple.pair) }
        count(row, leg.tuple.pair)
      }
      guard let half = leg.half?.pair else { continue }
      for row in leg.halfObserved ?? [] where taps.contains(row.tap) { count(row, half) }
    }
  }

  private mutating func count(_ row: KubeTruth.Observation, _ pair: Pair) {
    packets[row.host, default: [:]][pair, default: 0] += row.packets + (row.err ?? 0)
  }

  /// Without connections in the protocol, one pair of ports used twice with one mapping is one flow: nobody can tell.
  static func all(_ truth: KubeTruth, _ taps: Set<String>) -> [KubeSight] {
    truth.connections.reduce(into: []) { known, connection in
      let sight = KubeSight(connection, taps)
      let place = known.firstIndex { $0.owned == sight.owned && !sight.owned.contains { $0.transport == .tcp } }
      if let place { known[place].absorb(sight) } else { known.append(sight) }
    }
  }

  private mutating func absorb(_ other: KubeSight) {
    ids += other.ids
    (start, end) = (min(start, other.start), max(end, other.end))
    seen.formUnion(other.seen)
    for (host, counts) in other.packets {
      packets[host, default: [:]].merge(counts, uniquingKeysWith: +)
    }
  }

  /// A client's readings of its clock stand beside its packets, not on them: in seconds.
  private static let slack = 0.25

  /// A path holds nothing but this connection's: no other tuple, at no other time, and no packets too many, which would be
  /// those of another connection with the same tuple.
  func fits(_ path: Path) -> Bool {
    let begin = Double(path.start) / 1e9
    guard path.pairs.isSubset(of: owned), begin >= start - Self.slack, begin <= end + Self.slack else { return false }
    return path.packetsByHost.allSatisfy { host, counts in
      counts.allSatisfy { pair, count in packets[host]?[pair].map { count <= $0 } ?? false }
    }
  }
}

extension Path {
  /// Of the hops that taps saw.
  var pairs: Set<Pair> { Set(hops.filter(\.isSeen).map { Pair($0.tuple) }) }
  /// Those that only conntrack or the map knows, too.
  var allPairs: Set<Pair> { Set(hops.map { Pair($0.tuple) }) }

  fileprivate var packetsByHost: [String: [Pair: Int]] {
    hops.filter(\.isSeen).reduce(into: [:]) { counts, hop in
      counts[hop.host ?? "?", default: [:]][Pair(hop.tuple), default: 0] += hop.packets.request + hop.packets.reply
    }
  }
}
