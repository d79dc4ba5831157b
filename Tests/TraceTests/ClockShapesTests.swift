import Testing
import Trace
import Wire

/// Ways on which packets of several hosts can be compared, and ways on which they cannot.
@Suite struct ClockShapesTests {
  private typealias Stop = ClockWorld.Stop
  private let second: Int64 = 1_000_000_000

  @Test("A nodePort of another node: one packet there and back bounds the offset on both sides")
  func trombone() throws {
    var world = ClockWorld([.init(), .init(offset: -3_000_000_000)], seed: 1)
    for packet in 0..<5 {
      world.send(
        world.segment([.syn]), at: ClockWorld.start + Int64(packet) * second,
        [
          Stop(host: 0, ttl: 64, delay: 0), Stop(host: 0, ttl: 63, delay: 20_000),
          Stop(host: 1, ttl: 63, delay: 90_000),
          Stop(host: 1, ttl: 62, delay: 30_000), Stop(host: 0, ttl: 62, delay: 80_000),
          Stop(host: 0, ttl: 61, delay: 20_000),
        ])
    }
    let estimate = world.estimates()[1]
    #expect(estimate.basis == .both)
    #expect(world.error(estimate, at: ClockWorld.start) <= (try #require(estimate.uncertainty)))
    #expect(try #require(estimate.uncertainty) < 300_000)
  }

  @Test("A pod that calls itself: equal TTLs both ways, out and in at its own interface")
  func hairpin() throws {
    var world = ClockWorld([.init(), .init(offset: 2_000_000_000)], seed: 1)
    for packet in 0..<6 {
      world.send(
        packet % 2 == 0 ? world.segment(from: 1, to: 2) : world.segment(from: 2, to: 1),
        at: ClockWorld.start + Int64(packet) * 1_000_000,
        [Stop(host: 1, ttl: 64, delay: 0), Stop(host: 0, ttl: 64, delay: 9_000), Stop(host: 1, ttl: 64, delay: 9_000)])
    }
    let estimate = world.estimates()[1]
    #expect(estimate.basis == .both && estimate.isSteady)
    #expect(world.error(estimate, at: ClockWorld.start) <= (try #require(estimate.uncertainty)))
  }

  @Test(
    "One direction: an offset that a delay explains is left, one that nothing explains is removed", arguments: [1, -1])
  func oneWay(_ sign: Int64) {
    var world = ClockWorld([.init(), .init(offset: sign * 5_000_000_000)], seed: 1)
    for packet in 0..<40 {
      world.send(
        world.segment(), at: ClockWorld.start + Int64(packet) * second,
        [Stop(host: 0, ttl: 64, delay: 0), Stop(host: 1, ttl: 63, delay: 100_000 + Int64(packet % 7) * 50_000)])
    }
    let estimate = world.estimates()[1]
    #expect(estimate.basis == .oneWay && estimate.uncertainty == nil)
    #expect(estimate.isCorrected == (sign < 0))
    // as little as makes no packet arrive before it was sent
    if sign < 0 { #expect(abs(estimate.line.offset + 5_000_000_000 - 100_000) < 1000) }
  }

  @Test("Three hosts in a row: the ends share no packet and are compared over the middle")
  func chain() throws {
    let clocks: [ClockWorld.Clock] = [
      .init(), .init(offset: 4_000_000_000, drift: 8e-5), .init(offset: -5_000_000_000, drift: -1e-4),
    ]
    var world = ClockWorld(clocks, seed: 1)
    for packet in 0..<200 {
      let time = ClockWorld.start + Int64(packet) * 3 * second
      for (near, far) in [(0, 1), (2, 1)] {
        let jitter = world.random.delay(mean: 100_000)
        let there = [Stop(host: near, ttl: 64, delay: 0), Stop(host: far, ttl: 63, delay: 50_000 + jitter)]
        let back = [Stop(host: far, ttl: 64, delay: 0), Stop(host: near, ttl: 63, delay: 70_000 + jitter)]
        world.send(world.segment(), at: time, there)
        world.send(world.segment(), at: time + 500_000, back)
      }
    }
    let estimates = world.estimates()
    #expect(estimates.map(\.reference) == [0, 0, 0])
    for estimate in estimates.dropFirst() {
      for time in [0, 300, 597] {
        let error = world.error(estimate, at: ClockWorld.start + Int64(time) * second)
        #expect(error <= (try #require(estimate.uncertainty)), "\(estimate)")
      }
    }
  }

  @Test("A clock that is set during the capture is not taken for one that drifts", arguments: [0.3, 0.5, 0.9])
  func step(_ part: Double) throws {
    let span: Int64 = 600_000_000_000
    let at = ClockWorld.start + Int64(Double(span) * part)
    var world = ClockWorld([.init(), .init(step: (at, 5_000_000_000))], seed: 1)
    for packet in 0..<600 {
      let time = ClockWorld.start + Int64(packet) * second
      world.send(world.segment(), at: time, [Stop(host: 0, ttl: 64, delay: 0), Stop(host: 1, ttl: 63, delay: 90_000)])
      world.send(
        world.segment(), at: time + 400_000, [Stop(host: 1, ttl: 64, delay: 0), Stop(host: 0, ttl: 63, delay: 80_000)])
    }
    let estimate = world.estimates()[1]
    #expect(!estimate.isSteady)
    let uncertainty = try #require(estimate.uncertainty)
    for time in [1, 100, 299, 301, 500, 595] {
      #expect(world.error(estimate, at: ClockWorld.start + Int64(time) * second) <= uncertainty)
    }
  }

  @Test("Datagrams that repeat their content are not compared")
  func repeated() {
    var world = ClockWorld([.init(), .init()], seed: 1)
    for packet in 0..<100 {
      var headers = Headers()
      headers.traits = [.hasTransport]
      headers.ipVersion = .v4
      headers.tuple.transport = .udp
      headers.longPayloadHash = 77
      headers.payloadLength = 20
      headers.packetID = UInt32(1 + packet % 3)
      world.send(headers, at: ClockWorld.start + Int64(packet) * second, [Stop(host: packet % 2, ttl: 64, delay: 0)])
    }
    #expect(world.estimates()[1].basis == .none)
  }

  @Test("Hosts without common packets are not compared")
  func apart() {
    var world = ClockWorld([.init(), .init()], seed: 1)
    for packet in 0..<10 {
      world.send(world.segment(), at: ClockWorld.start, [Stop(host: packet % 2, ttl: 64, delay: 0)])
    }
    let estimates = world.estimates()
    #expect(estimates.map(\.basis) == [.none, .none])
    #expect(estimates.map(\.reference) == [0, 1])
  }

  @Test("Times at the ends of their range harm nothing")
  func extremes() {
    let times: [Int64] = [.min, .min + 1, -1, 0, 1, .max - 1, .max]
    var world = ClockWorld([.init(), .init()], seed: 1)
    var packets: [(headers: Headers, host: Int)] = []
    for here in times {
      for there in times {
        for (first, second) in [(UInt8(64), UInt8(63)), (63, 64), (64, 64)] {
          var headers = world.segment()
          (headers.timestamp, headers.ttl) = (here, first)
          packets.append((headers, 0))
          (headers.timestamp, headers.ttl) = (there, second)
          packets.append((headers, 1))
        }
      }
    }
    #expect(ClockWorld.estimates(packets, hostCount: 2).count == 2)
  }
}
