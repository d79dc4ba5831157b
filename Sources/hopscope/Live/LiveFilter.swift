import Capture
import Cluster
import Trace

/// What the kernel lets through: the person's own expression, and what the selectors leave of the traffic.
struct LiveFilter {
  private let own: String?
  private let selector: PathSelector

  /// - Throws: `Failure` when the expression is wrong, or a selector names what nothing has.
  init(_ own: String?, _ selectors: SelectorOptions, _ timeline: MapTimeline, isQuiet: Bool) throws {
    self.own = own
    selector = try selectors.selector()
    try FilterNotes.check(own)
    if let own, !isQuiet { FilterNotes.tell(own, timeline) }
  }

  func apply(to capture: LiveCapture) throws {
    guard let expression = own else { return }
    do { try capture.setFilter(expression) } catch { throw Failure(sentence: error.sentence, status: .usage) }
  }

  /// The map has changed.
  /// - Returns: why the filter stays as it was.
  func recompile(_ timeline: MapTimeline, _ capture: LiveCapture) -> String? { nil }
}
