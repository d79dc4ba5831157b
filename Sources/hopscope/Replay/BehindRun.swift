import ArgumentParser
import Cluster
import Render
import Trace

/// The replay behind `hopscope explain --in`.
struct BehindRun {
  let objects: ExplainMapOptions
  let captures: ExplainCaptureOptions
  let look: LookOptions

  func run(into collector: inout BehindCollector) throws -> ExitStatus {
    let options = try TraceOptions.parse(arguments())
    if let missing = options.input.expression {
      throw Failure(sentence: "\(missing): cannot be opened: No such file or directory; --in takes captures only")
    }
    var run = try ReplayRun(options, form: .path, explains: false, text: look.text())
    collector.prepare(run.timeline, files: options.input.captures)
    return try run.run(into: &collector)
  }

  /// What `hopscope replay` would be given.
  private func arguments() throws -> [String] {
    var arguments = captures.captures.map { $0.hasPrefix("-") && $0 != "-" ? "./\($0)" : $0 }
    arguments += objects.cluster.map { "--cluster=\($0)" }
    arguments += objects.at.filter { $0.contains("=") }.map { "--at=\($0)" }
    arguments += captures.tap.map { "--tap=\($0)" }
    arguments += captures.witness.conntrack.map { "--conntrack=\($0)" }
    arguments.append("--skew=\(captures.clocks.skew)")
    if captures.clocks.noClockCorrection { arguments.append("--no-clock-correction") }
    if look.quiet { arguments.append("--quiet") }
    return arguments
  }
}

/// Keeps of all paths those that had the socket.
struct BehindCollector: PathSink {
  private var search: BehindSearch
  private var timeline = MapTimeline(.empty)
  private var files: [String] = []
  private var taps: [Tap] = []

  init(_ search: BehindSearch) { self.search = search }

  mutating func prepare(_ timeline: MapTimeline, files: [String]) {
    self.timeline = timeline
    self.files = files
  }

  mutating func take(_ paths: [Path], _ printer: PathPrinter) { for path in paths { search.add(path) } }

  mutating func finish(_ summary: RunSummary, _ printer: PathPrinter) { taps = summary.taps }

  var report: BehindReport { BehindReport(search: search, timeline: timeline, files: files, taps: taps) }
}
