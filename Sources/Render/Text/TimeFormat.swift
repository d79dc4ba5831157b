/// How the text forms write times. All of them are UTC, and those that are times of a clock say so (`Z`).
public enum TimeFormat: String, Sendable, CaseIterable {
  /// `10:15:04.218Z`: the time of day.
  case time
  /// `2026-11-24T10:15:04.218301000Z`
  case rfc3339
  case rfc3339ms
  case rfc3339us
  /// Seconds since 1970-01-01T00:00:00Z with nanoseconds: `1795515304.218301000`.
  case unix
  /// Seconds since the first path printed, as `tcpdump -ttttt`.
  case relative
  /// Seconds since the path printed before, as `tcpdump -ttt`.
  case delta

  /// - Parameter places: decimals where the format leaves them open.
  func text(_ time: Int64, _ reference: TimeReference, places: Int) -> String {
    switch self {
    case .time: TimeText.ofDay(time, places: places) + "Z"
    case .rfc3339: TimeText.rfc3339(time)
    case .rfc3339ms: TimeText.rfc3339(time, places: 3)
    case .rfc3339us: TimeText.rfc3339(time, places: 6)
    case .unix: TimeText.seconds(time, places: 9)
    case .relative: TimeText.seconds(time.since(reference.first ?? time), places: 6)
    case .delta: TimeText.seconds(time.since(reference.previous ?? time), places: 6)
    }
  }
}

/// What times are relative to.
public struct TimeReference: Sendable {
  var first: Int64?
  var previous: Int64?

  public init() {}

  /// A path that begins then was printed.
  public mutating func printed(_ start: Int64) {
    first = first ?? start
    previous = start
  }

  /// What lies behind `time` within one path.
  func after(_ time: Int64?) -> TimeReference {
    var reference = self
    reference.first = first ?? time
    reference.previous = time ?? previous
    return reference
  }
}
