import Testing
import Trace
import Wire

/// Connections that are told before they are complete: when, how often, and under which ids.
@Suite struct AnnouncementTests {
  /// What a run told, with the millisecond in which it did.
  private struct Telling: Equatable, CustomStringConvertible {
    var at: Int64
    var event: PathEvent
    var state: PathState
    var id: String
    var description: String { "\(at) \(event) \(state) \(id)" }
  }

  /// - Parameter silence: milliseconds after the last packet during which time moves on by itself.
  private func run(
    _ stage: Stage, silence: Int64, _ announcing: TracerConfiguration.Announcing = .openings
  ) -> [Telling] {
    var configuration = TracerConfiguration()
    configuration.announces = announcing
    configuration.skew = 0
    var tracer = Tracer(map: .empty, configuration: configuration)
    for tap in stage.taps { tracer.addTap(tap) }
    var told: [Telling] = []
    func take(_ paths: [Path], _ milliseconds: Int64) {
      told += paths.map { Telling(at: milliseconds, event: $0.event, state: $0.state, id: $0.id) }
    }
    var milliseconds: Int64 = 0
    let shots = stage.shots.sorted { $0.time < $1.time }
    let last = ((shots.last?.time ?? 0) - Stage.start) / 1_000_000
    var next = 0
    while milliseconds <= last + silence {
      while next < shots.count, shots[next].time <= Stage.start + milliseconds * 1_000_000 {
        let shot = shots[next]
        next += 1
        _ = tracer.receive(
          Packet(
            number: UInt64(next), timestamp: shot.time, interface: shot.tap, linkType: .ethernet,
            originalLength: shot.bytes.count, bytes: shot.bytes.span.bytes))
      }
      tracer.advance(to: Stage.start + milliseconds * 1_000_000)
      take(tracer.takeAnnounced(), milliseconds)
      take(tracer.takePaths(), milliseconds)
      milliseconds += 10
    }
    tracer.finish()
    take(tracer.takePaths(), milliseconds)
    return told
  }

  private func handshake(
    _ stage: inout Stage, _ tap: Int, _ at: Double, _ client: String, _ server: String, ttl: UInt8 = 64
  ) {
    stage.tcp(tap, at, client, server, .syn, 100, id: 5, ttl: ttl, stamps: (9, 0))
    stage.tcp(tap, at + 1, server, client, [.syn, .ack], 500, 101, id: 6, ttl: ttl, stamps: (8, 9))
    stage.tcp(tap, at + 2, client, server, .ack, 101, 501, id: 7, ttl: ttl, stamps: (10, 8))
  }

  @Test("A connection is told within half a second of its handshake, and again when it is complete")
  func openAndClose() throws {
    var stage = Stage("n1/eth0")
    handshake(&stage, 0, 0, "10.0.0.1:1000", "10.0.0.2:80")
    stage.tcp(0, 2_000, "10.0.0.1:1000", "10.0.0.2:80", [.fin, .ack], 101, 501)
    stage.tcp(0, 2_001, "10.0.0.2:80", "10.0.0.1:1000", [.fin, .ack], 501, 102)
    let told = run(stage, silence: 8_000)
    #expect(told.map(\.event) == [.open, .close])
    #expect(told.map(\.state) == [.open, .closed])
    #expect(told[0].at <= 500)
    #expect((7_000...8_100).contains(told[1].at))
    #expect(told[0].id == told[1].id)
  }

  @Test("What NAT made of it is told with it: one connection, not two")
  func translated() {
    var stage = Stage("n1/eth0", "n1/cni0")
    handshake(&stage, 0, 0, "10.0.0.1:1000", "10.9.9.9:30001")
    handshake(&stage, 1, 0.1, "10.0.0.1:1000", "10.1.0.2:80", ttl: 63)
    let told = run(stage, silence: 1_000)
    #expect(told.map(\.event) == [.open, .close])
    #expect(Set(told.map(\.id)).count == 1)
  }

  @Test("An answer that does not come is told once two repetitions had none")
  func failure() {
    var stage = Stage("n1/eth0")
    for at in [0.0, 1_000, 3_000] { stage.tcp(0, at, "10.0.0.1:1000", "10.0.0.2:80", .syn, 100, id: 5) }
    stage.tcp(0, 4_000, "10.0.0.1:2000", "10.0.0.2:81", .syn, 200, id: 6)
    stage.tcp(0, 4_001, "10.0.0.2:81", "10.0.0.1:2000", [.rst, .ack], 0, 201, id: 0)
    let told = run(stage, silence: 2_000).filter { $0.event == .open }
    #expect(told.map(\.state) == [.noReply, .refused])
    #expect((3_400...3_900).contains(told[0].at))
    #expect((4_200...4_600).contains(told[1].at))
  }

  @Test("Changes are told when they are wanted")
  func updates() {
    var stage = Stage("n1/eth0")
    handshake(&stage, 0, 0, "10.0.0.1:1000", "10.0.0.2:80")
    stage.tcp(0, 3_000, "10.0.0.2:80", "10.0.0.1:1000", .rst, 501)
    #expect(run(stage, silence: 3_000).map(\.event) == [.open, .close])
    let told = run(stage, silence: 3_000, .changes)
    #expect(told.map(\.event) == [.open, .update, .close])
    #expect(told.map(\.state) == [.open, .reset, .reset])
    #expect(Set(told.map(\.id)).count == 1)
  }

  @Test("Ids are those that a replay of the same packets as a file gives")
  func ids() {
    var stage = Stage("n1/eth0", "n1/cni0")
    for index in 0..<20 {
      let at = Double(index) * 30
      stage.tcp(0, at, "10.0.0.1:\(1000 + index)", "10.9.9.9:30001", .syn, 100 + UInt32(index % 3), id: 5)
      stage.tcp(1, at + 0.1, "10.0.0.1:\(1000 + index)", "10.1.0.2:80", .syn, 100 + UInt32(index % 3), id: 5, ttl: 63)
    }
    let live = run(stage, silence: 9_000)
    #expect(Set(live.filter { $0.event == .close }.map(\.id)) == Set(stage.run().paths.map(\.id)))
    let opened = live.filter { $0.event == .open }.map(\.id)
    #expect(opened.count == Set(opened).count)
    #expect(Set(opened).isSubset(of: Set(live.filter { $0.event == .close }.map(\.id))))
  }

  @Test("Times at the ends of the range do no harm", arguments: [Int64.max, .max - 1, .min, 0])
  func extremes(_ time: Int64) {
    var configuration = TracerConfiguration()
    configuration.announces = .changes
    var tracer = Tracer(map: .empty, configuration: configuration)
    tracer.addTap(Tap(host: "n1", interface: "eth0"))
    var stage = Stage("n1/eth0")
    stage.tcp(0, 0, "10.0.0.1:1000", "10.0.0.2:80", .syn, 100)
    let bytes = stage.shots[0].bytes
    for moment in [time, 5, time] {
      _ = tracer.receive(
        Packet(
          number: 1, timestamp: moment, interface: 0, linkType: .ethernet, originalLength: bytes.count,
          bytes: bytes.span.bytes))
      tracer.advance(to: moment)
      tracer.advance(to: .max)
    }
    tracer.finish()
    #expect(tracer.takePaths().count + tracer.takeAnnounced().count > 0)
  }
}
