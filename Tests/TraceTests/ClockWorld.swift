import Trace
import Wire

/// Hosts with clocks that are known to be wrong, and packets that travel between them: the truth is made, then
/// measured.
struct ClockWorld {
  struct Clock {
    /// Nanoseconds ahead at the beginning.
    var offset: Int64 = 0
    /// Nanoseconds gained per nanosecond.
    var drift = 0.0
    /// A jump, at a true time.
    var step: (at: Int64, by: Int64)?
  }

  /// A tap on the way of a packet.
  struct Stop {
    var host: Int
    var ttl: UInt8
    /// Since the stop before, in nanoseconds.
    var delay: Int64
  }

  static let start: Int64 = 1_790_000_000_000_000_000

  var clocks: [Clock]
  var random: ClockRandom
  /// Seen so far, in true order.
  private(set) var seen: [(headers: Headers, host: Int)] = []
  private var serial: UInt32 = 0
  /// Sockets stamp a packet up to this much too late.
  var lateness: Int64 = 0

  init(_ clocks: [Clock], seed: UInt64) {
    self.clocks = clocks
    random = ClockRandom(state: seed)
  }

  /// What a host's clock shows.
  func reading(_ host: Int, _ time: Int64) -> Int64 {
    let clock = clocks[host]
    let step = clock.step.map { time >= $0.at ? $0.by : 0 } ?? 0
    return time + clock.offset + step + Int64(Double(time - Self.start) * clock.drift)
  }

  /// Sends one packet along its stops.
  ///
  /// - Returns: when it is at the last one.
  @discardableResult
  mutating func send(_ headers: Headers, at time: Int64, _ stops: [Stop]) -> Int64 {
    var time = time
    for stop in stops {
      time += stop.delay
      var copy = headers
      copy.timestamp = reading(stop.host, time + random.time(0...lateness))
      copy.ttl = stop.ttl
      seen.append((copy, stop.host))
    }
    return time
  }

  /// A TCP segment like no other: numbered by its IPv4 identification.
  mutating func segment(_ flags: TCPFlags = .ack, from source: UInt32 = 1, to destination: UInt32 = 2) -> Headers {
    serial += 1
    var headers = Headers()
    headers.traits = [.hasTransport]
    headers.ipVersion = .v4
    headers.flags = flags
    headers.tuple = Tuple(
      source: IPAddress(v4: source), sourcePort: 1000, destination: IPAddress(v4: destination), destinationPort: 1000,
      transport: .tcp)
    headers.sequence = UInt32(truncatingIfNeeded: random.next())
    headers.acknowledgement = serial
    headers.packetID = flags.contains([.syn, .ack]) ? 0 : 1 + serial % 65_535
    headers.payloadLength = flags.contains(.syn) ? 0 : 100
    return headers
  }

  var packets: [(headers: Headers, host: Int)] { seen }

  func estimates() -> [ClockEstimate] { Self.estimates(seen, hostCount: clocks.count) }

  static func estimates(_ packets: [(headers: Headers, host: Int)], hostCount: Int) -> [ClockEstimate] {
    var sampler = ClockSampler()
    for packet in packets { sampler.add(packet.headers, host: packet.host) }
    return sampler.estimates(hostCount: hostCount)
  }

  /// How far the estimate is from the truth at a true time.
  func error(_ estimate: ClockEstimate, at time: Int64) -> Int64 {
    let here = reading(estimate.reference, time)
    let line = estimate.line
    let shown = here + line.offset + Int64((line.drift * Double(here - line.origin)).rounded())
    return abs(reading(estimate.host, time) - shown)
  }
}

/// SplitMix64 (Steele, Lea and Flood 2014): a failing seed can be repeated.
struct ClockRandom: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = (state ^ state >> 30) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ mixed >> 27) &* 0x94d0_49bb_1331_11eb
    return mixed ^ mixed >> 31
  }

  mutating func chance(_ part: Double) -> Bool { Double.random(in: 0..<1, using: &self) < part }
  mutating func time(_ range: ClosedRange<Int64>) -> Int64 { Int64.random(in: range, using: &self) }
  mutating func sign() -> Int64 { Bool.random(using: &self) ? 1 : -1 }
  /// A delay with a long tail: mostly short, sometimes many times the mean.
  mutating func delay(mean: Int64) -> Int64 {
    var value = 1.0
    for _ in 0..<2 { value *= Double.random(in: 0..<1, using: &self) }
    return Int64(Double(mean) * 4 * value)
  }
}
