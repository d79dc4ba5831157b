/// Times and durations as text. Packet times are nanoseconds since 1970-01-01 UTC and are always printed in UTC.
enum TimeText {
  struct Civil {
    var year: Int64, month: Int64, day: Int64
    var second: Int64
    var nanosecond: Int64
  }

  /// Days to year, month and day in the proleptic Gregorian calendar, counted in 400-year eras from 0000-03-01.
  static func civil(_ time: Int64) -> Civil {
    let seconds = floorDivide(time, 1_000_000_000)
    let days = floorDivide(seconds, 86_400) + 719_468
    let era = floorDivide(days, 146_097)
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    return Civil(
      year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month, day: dayOfYear - (153 * shifted + 2) / 5 + 1,
      second: seconds - floorDivide(seconds, 86_400) * 86_400, nanosecond: time &- seconds &* 1_000_000_000)
  }

  private static func floorDivide(_ value: Int64, _ by: Int64) -> Int64 {
    value >= 0 ? value / by : -((-(value + 1)) / by) - 1
  }

  /// RFC 3339 in UTC with nanoseconds: `2026-11-23T10:15:04.218301000Z`.
  static func rfc3339(_ time: Int64) -> String { rfc3339(time, places: 9) }

  static func rfc3339(_ time: Int64, places: Int) -> String {
    let civil = civil(time)
    return "\(digits(civil.year, 4))-\(digits(civil.month, 2))-\(digits(civil.day, 2))T\(clock(civil, places: places))Z"
  }

  /// Seconds with decimals, cut towards zero: `12.345678`, `-0.000001`.
  static func seconds(_ nanoseconds: Int64, places: Int) -> String {
    let (whole, rest) = nanoseconds.magnitude.quotientAndRemainder(dividingBy: 1_000_000_000)
    return "\(nanoseconds < 0 ? "-" : "")\(whole).\(digits(Int64(rest), 9).prefix(places))"
  }

  /// `2026-11-23`.
  static func date(_ time: Int64) -> String { String(rfc3339(time).prefix(10)) }

  /// Time of day, `10:15:04.218`.
  static func ofDay(_ time: Int64, places: Int) -> String { clock(civil(time), places: places) }

  private static func clock(_ civil: Civil, places: Int) -> String {
    let second = civil.second
    let whole = "\(digits(second / 3600, 2)):\(digits(second / 60 % 60, 2)):\(digits(second % 60, 2))"
    return places == 0 ? whole : "\(whole).\(digits(civil.nanosecond, 9).prefix(places))"
  }

  static func digits(_ value: Int64, _ width: Int) -> String {
    let text = String(value)
    return text.count >= width ? text : String(repeating: "0", count: width - text.count) + text
  }

  /// Three digits that matter: `850ns`, `76µs`, `1.9ms`, `3.08s`, `4m07s`.
  static func duration(_ nanoseconds: Int64) -> String {
    switch nanoseconds {
    case ..<1000: "\(nanoseconds)ns"
    case ..<1_000_000: "\(nanoseconds / 1000)µs"
    case ..<1_000_000_000: scaled(nanoseconds, 1_000_000) + "ms"
    case ..<60_000_000_000: scaled(nanoseconds, 1_000_000_000) + "s"
    default: "\(nanoseconds / 60_000_000_000)m\(digits(nanoseconds / 1_000_000_000 % 60, 2))s"
    }
  }

  private static func scaled(_ value: Int64, _ unit: Int64) -> String {
    let hundredths = value / (unit / 100)
    if hundredths >= 10_000 { return "\(hundredths / 100)" }
    if hundredths >= 1000 || hundredths % 10 == 0 { return trimmed(hundredths / 10, 10) }
    return trimmed(hundredths, 100)
  }

  private static func trimmed(_ value: Int64, _ unit: Int64) -> String {
    let rest = value % unit
    return rest == 0 ? "\(value / unit)" : "\(value / unit).\(digits(rest, unit == 10 ? 1 : 2))"
  }
}

enum SizeText {
  /// Decimal units, as capture tools print them: `912`, `8.4k`, `1.2M`.
  static func bytes(_ count: Int) -> String {
    for (unit, name) in [(1_000_000_000, "G"), (1_000_000, "M"), (1000, "k")] where count >= unit {
      let tenths = count / (unit / 10)
      return tenths >= 1000 ? "\(tenths / 10)\(name)" : "\(tenths / 10).\(tenths % 10)\(name)"
    }
    return "\(count)"
  }

  /// `1 packet`, `48 211 packets`.
  static func plural(_ count: Int, _ word: String) -> String { "\(grouped(count)) \(word)\(count == 1 ? "" : "s")" }

  /// Groups of three: `48 211`.
  static func grouped(_ count: Int) -> String {
    var text = ""
    for (position, digit) in String(count).reversed().enumerated() {
      if position > 0 && position % 3 == 0 { text.append(" ") }
      text.append(digit)
    }
    return String(text.reversed())
  }
}
