import Cluster
import Trace
import Wire

/// Two ends without direction.
struct Pair: Hashable {
  let low: Socket
  let high: Socket

  init(_ tuple: Tuple) {
    let (one, two) = (Socket(tuple.source, tuple.sourcePort), Socket(tuple.destination, tuple.destinationPort))
    let isOrdered = one.ip == two.ip ? one.port <= two.port : one.ip < two.ip
    (low, high) = isOrdered ? (one, two) : (two, one)
  }
}

/// A pair of ends at one device of one capture file.
struct Spot: Hashable {
  let file: Int
  /// The device's name as the engine knows it.
  let interface: String?
  let pair: Pair
}

/// What is true of a film as its taps show it, arranged for the judge's questions.
struct Truth {
  /// What one connection shows at one spot.
  struct Sight {
    var first: Int64
    var last: Int64
    var packets = 0
    /// Which copies they are records of: a tap may record one twice.
    var copies: Set<Int> = []
    /// Of the client's packets, the first one's.
    var requestTTL: UInt8?
  }

  private(set) var sights: [Spot: [Int: Sight]] = [:]
  /// Legs that a tap saw, by owner.
  private(set) var seen: [Owner: Set<Pair>] = [:]
  private var owners: [[UInt64: Owner]]
  let connections: [Connection]

  init(_ film: Film, _ watch: Watch) {
    connections = film.connections
    owners = Array(repeating: [:], count: watch.files.count)
    for record in watch.records {
      let copy = film.copies[record.copy]
      owners[record.file][record.number] = copy.owner
      let pair = Pair(copy.crossing.tuple)
      seen[copy.owner, default: []].insert(pair)
      let interface = record.interface.map { "if\($0)" } ?? watch.files[record.file].tap.interface
      let spot = Spot(file: record.file, interface: interface, pair: pair)
      note(record, copy, at: spot)
    }
  }

  private mutating func note(_ record: Record, _ copy: Copy, at spot: Spot) {
    let connection = copy.owner.connection
    var sight = sights[spot]?[connection] ?? Sight(first: record.time, last: record.time)
    sight.last = max(sight.last, record.time)
    sight.packets += 1
    sight.copies.insert(record.copy)
    if copy.segment.fromClient, sight.requestTTL == nil { sight.requestTTL = copy.ttl }
    sights[spot, default: [:]][connection] = sight
  }

  func spot(_ hop: Hop) -> Spot { Spot(file: hop.packet?.file ?? -1, interface: hop.interface, pair: Pair(hop.tuple)) }

  /// Whose packet the hop's first one is.
  func owner(_ hop: Hop) -> Owner? { hop.packet.flatMap { owners[$0.file][$0.number] } }

  /// Connections that have packets where the hop is.
  func connections(at hop: Hop) -> [Int: Sight] { sights[spot(hop)] ?? [:] }

  /// Two connections show the same ends at the same place at the same time: there a tap cannot tell them apart by ends.
  func isShared(_ hop: Hop, _ connection: Int) -> Bool {
    guard let own = connections(at: hop)[connection] else { return false }
    return connections(at: hop).contains { other, sight in
      other != connection && sight.first <= own.last && own.first <= sight.last
    }
  }

  /// Position in path order of a tuple in one mapping, in the client's direction; half forms lie between legs.
  func stage(_ tuple: Tuple, in journey: Journey) -> Int? { journey.forms.firstIndex { $0.tuple == tuple } }

  func stage(_ pair: Pair, in journey: Journey) -> Int? { journey.forms.firstIndex { Pair($0.tuple) == pair } }

  /// Legs of one mapping that a tap saw.
  func observed(_ connection: Connection, _ mapping: Int) -> Set<Pair> {
    let legs = connection.journeys[mapping].forms.filter { !$0.isHalf }.map { Pair($0.tuple) }
    return Set(legs).intersection(seen[Owner(connection: connection.index, mapping: mapping)] ?? [])
  }
}
