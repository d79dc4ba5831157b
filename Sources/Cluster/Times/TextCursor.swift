/// A place in a text, and the pieces of times that may stand there. A piece that does not fit moves nothing.
struct TextCursor {
  private let bytes: [UInt8]
  private(set) var place = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  var isAtEnd: Bool { place == bytes.count }
  var next: UInt8? { place < bytes.count ? bytes[place] : nil }
  var previous: UInt8? { place > 0 ? bytes[place - 1] : nil }

  mutating func advance() { place = min(place + 1, bytes.count) }

  /// One of some characters.
  mutating func take(oneOf characters: String) -> UInt8? {
    guard let byte = next, characters.utf8.contains(byte) else { return nil }
    place += 1
    return byte
  }

  /// A number of as many digits as there are, when that many are allowed (never more than 18).
  mutating func digits(_ allowed: ClosedRange<Int>) -> Int? {
    let run = bytes[place...].prefix { Self.isDigit($0) }
    guard allowed.contains(run.count), run.count <= 18 else { return nil }
    place += run.count
    return Self.number(run)
  }

  /// A number of exactly so many digits, whatever follows.
  mutating func digits(_ count: Int) -> Int? {
    let run = bytes[place...].prefix(count)
    guard run.count == count, run.allSatisfy(Self.isDigit) else { return nil }
    place += count
    return Self.number(run)
  }

  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

  private static func number(_ run: ArraySlice<UInt8>) -> Int { run.reduce(0) { $0 * 10 + Int($1 - 0x30) } }
}

extension TextCursor {
  /// Runs a reading; what it took is given back when it fails.
  private mutating func attempt<Value>(_ read: (inout TextCursor) -> Value?) -> Value? {
    var copy = self
    guard let value = read(&copy) else { return nil }
    self = copy
    return value
  }

  /// `2026-11-24`; with an empty separator `20261124`.
  mutating func date(separator: String) -> CivilDate? {
    attempt { cursor in
      guard let year = cursor.digits(4), cursor.skip(separator), let month = cursor.digits(2), cursor.skip(separator),
        let day = cursor.digits(2)
      else { return nil }
      return CivilDate(year: year, month: month, day: day)
    }
  }

  /// `10:15:00`, with any separator.
  mutating func clock(separator: String) -> CivilClock? {
    attempt { cursor in
      guard let hour = cursor.digits(2), cursor.skip(separator), let minute = cursor.digits(2), cursor.skip(separator),
        let second = cursor.digits(2)
      else { return nil }
      return CivilClock(hour: hour, minute: minute, second: second)
    }
  }

  /// `.25` as nanoseconds, of which finer parts are cut off; 0 when there is no point, nil when nothing follows it.
  mutating func fraction() -> Int64? {
    guard next == UInt8(ascii: ".") else { return 0 }
    return attempt { cursor in
      cursor.advance()
      var (value, unit, count) = (Int64(0), Int64(100_000_000), 0)
      while let byte = cursor.next, Self.isDigit(byte) {
        value += Int64(byte - 0x30) * unit
        unit /= 10
        count += 1
        cursor.advance()
      }
      return count > 0 ? value : nil
    }
  }

  /// `Z` or `+01:00`, as seconds east of Greenwich.
  mutating func zone() -> Int64? {
    attempt { cursor in
      guard let sign = cursor.take(oneOf: "Zz+-") else { return nil }
      if sign | 0x20 == UInt8(ascii: "z") { return 0 }
      guard let hours = cursor.digits(2), hours <= 23, cursor.skip(":"), let minutes = cursor.digits(2), minutes <= 59
      else { return nil }
      return Int64(hours * 3600 + minutes * 60) * (sign == UInt8(ascii: "-") ? -1 : 1)
    }
  }

  /// A separator of one character or none.
  mutating func skip(_ separator: String) -> Bool { separator.isEmpty || take(oneOf: separator) != nil }
}
