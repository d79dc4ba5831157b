/// A moment as a person names one end of a stretch of packets.
///
/// ```
/// 2026-11-24T10:15:00Z  2026-11-24T10:15  2026-11-24  1795515300   that moment; without a zone: UTC
/// 10:15  10:15:04.218                                              that time of day, UTC, as -o line prints it
/// 10m  1h30m  90s  500ms  2d                                       so long before the last packet
/// ```
public enum TimeBound: Sendable, Hashable {
  /// Nanoseconds since 1970.
  case moment(Int64)
  /// Nanoseconds since midnight.
  case ofDay(Int64)
  /// Nanoseconds.
  case beforeEnd(Int64)

  /// - Returns: nil for what is surely none of these.
  public init?(parsing text: String) {
    guard text.utf8.count <= 64 else { return nil }
    if let moment = TimeParser.time(text) ?? Self.shortMoment(text) {
      self = .moment(moment)
    } else if let time = Self.timeOfDay(text) {
      self = .ofDay(time)
    } else if let duration = Self.duration(text) {
      self = .beforeEnd(duration)
    } else {
      return nil
    }
  }

  /// A date alone (its first moment), or a date and time without seconds.
  private static func shortMoment(_ text: String) -> Int64? {
    var cursor = TextCursor(text)
    guard let date = cursor.date(separator: "-") else { return nil }
    var clock = CivilClock(hour: 0, minute: 0, second: 0)
    var zone: Int64 = 0
    if cursor.take(oneOf: "Tt ") != nil {
      guard let hour = cursor.digits(2), cursor.take(oneOf: ":") != nil, let minute = cursor.digits(2) else {
        return nil
      }
      clock = CivilClock(hour: hour, minute: minute, second: 0)
      zone = cursor.zone() ?? 0
    }
    guard let clock, cursor.isAtEnd else { return nil }
    return TimeParser.nanoseconds(date, clock, fraction: 0, zone: zone)
  }

  private static func timeOfDay(_ text: String) -> Int64? {
    var cursor = TextCursor(text)
    var clock: CivilClock?
    var fraction: Int64 = 0
    if let whole = cursor.clock(separator: ":") {
      guard let part = cursor.fraction() else { return nil }
      (clock, fraction) = (whole, part)
    } else if let hour = cursor.digits(2), cursor.take(oneOf: ":") != nil, let minute = cursor.digits(2) {
      clock = CivilClock(hour: hour, minute: minute, second: 0)
    }
    _ = cursor.take(oneOf: "Zz")
    guard let clock, !clock.isLeapSecond, cursor.isAtEnd else { return nil }
    return clock.seconds * 1_000_000_000 + fraction
  }

  private static let units: [(name: String, nanoseconds: Int64)] = [
    ("ns", 1), ("us", 1000), ("µs", 1000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000),
    ("h", 3_600_000_000_000), ("d", 86_400_000_000_000),
  ]

  /// Numbers with units, as Go writes durations: `1h30m`, `1.5h`; days too.
  private static func duration(_ text: String) -> Int64? {
    var cursor = TextCursor(text)
    var total: Int64 = 0
    repeat {
      guard let number = cursor.digits(1...9), let fraction = cursor.fraction(), let unit = cursor.unit(units) else {
        return nil
      }
      let (whole, overflow) = Int64(number).multipliedReportingOverflow(by: unit)
      let part = Int64(Double(fraction) / 1_000_000_000 * Double(unit))
      let (sum, overflows) = total.addingReportingOverflow(whole)
      guard !overflow, !overflows, sum <= .max - part else { return nil }
      total = sum + part
    } while !cursor.isAtEnd
    return total
  }
}

extension TextCursor {
  /// The longest unit that stands here.
  fileprivate mutating func unit(_ units: [(name: String, nanoseconds: Int64)]) -> Int64? {
    let byLength = units.sorted { $0.name.utf8.count > $1.name.utf8.count }
    return byLength.first { take($0.name) }?.nanoseconds
  }

  /// A word, when it stands here.
  fileprivate mutating func take(_ word: String) -> Bool {
    var copy = self
    for byte in word.utf8 {
      guard copy.next == byte else { return false }
      copy.advance()
    }
    self = copy
    return true
  }
}
