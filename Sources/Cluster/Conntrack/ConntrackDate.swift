/// `Mon Nov 23 00:25:42 2026`, which `-o ktimestamp` prints in the time zone of the machine that ran conntrack, unsaid.
enum ConntrackDate {
  private static let months = "JanFebMarAprMayJunJulAugSepOctNovDec"

  /// - Returns: seconds since 1970, as if it were UTC; nil when it is no such date.
  static func seconds(_ text: [UInt8], _ range: Range<Int>) -> Int64? {
    guard (20...32).contains(range.count) else { return nil }
    let words = text[range].split(separator: 0x20).map { String(decoding: $0, as: UTF8.self) }
    guard words.count == 5, let month = month(words[1]), let day = number(words[2], 1...31),
      let year = number(words[4], 1970...2261)
    else { return nil }
    let clock = words[3].split(separator: ":")
    guard clock.count == 3, let hour = number(String(clock[0]), 0...23), let minute = number(String(clock[1]), 0...59),
      let second = number(String(clock[2]), 0...60)
    else { return nil }
    return ((days(year, month, day) * 24 + hour) * 60 + minute) * 60 + second
  }

  private static func number(_ text: String, _ range: ClosedRange<Int64>) -> Int64? {
    guard let number = Int64(text), range.contains(number) else { return nil }
    return number
  }

  private static func month(_ name: String) -> Int64? {
    guard name.utf8.count == 3, let at = Array(months.utf8).indices.first(where: { isMonth(name, at: $0) }) else {
      return nil
    }
    return Int64(at / 3 + 1)
  }

  private static func isMonth(_ name: String, at index: Int) -> Bool {
    index % 3 == 0 && months.utf8.dropFirst(index).starts(with: name.utf8)
  }

  /// Days from 1970-01-01 in the Gregorian calendar; a year is counted from March, so that leap days end it.
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let fromMarch = month > 2 ? year : year - 1
    let century = fromMarch / 100
    let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
    return fromMarch * 365 + fromMarch / 4 - century + century / 4 + dayOfYear - 719_468
  }
}
