import Cluster
import Trace

/// What `hopscope diagnose` says of captures: what is wrong, what is well, what no finding explains, what cannot be seen.
public struct DiagnosisReport: Sendable {
  /// Services and other destinations of which some connections went well, by name.
  var healthy: [GroupTable.Group]
  var unexplained: [UnexplainedFailures.Group]
  var moreUnexplained: Int
  /// What the captures cannot prove, wherever their connections went.
  var claims: [Claim]
  /// What cannot be said of single connections.
  var gaps: [GapTally.Entry]
  public private(set) var summary: RunSummary
  /// The gravest first.
  var findings: [Finding] { summary.findings }
  /// Selected connections, and how many of them went well.
  var connections: Int
  var ok: Int
  /// From the first packet to the last.
  var span: ClosedRange<Int64>?
  /// Services of the objects.
  var services: Int

  /// The gravest severity there is; nil where nothing was found.
  public var gravest: Severity? { findings.map(\.kind.severity).min() }
}

/// Collects what a diagnosis is made of, in space that does not depend on how many paths there are.
public struct DiagnosisCollector: Sendable {
  private var timeline: MapTimeline
  private var groups = GroupTable(by: .service)
  private var unexplained = UnexplainedFailures()
  private var gaps = GapTally()
  private var taps = TapTally()
  private var (connections, ok) = (0, 0)
  private var span: ClosedRange<Int64>?

  public init(timeline: MapTimeline) { self.timeline = timeline }

  public mutating func update(_ timeline: MapTimeline) { self.timeline = timeline }

  /// - Parameter paths: that were selected, as they were completed.
  public mutating func add(_ paths: [Path]) {
    groups.add(paths.map(Self.judged), timeline)
    for path in paths {
      connections += 1
      if path.isOK { ok += 1 }
      span = min(span?.lowerBound ?? path.start, path.start)...max(span?.upperBound ?? path.end, path.end)
      taps.add(path)
      // Words hold a whole map: they are made where something is to be said.
      guard !path.isOK || !path.gaps.isEmpty else { continue }
      let words = Words(map: timeline[path.mapIndex])
      unexplained.add(path, words)
      gaps.add(path.gaps, words)
    }
  }

  /// What an error was found of did not go well, however it ended.
  private static func judged(_ path: Path) -> Path {
    guard path.isOK, path.findings.contains(where: { $0.severity == .error }) else { return path }
    var judged = path
    judged.isOK = false
    return judged
  }

  /// - Parameter summary: with the findings.
  public func diagnosis(_ summary: RunSummary) -> DiagnosisReport {
    let map = timeline[timeline.count - 1]
    return DiagnosisReport(
      healthy: groups.sorted.filter { $0.counts.ok > 0 },
      unexplained: unexplained.remaining(summary.findings), moreUnexplained: unexplained.others,
      claims: taps.claims(summary, hasMap: !map.nodes.isEmpty).filter { !$0.isProvable }, gaps: gaps.entries,
      summary: summary,
      connections: connections, ok: ok, span: span,
      services: Set(map.servicePorts.map { FindingSubject.Name($0.namespace, $0.name) }).count)
  }
}
