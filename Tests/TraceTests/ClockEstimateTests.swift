import Testing
import Trace
import Wire

/// Clocks with a known error: the estimate must contain the truth, whatever the network does.
@Suite struct ClockEstimateTests {
  /// Two hosts, one routed hop between them, and traffic with delays that differ by direction, jitter, losses and
  /// retransmissions.
  struct Weather {
    var span: Int64
    var exchanges: Int
    var there: Int64
    var back: Int64
    var jitter: Int64
    var loss: Double
    /// The first tap of the receiver shows the same TTL or one less.
    var isRouted: Bool
    var clock: ClockWorld.Clock

    init(_ random: inout ClockRandom) {
      span = [1, 10, 60, 600, 3600].randomElement(using: &random)! * 1_000_000_000
      exchanges = Int.random(in: 3...400, using: &random)
      there = random.time(5_000...5_000_000)
      back = random.time(5_000...5_000_000)
      jitter = random.time(0...3_000_000)
      loss = Double.random(in: 0...0.3, using: &random)
      isRouted = Bool.random(using: &random)
      clock = ClockWorld.Clock(
        offset: random.time(-5_000_000_000...5_000_000_000), drift: Double.random(in: -1e-4...1e-4, using: &random))
    }
  }

  /// - Returns: true times between which both hosts saw common packets.
  @discardableResult
  static func talk(_ weather: Weather, _ world: inout ClockWorld, falseMatches: Double = 0) -> ClosedRange<Int64> {
    let low: UInt8 = weather.isRouted ? 63 : 64
    world.lateness = 40_000
    var common = Int64.max...Int64.max
    for exchange in 0..<weather.exchanges {
      let (port, server) = (UInt32(exchange + 10), UInt32(7))
      let begin = ClockWorld.start + world.random.time(0...weather.span)
      common = min(common.lowerBound, begin)...(exchange == 0 ? begin : max(common.upperBound, begin))
      let there = weather.there + world.random.delay(mean: weather.jitter)
      let back = weather.back + world.random.delay(mean: weather.jitter)
      // a copy that is lost on the way, and its retransmission
      if world.random.chance(weather.loss) {
        world.send(
          world.segment([.syn], from: port, to: server), at: begin - 1_000_000_000, [.init(host: 0, ttl: 64, delay: 0)])
      }
      let arrival = world.send(
        world.segment([.syn], from: port, to: server), at: begin,
        [.init(host: 0, ttl: 64, delay: 0), .init(host: 1, ttl: low, delay: there)])
      let answer = [ClockWorld.Stop(host: 1, ttl: 64, delay: 0), .init(host: 0, ttl: low, delay: back)]
      world.send(
        world.segment([.syn, .ack], from: server, to: port), at: arrival + 40_000,
        world.random.chance(weather.loss) ? [answer[0]] : answer)
      if world.random.chance(falseMatches) {
        let wrong = world.random.time(-20_000_000_000...20_000_000_000)
        world.send(
          world.segment(from: port, to: server), at: begin,
          [.init(host: 0, ttl: 64, delay: 0), .init(host: 1, ttl: low, delay: wrong)])
      }
    }
    return common
  }

  @Test("Offset and drift lie within the uncertainty that is claimed", arguments: 0..<200 as Range<UInt64>)
  func truth(_ seed: UInt64) throws {
    var random = ClockRandom(state: seed &* 7919 &+ 1)
    let weather = Weather(&random)
    var world = ClockWorld([.init(), weather.clock], seed: seed)
    let common = Self.talk(weather, &world)
    let estimate = world.estimates()[1]
    guard estimate.basis == .both else { return }
    let uncertainty = try #require(estimate.uncertainty, "seed \(seed) \(weather)")
    for part in 0...4 {
      let time = common.lowerBound + Int64(common.count - 1) / 4 * Int64(part)
      let error = world.error(estimate, at: time)
      #expect(error <= uncertainty, "seed \(seed): \(error) \(estimate) \(weather)")
    }
  }

  @Test("A single false match in thirty changes nothing", arguments: 0..<60 as Range<UInt64>)
  func outliers(_ seed: UInt64) throws {
    var random = ClockRandom(state: seed &* 104_729 &+ 5)
    var weather = Weather(&random)
    weather.exchanges = 300
    var world = ClockWorld([.init(), weather.clock], seed: seed)
    Self.talk(weather, &world, falseMatches: 0.03)
    let estimate = world.estimates()[1]
    #expect(estimate.isSteady, "seed \(seed) \(estimate) \(weather)")
    let uncertainty = try #require(estimate.uncertainty)
    #expect(uncertainty < 12_000_000 + weather.span / 10_000)
    for part in 1...3 {
      let error = world.error(estimate, at: ClockWorld.start + weather.span / 4 * Int64(part))
      #expect(error <= uncertainty, "seed \(seed): \(error) \(estimate) \(weather)")
    }
  }

  @Test("Equal clocks are left alone", arguments: 0..<60 as Range<UInt64>)
  func equal(_ seed: UInt64) {
    var random = ClockRandom(state: seed &+ 99)
    var weather = Weather(&random)
    weather.clock = .init()
    var world = ClockWorld([.init(), .init()], seed: seed)
    Self.talk(weather, &world)
    let estimate = world.estimates()[1]
    #expect(estimate.line == .same && !estimate.isCorrected, "seed \(seed) \(estimate)")
  }

  @Test("The order of the files changes nothing", arguments: 0..<10 as Range<UInt64>)
  func order(_ seed: UInt64) {
    var random = ClockRandom(state: seed &+ 7)
    let weather = Weather(&random)
    var world = ClockWorld([.init(), weather.clock], seed: seed)
    Self.talk(weather, &world)
    let byFile = world.packets.filter { $0.host == 1 } + world.packets.filter { $0.host == 0 }
    #expect(ClockWorld.estimates(byFile, hostCount: 2) == world.estimates())
    let byTime = world.packets.sorted { $0.headers.timestamp < $1.headers.timestamp }
    #expect(ClockWorld.estimates(byTime, hostCount: 2) == world.estimates())
  }

  @Test("100 ppm over an hour is found to a hundredth")
  func drift() throws {
    var random = ClockRandom(state: 3)
    var weather = Weather(&random)
    (weather.span, weather.exchanges, weather.jitter) = (3_600_000_000_000, 200, 500_000)
    weather.clock = .init(offset: 5_000_000_000, drift: 1e-4)
    var world = ClockWorld([.init(), weather.clock], seed: 3)
    Self.talk(weather, &world)
    let estimate = world.estimates()[1]
    #expect(abs(estimate.line.drift - 1e-4) < 1e-6)
    #expect(abs(estimate.line.drift - 1e-4) <= (try #require(estimate.driftUncertainty)))
    #expect(estimate.packets > 300)
  }
}
