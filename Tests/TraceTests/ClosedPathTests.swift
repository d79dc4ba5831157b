import Testing
import Trace
import Wire

/// When connections that ended are told: in milliseconds of packet time, whatever the machine does.
@Suite struct ClosedPathTests {
  private static let client = "10.0.0.1:4000"
  private static let server = "10.0.0.2:80"

  /// What was told, and when.
  private func run(_ stage: Stage, until end: Int64 = 12_000) -> [(at: Int64, path: Path)] {
    var configuration = TracerConfiguration()
    configuration.skew = 0
    var tracer = Tracer(map: .empty, configuration: configuration)
    for tap in stage.taps { tracer.addTap(tap) }
    var told: [(at: Int64, path: Path)] = []
    let shots = stage.shots.sorted { $0.time < $1.time }
    var next = 0
    for milliseconds in stride(from: 0, through: end, by: 10) {
      while next < shots.count, shots[next].time <= Stage.start + milliseconds * 1_000_000 {
        let shot = shots[next]
        next += 1
        _ = tracer.receive(
          Packet(
            number: UInt64(next), timestamp: shot.time, interface: shot.tap, linkType: .ethernet,
            originalLength: shot.bytes.count, bytes: shot.bytes.span.bytes))
      }
      tracer.advance(to: Stage.start + milliseconds * 1_000_000)
      told += tracer.takePaths().map { (milliseconds, $0) }
    }
    tracer.finish()
    return told + tracer.takePaths().map { (end, $0) }
  }

  /// A connection of 20 ms whose second FIN is sent at 20 and acknowledged at 21.
  private func talk(_ stage: inout Stage, _ tap: Int, at begin: Double = 0, isAcknowledged: Bool = true) {
    let (client, server) = (Self.client, Self.server)
    stage.tcp(tap, begin, client, server, .syn, 100, id: 1)
    stage.tcp(tap, begin + 1, server, client, [.syn, .ack], 500, 101, id: 2)
    stage.tcp(tap, begin + 2, client, server, .ack, 101, 501, id: 3)
    stage.tcp(tap, begin + 19, client, server, [.fin, .ack], 101, 501, id: 4)
    stage.tcp(tap, begin + 20, server, client, [.fin, .ack], 501, 102, id: 5)
    if isAcknowledged { stage.tcp(tap, begin + 21, client, server, .ack, 102, 502, id: 6) }
  }

  @Test("A connection whose FINs were acknowledged is told a second after its last packet")
  func settled() {
    var stage = Stage("n1/eth0")
    talk(&stage, 0)
    let told = run(stage)
    #expect(told.count == 1)
    #expect((1_021...1_090).contains(told.first?.at ?? 0))
    #expect(told.first?.path.state == .closed)
  }

  @Test("Without an acknowledgement of the last FIN, or after a RST, it waits for its time-out")
  func unsettled() {
    var open = Stage("n1/eth0")
    talk(&open, 0, isAcknowledged: false)
    #expect((run(open).first?.at ?? 0) >= 5_000)
    var reset = Stage("n1/eth0")
    talk(&reset, 0)
    reset.tcp(0, 30, Self.server, Self.client, .rst, 502, id: 7)
    #expect((run(reset).first?.at ?? 0) >= 5_000)
  }

  @Test("A FIN that is repeated after its acknowledgement was lost is counted")
  func repeated() {
    var stage = Stage("n1/eth0")
    talk(&stage, 0)
    stage.tcp(0, 221, Self.server, Self.client, [.fin, .ack], 501, 102, id: 8)
    stage.tcp(0, 3_000, Self.server, Self.client, [.fin, .ack], 501, 102, id: 9)
    let told = run(stage)
    #expect(told.count == 1)
    #expect((told.first?.at ?? 0) >= 8_000)
    #expect(told.first?.path.hops.map(\.retransmissions).reduce(0, +) == 2)
  }

  @Test("Every tap that shows a connection must have seen its end")
  func taps() {
    var stage = Stage("n1/eth0", "n1/cni0")
    talk(&stage, 0)
    talk(&stage, 1, at: 0.1, isAcknowledged: false)
    #expect((run(stage).first?.at ?? 0) >= 5_000)
  }

  @Test("What comes late makes no second path, and a port used again does")
  func late() {
    var stage = Stage("n1/eth0", "n1/cni0")
    talk(&stage, 0)
    stage.tcp(1, 2_500, Self.client, Self.server, .ack, 102, 502, id: 6)
    stage.tcp(0, 3_000, Self.server, Self.client, [.fin, .ack], 501, 102, id: 9)
    #expect(run(stage).count == 1)
    stage.tcp(0, 4_000, Self.client, Self.server, .syn, 90_000, id: 10)
    #expect(run(stage).count == 2)
  }

  @Test("Where hosts' clocks may differ nothing is told before its time-out")
  func hosts() {
    var stage = Stage("n1/eth0", "n2/eth0")
    talk(&stage, 0)
    #expect((run(stage).first?.at ?? 0) >= 5_000)
  }

  @Test("Of 100 connections a second the first is told before a third second is read")
  func steady() {
    var stage = Stage("n1/eth0")
    for number in 0..<600 {
      let (at, client) = (Double(number) * 10, "10.0.1.\(1 + number % 250):\(4_000 + number)")
      let (first, answer) = (UInt32(number) * 10_000 + 100, UInt32(number) * 7_000 + 500)
      stage.tcp(0, at, client, Self.server, .syn, first)
      stage.tcp(0, at + 1, Self.server, client, [.syn, .ack], answer, first + 1)
      stage.tcp(0, at + 2, client, Self.server, [.fin, .ack], first + 1, answer + 1)
      stage.tcp(0, at + 3, Self.server, client, [.fin, .ack], answer + 1, first + 2)
      stage.tcp(0, at + 4, client, Self.server, .ack, first + 2, answer + 2)
    }
    let outcome = run(stage)
    #expect(outcome.count == 600)
    #expect((outcome.first?.at ?? .max) < 2_000)
    // In the order of their ends, a second behind.
    #expect(outcome.filter { $0.at <= 5_000 }.count >= 390)
  }
}
