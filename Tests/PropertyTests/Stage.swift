import Wire

/// What no NAT changes of one packet.
struct Segment {
  var fromClient: Bool
  /// TCP flags; of SCTP the chunk type; of an echo 8 or 0 as in ICMPv4.
  var flags: UInt8 = 0
  /// TCP; of SCTP the initiate tag; of an echo its number.
  var sequence: UInt32 = 0
  /// TCP; of SCTP the verification tag.
  var acknowledgement: UInt32 = 0
  var stamps: (value: UInt32, echo: UInt32)?
  var payload: [UInt8] = []
  /// IPv4 identification and IPv6 flow label; each is used in its own family.
  var identification: UInt16 = 0
  var label: UInt32 = 0
}

/// Which connection a packet belongs to, and which of its NAT mappings it went through.
struct Owner: Hashable {
  let connection: Int
  let mapping: Int
}

/// One packet at one place, at its true time.
struct Copy {
  let time: Int64
  let crossing: Crossing
  let ttl: UInt8
  let segment: Segment
  let owner: Owner
}

/// Where one connection's packets are sent along its journeys, with a clock of its own.
struct Stage {
  let world: World
  let connection: Int
  let journeys: [Journey]
  var random: SplitMix
  var now: Int64
  private(set) var copies: [Copy] = []
  private let clientTTL: Int
  private var isWarm = false
  private let ways: [[[Crossing]]]

  init(_ world: World, _ connection: Int, _ journeys: [Journey], at time: Int64, _ random: SplitMix) {
    self.world = world
    self.connection = connection
    self.journeys = journeys
    var random = random
    clientTTL = journeys[0].origin != nil && random.chance(0.2) ? 128 : 64
    self.random = random
    now = time
    ways = journeys.map { journey in
      [false, true].map { journey.crossings(isReply: $0, world) }
    }
  }

  mutating func wait(_ microseconds: ClosedRange<Int>) { now += random.microseconds(microseconds) }

  /// Sends one packet; the clock moves on to its arrival.
  ///
  /// - Parameter isLost: it disappears somewhere on its way.
  mutating func send(_ segment: Segment, mapping: Int = 0, isLost: Bool = false) {
    let way = ways[mapping][segment.fromClient ? 0 : 1]
    let last = isLost ? random.int(1...way.count) : way.count
    let ttl = segment.fromClient ? clientTTL : 64
    var previous = way.first?.place.host
    for crossing in way.prefix(last) {
      now += delay(sameHost: crossing.place.host == previous)
      previous = crossing.place.host
      copies.append(
        Copy(
          time: now, crossing: crossing, ttl: UInt8(ttl - crossing.routers), segment: segment,
          owner: Owner(connection: connection, mapping: mapping)))
    }
    isWarm = true
    now += random.microseconds(2...40)
  }

  /// Hop to hop on one node 5–300 µs, the first packet slower than the others (dataplane.md §1.9).
  private mutating func delay(sameHost: Bool) -> Int64 {
    let local = random.microseconds(isWarm ? 3...60 : 5...300)
    return sameHost ? local : local + random.microseconds(10...400)
  }
}
