import Cluster
import Testing
import Trace
import Wire

/// The engine fed with packets made by hand, where no capture is small enough to show the point.
@Suite struct TracerTests {
  private func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

  /// An Ethernet frame with a TCP segment without options, payload or checksum.
  private func segment(
    _ source: (String, UInt16), _ destination: (String, UInt16), flags: UInt8, sequence: UInt32,
    acknowledgement: UInt32 = 0,
    ttl: UInt8 = 64, id: UInt16 = 0
  ) throws -> [UInt8] {
    func big(_ value: UInt32) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
    func big(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(truncatingIfNeeded: value)] }
    let ip: [UInt8] =
      [0x45, 0, 0, 40] + big(id) + [0x40, 0, ttl, 6, 0, 0] + big(try address(source.0).v4)
      + big(try address(destination.0).v4)
    let tcp =
      big(source.1) + big(destination.1) + big(sequence) + big(acknowledgement) + [0x50, flags, 0xff, 0xff, 0, 0, 0, 0]
    return [UInt8](repeating: 0, count: 12) + [8, 0] + ip + tcp
  }

  private func run(_ frames: [(time: Int64, bytes: [UInt8])], maximumFlows: Int = 1000) -> ([Path], TraceSummary) {
    var configuration = TracerConfiguration()
    configuration.maximumFlows = maximumFlows
    var tracer = Tracer(map: .empty, configuration: configuration)
    tracer.addTap(Tap(host: "node", interface: "eth0"))
    var paths: [Path] = []
    for (number, frame) in frames.enumerated() {
      let packet = Packet(
        number: UInt64(number + 1), timestamp: frame.time, interface: 0, linkType: .ethernet,
        originalLength: frame.bytes.count, bytes: frame.bytes.span.bytes)
      if tracer.receive(packet) { paths += tracer.takePaths() }
    }
    tracer.finish()
    return (paths + tracer.takePaths(), tracer.summary)
  }

  @Test("An equal ISN alone joins nothing")
  func isnAlone() throws {
    let (paths, _) = run([
      (0, try segment(("10.0.0.1", 1000), ("10.0.0.2", 80), flags: 2, sequence: 77, id: 1)),
      (1000, try segment(("10.1.0.1", 2000), ("10.1.0.2", 8080), flags: 2, sequence: 77, ttl: 63, id: 2)),
    ])
    #expect(paths.count == 2)
    #expect(paths.allSatisfy { $0.state == .noReply && $0.translations.isEmpty })
  }

  @Test("An equal ISN and an equal IPv4 identification join")
  func isnAndID() throws {
    let (paths, _) = run([
      (0, try segment(("10.0.0.1", 1000), ("10.0.0.2", 80), flags: 2, sequence: 77, id: 9)),
      (1000, try segment(("10.1.0.1", 2000), ("10.1.0.2", 8080), flags: 2, sequence: 77, ttl: 63, id: 9)),
    ])
    #expect(paths.count == 1)
    #expect(paths[0].translations.map(\.kinds) == [[.dnat, .snat]])
    #expect(paths[0].translations[0].confidence == .certain)
  }

  @Test("Both ISNs join what the SYNs alone left open")
  func bothISNs() throws {
    let (paths, _) = run([
      (0, try segment(("10.0.0.1", 1000), ("10.0.0.2", 80), flags: 2, sequence: 77, id: 1)),
      (1000, try segment(("10.1.0.1", 2000), ("10.1.0.2", 8080), flags: 2, sequence: 77, ttl: 63, id: 2)),
      (2000, try segment(("10.1.0.2", 8080), ("10.1.0.1", 2000), flags: 18, sequence: 5, acknowledgement: 78)),
      (3000, try segment(("10.0.0.2", 80), ("10.0.0.1", 1000), flags: 18, sequence: 5, acknowledgement: 78, ttl: 63)),
    ])
    #expect(paths.count == 1)
    #expect(paths[0].state == .halfOpen)
  }

  @Test("A flood is bounded, and what made room is counted")
  func flood() throws {
    let frames = try (0..<5000).map { number in
      (
        time: Int64(number) * 1_000_000,
        bytes: try segment(
          ("10.0.0.1", UInt16(number + 1)), ("10.0.0.2", 80), flags: 2, sequence: UInt32(number) &* 7919)
      )
    }
    let (paths, summary) = run(frames, maximumFlows: 256)
    #expect(paths.count == 5000)
    #expect(summary.peakFlows <= 256)
    #expect(summary.evicted >= 5000 - 256)
  }

  @Test("Times that jump, run backwards or overflow harm nothing", arguments: [Int64.min, -1, 0, Int64.max])
  func times(_ strange: Int64) throws {
    let syn = try segment(("10.0.0.1", 1000), ("10.0.0.2", 80), flags: 2, sequence: 77)
    let other = try segment(("10.0.0.3", 1000), ("10.0.0.2", 80), flags: 2, sequence: 78)
    let (paths, _) = run([(1_000_000_000, syn), (strange, other), (2_000_000_000, syn)])
    #expect(paths.count >= 2)
  }
}
