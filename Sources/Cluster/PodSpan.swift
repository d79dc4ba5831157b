/// When one pod may have held its addresses.
///
/// Kubernetes writes whole seconds, cut off, and clocks of two machines differ a little: both ends have a second's slack.
struct PodSpan: BitwiseCopyable, Sendable {
  private static let slack: Int64 = 1_000_000_000
  /// Nobody knows when it began: always, until it ended.
  private(set) var first = Int64.min
  private(set) var last = Int64.max
  /// It holds them as of the dump; a finished pod, or one that only the next dump knows, does not.
  private(set) var isCurrent: Bool

  init(_ pod: PodInfo, isCurrent: Bool) {
    self.isCurrent = isCurrent
    if let from = pod.from { first = Self.saturating(from.subtractingReportingOverflow(Self.slack), .min) }
    if let until = pod.until { last = Self.saturating(until.addingReportingOverflow(Self.slack), .max) }
  }

  /// - Parameter time: `.max` asks as of the dump.
  @inline(__always)
  func holds(at time: Int64) -> Bool { time == .max ? isCurrent : first <= time && time <= last }

  private static func saturating(_ sum: (partialValue: Int64, overflow: Bool), _ end: Int64) -> Int64 {
    sum.overflow ? end : sum.partialValue
  }
}
