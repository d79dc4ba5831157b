import Capture
import Cluster
import Render
import Trace

/// What the kernel lets through: the person's own expression, and of that what can belong to the selected paths.
struct LiveFilter {
  private let own: String?
  private let selector: PathSelector
  private let host: String
  private var current: String?

  /// - Parameters:
  ///   - own: the person's expression.
  ///   - host: the Node that captures.
  /// - Throws: `Failure` when the expression is wrong, or a selector names what nothing has.
  init(_ own: String?, _ selectors: SelectorOptions, _ timeline: MapTimeline, host: String, isQuiet: Bool) throws {
    self.own = own
    self.host = host
    selector = try selectors.selector()
    try FilterNotes.check(own)
    if let own, !isQuiet { FilterNotes.tell(own, timeline) }
    current = own
    let kernel = KernelFilterText.make(selector, timeline[timeline.count - 1], host: host)
    current = Self.both(own, kernel?.expression)
    if !isQuiet { Self.tell(kernel) }
  }

  private static func tell(_ kernel: KernelFilter?) {
    guard let kernel else { return }
    for note in kernel.notes { Messages.note(note) }
    guard !kernel.expression.isEmpty else { return }
    Messages.note(
      "the kernel lets through what can belong to the selected paths, tunnels, ICMP errors, fragments and ARP; nothing "
        + "else is captured")
  }

  private static func both(_ own: String?, _ kernel: String?) -> String? {
    guard let kernel, !kernel.isEmpty else { return own }
    return own.map { "(\($0)) and (\(kernel))" } ?? kernel
  }

  /// Before devices are opened.
  func apply(to capture: LiveCapture) throws {
    guard let current else { return }
    do { try capture.setFilter(current) } catch { throw Failure(sentence: error.sentence, status: .usage) }
  }

  /// For a recording.
  var expression: String? { current }

  /// The map has changed, and so may have what belongs to the selected paths.
  /// - Returns: why the filter stays as it was.
  mutating func recompile(_ timeline: MapTimeline, _ capture: LiveCapture) -> String? {
    let kernel = KernelFilterText.make(selector, timeline[timeline.count - 1], host: host)
    let next = Self.both(own, kernel?.expression)
    guard next != current else { return nil }
    do {
      // Without an expression everything passes.
      try capture.setFilter(next ?? "")
      current = next
      return nil
    } catch {
      return "the kernel's filter stays as it was: \(error.sentence)"
    }
  }
}
