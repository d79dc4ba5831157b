import Capture
import Cluster
import Trace
import Wire

/// The kernel filter that selectors ask for.
enum KernelFilterText {
  /// - Parameters:
  ///   - timeline: its newest map is looked into; make it again when there is another.
  ///   - host: the Node that captures, if it is known.
  /// - Returns: nil when no selector narrows; an empty expression, with a note why, when nothing may be left out.
  static func make(_ options: SelectorOptions, _ timeline: MapTimeline, host: String? = nil) throws -> KernelFilter? {
    make(try options.selector(), timeline[timeline.count - 1], host: host)
  }

  static func make(_ selector: PathSelector, _ map: ServiceMap, host: String? = nil) -> KernelFilter? {
    KernelFilter.make(selector, map: map, host: host, measure: measure)
  }

  /// Of the two link types of live capture, one device or `any`: the kernel has to take both.
  static func measure(_ expression: String) -> Int? {
    guard let one = PacketFilter.instructions(of: expression, .ethernet),
      let any = PacketFilter.instructions(of: expression, .linuxCooked2)
    else { return nil }
    return max(one, any)
  }
}
