import Cluster
import Trace

/// What a whole run did, for its last line.
public struct RunSummary: Sendable {
  public var trace: TraceSummary
  /// Sentences about inputs that ended badly.
  public var errors: [String]
  public var taps: [Tap]
  /// Packets that the capturing program says it lost; nil when no file says.
  public var recordedDrops: UInt64?
  /// Nodes that the map says lie on a path and no tap shows.
  public var missing: [String]
  /// What was measured between taps.
  public var edges: [Edge]
  /// How hosts' clocks were compared; empty when there was nothing to compare.
  public var clocks: [ClockReport]
  /// Sentences on whether objects and packets belong together.
  public var doubts: [String]
  /// Kubelet probes that were left out (`--no-probes`).
  public var probes: FoldedProbes

  /// What was shown of it.
  public var part: PartReport?
  /// What a live run lost, by place; of captures `recordedDrops` says it.
  public var losses: [TopFacts.Loss] = []
  /// What was found wrong, the gravest first; empty unless somebody asked for it.
  public var findings: [Finding] = []
  /// Where each of `taps` stands, its packets not counted; only where somebody asked for findings.
  public var vantages: [Vantage] = []

  public init(
    trace: TraceSummary, errors: [String], taps: [Tap], recordedDrops: UInt64?, missing: [String], edges: [Edge] = [],
    clocks: [ClockReport] = [], doubts: [String] = [], probes: FoldedProbes = FoldedProbes()
  ) {
    self.trace = trace
    self.errors = errors
    self.taps = taps
    self.recordedDrops = recordedDrops
    self.missing = missing
    self.edges = edges
    self.clocks = clocks
    self.doubts = doubts
    self.probes = probes
  }

  public var complete: Bool {
    errors.isEmpty && trace.evicted == 0 && (recordedDrops ?? 0) == 0 && losses.allSatisfy { $0.count == 0 }
  }

  /// Why there is no path, where no error says it.
  public var emptiness: String? {
    if trace.paths > 0 { return part?.emptiness(paths: Int(trace.paths) - probes.count) }
    guard errors.isEmpty else { return nil }
    if trace.packets == 0, let leftOut = part?.leftOut, leftOut > 0 {
      return "the filter leaves out every packet; without it hopscope info says what the capture holds"
    }
    return trace.packets == 0
      ? "no packet was captured: was it the right interface, and did traffic pass while it ran?"
      : "no packet belongs to a connection (TCP, UDP, SCTP, ICMP echo): hopscope info says what the capture holds"
  }
}

/// Collects which nodes took part according to the map.
public struct CoverageReport: Sendable {
  private var timeline: MapTimeline
  private var nodes: Set<String> = []
  private static let limit = 10_000

  public init(timeline: MapTimeline) { self.timeline = timeline }

  public mutating func update(_ timeline: MapTimeline) { self.timeline = timeline }

  public mutating func add(_ paths: [Path]) {
    guard !timeline.isEmpty, nodes.count < Self.limit else { return }
    for path in paths {
      let map = timeline[path.mapIndex]
      for role in [path.names.client, path.names.front, path.names.backend] {
        guard let role else { continue }
        if let node = role.node ?? (role.pods.count == 1 ? map[role.pods[0]].node : nil) {
          nodes.insert(map[node].name)
        }
      }
    }
  }

  public func missing(_ taps: [Tap]) -> [String] {
    let present = Set(taps.compactMap(\.host))
    return nodes.filter { !present.contains($0) }.sorted()
  }
}
