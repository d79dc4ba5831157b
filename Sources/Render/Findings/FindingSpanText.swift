import Trace

/// How often and when: `312 connections, 10:00:01–10:03:12, 1.6/s`.
enum FindingSpanText {
  /// Nil where there is nothing to say: one object.
  static func words(_ finding: Finding) -> String? {
    guard let first = finding.first else {
      guard finding.paths.isEmpty else { return SizeText.plural(finding.count, "connection") }
      return finding.count > 1 ? SizeText.plural(finding.count, "object") : nil
    }
    return words(finding.count, first, max(first, finding.last ?? first))
  }

  static func words(_ group: UnexplainedFailures.Group) -> String { words(group.count, group.first, group.last) }

  private static func words(_ count: Int, _ first: Int64, _ last: Int64) -> String {
    let parts = [SizeText.plural(count, "connection"), times(first, last), rate(count, first, last)]
    return parts.compactMap { $0 }.joined(separator: ", ")
  }

  /// Of one day without the date.
  static func times(_ first: Int64, _ last: Int64) -> String {
    guard TimeText.date(first) == TimeText.date(last) else {
      return "\(TimeText.rfc3339(first, places: 0))–\(TimeText.rfc3339(last, places: 0))"
    }
    let (from, to) = (TimeText.ofDay(first, places: 0), TimeText.ofDay(last, places: 0))
    return from == to ? "\(from)Z" : "\(from)–\(to)Z"
  }

  /// In the unit in which it is at least one tenth; nil for a moment, of which no rate can be told.
  private static func rate(_ count: Int, _ first: Int64, _ last: Int64) -> String? {
    let seconds = Double(last.since(first)) / 1e9
    guard count > 1, seconds >= 1 else { return nil }
    for (unit, length) in [("s", 1.0), ("min", 60), ("h", 3600)] {
      let tenths = Int64(saturating: Double(count) / seconds * length * 10)
      if tenths >= 1 { return tenths >= 1000 ? "\(tenths / 10)/\(unit)" : "\(tenths / 10).\(tenths % 10)/\(unit)" }
    }
    return nil
  }
}
