import Cluster

/// A stretch of the capture's time, `--since` and `--until`, either of which may be open.
///
/// A path lies in it when it does so in part: it ended after the beginning and began before the end. What counts from the
/// capture's end is not known before that: such a path waits.
public struct TimeWindow: Sendable, Hashable {
  private var since: TimeBound?
  private var until: TimeBound?
  private static let day: Int64 = 86_400_000_000_000

  public init(since: TimeBound?, until: TimeBound?) {
    self.since = since
    self.until = until
  }

  public var isOpen: Bool { since == nil && until == nil }

  /// Whether no moment can lie in it.
  public var isEmpty: Bool {
    switch (since, until) {
    case (.moment(let start), .moment(let end)): end < start
    case (.beforeEnd(let start), .beforeEnd(let end)): end > start
    default: false
    }
  }

  enum Verdict { case inside, outside, later }

  /// Gives times of day their days: that of the first packet; an end that comes before the beginning is on the next day.
  public mutating func settle(firstPacket: Int64) {
    let midnight = firstPacket - (firstPacket % Self.day + Self.day) % Self.day
    let wasTimes = isOfDay(since) && isOfDay(until)
    since = since.map { Self.moment($0, midnight) }
    until = until.map { Self.moment($0, midnight) }
    if wasTimes, case .moment(let start) = since, case .moment(let end) = until, end < start {
      until = .moment(end + Self.day)
    }
  }

  /// - Parameters:
  ///   - now: the latest packet's time so far.
  ///   - isEnd: it is the last packet's.
  func verdict(start: Int64, end: Int64, now: Int64, isEnd: Bool) -> Verdict {
    var isOpen = false
    switch since {
    case nil: break
    case .moment(let moment), .ofDay(let moment): if end < moment { return .outside }
    case .beforeEnd(let duration):
      // The beginning can only move on from here.
      if end < Self.before(now, duration) { return .outside }
      isOpen = !isEnd
    }
    switch until {
    case nil: break
    case .moment(let moment), .ofDay(let moment): if start > moment { return .outside }
    case .beforeEnd(let duration):
      if start > Self.before(now, duration) {
        guard !isEnd else { return .outside }
        isOpen = true
      }
    }
    return isOpen ? .later : .inside
  }

  private func isOfDay(_ bound: TimeBound?) -> Bool { if case .ofDay = bound { true } else { false } }

  private static func moment(_ bound: TimeBound, _ midnight: Int64) -> TimeBound {
    if case .ofDay(let time) = bound { .moment(midnight + time) } else { bound }
  }

  private static func before(_ now: Int64, _ duration: Int64) -> Int64 {
    let (moment, overflow) = now.subtractingReportingOverflow(duration)
    return overflow ? .min : moment
  }
}
