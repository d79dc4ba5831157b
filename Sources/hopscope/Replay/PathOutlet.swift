import Cluster
import Render
import Trace

/// The way of paths from the engine to whoever takes them: all are counted, probes folded, and the selected ones handed on.
struct PathOutlet {
  private(set) var printer: PathPrinter
  /// Which paths are handed on.
  var selection: PathSelection
  /// How many of them are shown, when they are sorted first.
  var cut = PathLimit.all
  /// Kubelet probes are counted but not handed on.
  var foldsProbes = false
  private(set) var folded = FoldedProbes()
  private(set) var timeline: MapTimeline
  private var coverage: CoverageReport
  private var doubts: MapDoubts
  private let announces: Bool
  /// The engine says what is wrong.
  var judges = false
  private var news = FindingNews()
  private var relevance: FindingRelevance?
  private var pace = JudgingPace()
  /// Somebody else wants to look at what is handed on.
  var keepsTold = false
  private var told: [Path] = []

  /// - Parameter announces: connections are also told while they go on.
  init(_ printer: PathPrinter, timeline: MapTimeline, announces: Bool) {
    self.printer = printer
    self.announces = announces
    self.timeline = timeline
    selection = PathSelection(timeline: timeline)
    coverage = CoverageReport(timeline: timeline)
    doubts = MapDoubts(timeline: timeline)
  }

  /// Paths that begin from now on are named by the newest map.
  mutating func update(_ timeline: MapTimeline) {
    self.timeline = timeline
    printer.update(timeline)
    selection.update(timeline)
    coverage.update(timeline)
    doubts.update(timeline)
  }

  /// Whether nothing more will be shown.
  var isSatisfied: Bool { selection.isSatisfied }

  /// A packet of that time was read, maybe the first of all.
  mutating func begin(at time: Int64) { selection.begin(at: time) }

  /// Hands on what the engine has by now.
  mutating func hand<Sink: PathSink & ~Copyable>(_ tracer: inout Tracer, _ sink: inout Sink) throws {
    if announces {
      let announced = noted(announced(&tracer))
      if keepsTold { told += announced }
      try sink.announce(announced, printer)
    }
    let paths = tracer.takePaths()
    if keepsTold { told += paths }
    coverage.add(paths)
    doubts.add(paths)
    let wanted = foldsProbes ? folded.remaining(of: paths) : paths
    try sink.take(noted(selection.pass(wanted, now: tracer.latest)), printer)
  }

  /// The paths handed on since the last time, where they are kept.
  mutating func takeTold() -> [Path] {
    defer { told.removeAll(keepingCapacity: true) }
    return told
  }

  /// Hands on the rest, when the engine has finished.
  mutating func finish<Sink: PathSink & ~Copyable>(_ tracer: inout Tracer, _ sink: inout Sink) throws {
    try hand(&tracer, &sink)
    try sink.take(noted(selection.finish(now: tracer.latest)), printer)
    try judge(tracer, &sink, isLast: true)
  }

  /// Hands on what the engine has found wrong by now. Asked some times a second, not for each path.
  /// - Parameter isLast: there is nothing more to come.
  /// - Returns: what is new.
  @discardableResult
  mutating func judge<Sink: PathSink & ~Copyable>(
    _ tracer: borrowing Tracer, _ sink: inout Sink, isLast: Bool = false
  ) throws -> [Finding] {
    guard judges, pace.isDue(at: Terminal.monotonic()) || isLast else { return [] }
    let findings = findings(tracer)
    let new = news.take(findings)
    try sink.judge(findings, new: new, printer)
    return new
  }

  /// What the engine has found wrong, as far as it belongs to what was asked for.
  func findings(_ tracer: borrowing Tracer) -> [Finding] {
    guard judges else { return [] }
    let all = tracer.findings
    return relevance.map { all.filter($0.isRelevant) } ?? all
  }

  /// Paths that pass, for the findings that belong to them.
  private mutating func noted(_ paths: [Path]) -> [Path] {
    guard judges else { return paths }
    if paths.contains(where: { !$0.findings.isEmpty }) { pace.hasNews = true }
    guard selection.isActive else { return paths }
    var seen = relevance ?? FindingRelevance(selection)
    relevance = nil
    seen.add(paths, timeline)
    relevance = seen
    return paths
  }

  private func announced(_ tracer: inout Tracer) -> [Path] {
    let paths = tracer.takeAnnounced().filter { !foldsProbes || $0.probe == nil }
    return selection.opening(paths, now: tracer.latest)
  }

  /// - Parameters:
  ///   - isStopped: reading ended before the input did.
  ///   - leftOut: packets that the filter left out; nil without a filter.
  func part(isStopped: Bool, leftOut: Int?) -> PartReport {
    PartReport(selection, isStopped: isStopped, cut: cut, leftOut: leftOut)
  }

  /// Nodes that took part by the cluster's objects, and where nothing was captured.
  func missing(_ taps: [Tap]) -> [String] { coverage.missing(taps) }

  /// Whether objects and packets can be of one place and time.
  /// - Parameter now: this machine's clock, in nanoseconds since 1970.
  func doubts(now: Int64) -> [String] { doubts.sentences(now: now) }
}
