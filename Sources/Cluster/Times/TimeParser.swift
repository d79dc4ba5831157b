/// Times as text → nanoseconds since 1970-01-01 UTC, as packets have them. Pure and strict: what is not surely a time
/// is none.
///
/// ```
/// 2026-11-24T10:15:00Z   2026-11-24T10:15:00.25+01:00   RFC 3339
/// 2026-11-24T10:15:00                                   without a zone: UTC (only where a person says a time)
/// 1795515300   1795515300.25                            seconds since 1970, at least nine digits
/// ```
/// Years beyond what 64 bits of nanoseconds hold (1677 to 2262) are refused too: no packet is from there, and Go's zero
/// time `0001-01-01T00:00:00Z` means "never".
public enum TimeParser {
  /// What a person may say: RFC 3339, with or without a zone, or seconds since 1970.
  public static func time(_ text: String) -> Int64? { rfc3339(text, needsZone: false) ?? epoch(text) }

  /// RFC 3339, as Kubernetes writes it.
  public static func rfc3339(_ text: String) -> Int64? { rfc3339(text, needsZone: true) }

  private static func rfc3339(_ text: String, needsZone: Bool) -> Int64? {
    guard text.utf8.count <= 64 else { return nil }
    var cursor = TextCursor(text)
    guard let date = cursor.date(separator: "-"), cursor.take(oneOf: "Tt ") != nil,
      let clock = cursor.clock(separator: ":"), let fraction = cursor.fraction()
    else { return nil }
    let zone = cursor.zone()
    guard cursor.isAtEnd, zone != nil || !needsZone else { return nil }
    return nanoseconds(date, clock, fraction: fraction, zone: zone ?? 0)
  }

  /// Nine digits or more, for `20261124` and `2026` are meant as dates.
  private static func epoch(_ text: String) -> Int64? {
    guard text.utf8.count <= 64 else { return nil }
    var cursor = TextCursor(text)
    let digits = cursor.digits(9...10)
    guard let seconds = digits, let fraction = cursor.fraction(), cursor.isAtEnd else { return nil }
    return join(Int64(seconds), fraction)
  }

  /// - Parameters:
  ///   - fraction: nanoseconds.
  ///   - zone: seconds east of Greenwich.
  static func nanoseconds(_ date: CivilDate, _ clock: CivilClock, fraction: Int64, zone: Int64) -> Int64? {
    let seconds = date.daysSince1970 * 86_400 + clock.seconds - zone
    // A leap second ends a UTC day, and counts as the first second of the next one, as in every packet's time.
    if clock.isLeapSecond, seconds % 86_400 != 0 { return nil }
    return join(seconds, fraction)
  }

  private static func join(_ seconds: Int64, _ fraction: Int64) -> Int64? {
    let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
    let (sum, overflows) = whole.addingReportingOverflow(fraction)
    return overflow || overflows ? nil : sum
  }
}

/// A day of the Gregorian calendar that exists, of the years 0000 to 9999.
struct CivilDate {
  let year: Int
  let month: Int
  let day: Int

  init?(year: Int, month: Int, day: Int) {
    guard (0...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
    let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    guard day <= lengths[month - 1] else { return nil }
    (self.year, self.month, self.day) = (year, month, day)
  }

  /// Counted in 400-year eras of years that begin in March, so that the leap day is the last.
  var daysSince1970: Int64 {
    let shifted = month <= 2 ? year - 1 + 400 : year + 400
    let (era, yearOfEra) = shifted.quotientAndRemainder(dividingBy: 400)
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return Int64((era - 1) * 146_097 + dayOfEra - 719_468)
  }
}

/// A time of day, 00:00:00 to 23:59:60.
struct CivilClock {
  let seconds: Int64
  let isLeapSecond: Bool

  init?(hour: Int, minute: Int, second: Int) {
    guard (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second) else { return nil }
    seconds = Int64(hour * 3600 + minute * 60 + second)
    isLeapSecond = second == 60
  }
}
