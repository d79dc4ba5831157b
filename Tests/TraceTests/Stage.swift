import Cluster
import Testing
import Trace
import Wire

/// Taps, and packets put before them by hand, at times in milliseconds.
struct Stage {
  static let start: Int64 = 1_795_000_000_000_000_000

  struct Shot {
    var tap: Int
    var time: Int64
    var bytes: [UInt8]
  }

  var taps: [Tap]
  var shots: [Shot] = []
  /// Packets that each tap says it lost.
  var losses: [Int: UInt64] = [:]

  /// - Parameter taps: `n1/eth0`; the first is tap 0, and so on.
  init(_ taps: String...) {
    self.taps = taps.enumerated().map { number, text in
      let parts = text.split(separator: "/").map(String.init)
      return Tap(host: parts[0], interface: parts[1], file: number)
    }
  }

  mutating func put(_ tap: Int, _ milliseconds: Double, _ frame: HandMadeFrame) {
    shots.append(Shot(tap: tap, time: Self.start + Int64(milliseconds * 1_000_000), bytes: frame.bytes))
  }

  /// A TCP segment at a tap.
  mutating func tcp(
    _ tap: Int, _ milliseconds: Double, _ source: String, _ destination: String, _ flags: TCPFlags, _ sequence: UInt32,
    _ acknowledgement: UInt32 = 0, payload: [UInt8] = [], id: UInt16 = 0, ttl: UInt8 = 64,
    stamps: (UInt32, UInt32)? = nil
  ) {
    let segment = HandMadeFrame.Segment(
      flags: flags, sequence: sequence, acknowledgement: acknowledgement, payload: payload, stamps: stamps)
    put(
      tap, milliseconds,
      HandMadeFrame(source: source, destination: destination, ttl: ttl, id: id, content: .tcp(segment)))
  }

  mutating func udp(
    _ tap: Int, _ milliseconds: Double, _ source: String, _ destination: String, _ payload: [UInt8], id: UInt16 = 0,
    ttl: UInt8 = 64
  ) {
    put(
      tap, milliseconds,
      HandMadeFrame(source: source, destination: destination, ttl: ttl, id: id, content: .udp(payload)))
  }

  struct Outcome {
    var paths: [Path]
    var summary: TraceSummary
    var edges: [Edge]
    var findings: [Finding]
  }

  /// Runs the engine over all packets in the order of time.
  func run(
    _ map: ServiceMap = .empty, witness: ConntrackTable = .empty, explains: Bool = false, skew: Int64 = 0
  ) -> Outcome {
    run(MapTimeline(map), witness: witness, explains: explains, skew: skew)
  }

  func run(
    _ timeline: MapTimeline, witness: ConntrackTable = .empty, explains: Bool = false, skew: Int64 = 0
  ) -> Outcome {
    var configuration = TracerConfiguration()
    configuration.explains = explains
    configuration.skew = skew
    configuration.judges = true
    var tracer = Tracer(timeline: timeline, witness: witness, configuration: configuration)
    for tap in taps { tracer.addTap(tap) }
    for (tap, lost) in losses { tracer.noteLoss(lost, interface: tap) }
    var paths: [Path] = []
    let ordered = shots.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
    for (number, entry) in ordered.enumerated() {
      let shot = entry.element
      let packet = Packet(
        number: UInt64(number + 1), timestamp: shot.time, interface: shot.tap, linkType: .ethernet,
        originalLength: shot.bytes.count, bytes: shot.bytes.span.bytes)
      if tracer.receive(packet) { paths += tracer.takePaths() }
    }
    tracer.finish()
    paths += tracer.takePaths()
    return Outcome(
      paths: paths.sorted { $0.start < $1.start }, summary: tracer.summary, edges: tracer.edges,
      findings: tracer.findings)
  }
}

extension Path {
  /// `10.0.0.1:1000>10.0.0.2:80`, in the order of hops, each once.
  var tuples: [String] { hops.map { "\($0.tuple.text)" }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}

extension Tuple {
  var text: String { "\(Socket(source, sourcePort))>\(Socket(destination, destinationPort))" }
}
