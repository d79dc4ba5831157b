import Capture
import Cluster
import Render

/// What a replay says on standard error.
struct ReplayNotes {
  let isQuiet: Bool

  /// What cannot be named, said before the first path.
  func tellInputs(_ timeline: MapTimeline) {
    guard !isQuiet else { return }
    if timeline.isEmpty {
      Messages.note("no --cluster: Services, pods and nodes cannot be named; paths are joined from packets alone")
    }
    for omission in timeline.omissions { Messages.note(omission) }
    for problem in timeline.problems.prefix(10) { Messages.warning(problem.sentence) }
    if timeline.problems.count > 10 {
      Messages.warning("and \(timeline.problems.count - 10) more of the kind in the cluster objects")
    }
  }

  /// Interfaces whose hosts nothing names.
  func tellHosts(_ interfaces: some Collection<CaptureInterface>) {
    guard !isQuiet else { return }
    var told: Set<String> = []
    for interface in interfaces where !interface.isHostKnown && told.count < 5 {
      guard told.insert(interface.host).inserted else { continue }
      Messages.note("the host of \(interface.host) is unknown; say it with --tap FILE=HOST/INTERFACE")
    }
  }

  /// Captures that were written in parts.
  func tellParts(_ rotated: [[String]]) {
    guard !isQuiet else { return }
    for parts in rotated {
      Messages.note(
        "\(parts[0]) … \(parts[parts.count - 1]): \(parts.count) files called like parts of one capture are read in the "
          + "order of their times; those that overlap stay captures of their own")
    }
  }

  func tell(_ summary: RunSummary) {
    for problem in summary.errors { Messages.error(problem) }
    if summary.trace.evicted > 0 {
      Messages.warning("\(summary.trace.evicted) paths were closed early to make room; give more with --max-flows")
    }
    guard !isQuiet else { return }
    if let emptiness = summary.emptiness { Messages.note(emptiness) }
    for doubt in summary.doubts { Messages.warning(doubt) }
    Messages.plain(Trailer.render(summary, width: Messages.isTerminal ? StatusLine.width : nil))
  }
}
