import Wire

/// A line as words between blanks, in order. Nothing is copied.
struct ConntrackTokens {
  struct Token {
    /// What stands before `=`, or all of it.
    var word: ConntrackWord
    var text: Range<Int>
    /// What stands after the first `=`; nil without one.
    var value: Range<Int>?
  }

  let text: [UInt8]
  private var at: Int
  private let end: Int

  init(_ text: [UInt8], _ line: Range<Int>) {
    self.text = text
    at = line.lowerBound
    end = line.upperBound
  }

  mutating func next() -> Token? {
    while at < end, Self.isBlank(text[at]) { at += 1 }
    guard at < end else { return nil }
    let start = at
    var letters: UInt64 = 0
    while at < end, !Self.isBlank(text[at]) {
      let byte = text[at]
      if byte == UInt8(ascii: "=") { return pair(letters, from: start) }
      letters = letters << 8 | UInt64(byte)
      at += 1
    }
    return Token(word: ConntrackWord(letters), text: start..<at, value: nil)
  }

  private mutating func pair(_ letters: UInt64, from start: Int) -> Token {
    let value = at + 1
    while at < end, !Self.isBlank(text[at]) { at += 1 }
    return Token(word: ConntrackWord(letters), text: start..<at, value: value..<at)
  }

  /// From a place to the next `]`, blanks included, and goes on after it.
  mutating func upToBracket(from start: Int) -> Range<Int> {
    at = start
    while at < end, text[at] != UInt8(ascii: "]") { at += 1 }
    defer { if at < end { at += 1 } }
    return start..<at
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
}

/// Numbers and addresses in a text, strictly: the whole range is one, or nil.
extension ConntrackTokens {
  func number(_ range: Range<Int>) -> UInt64? {
    guard (1...19).contains(range.count) else { return nil }
    var result: UInt64 = 0
    for index in range {
      let digit = text[index] &- 0x30
      guard digit <= 9 else { return nil }
      result = result * 10 + UInt64(digit)
    }
    return result
  }

  func address(_ range: Range<Int>) -> IPAddress? {
    guard (2...45).contains(range.count) else { return nil }
    return quad(range) ?? IPAddress(ascii: Array(text[range]))
  }

  /// The common case without an allocation; what it refuses, `IPAddress` judges.
  private func quad(_ range: Range<Int>) -> IPAddress? {
    var result: UInt32 = 0
    var part: UInt32 = 0
    var digits = 0
    var dots = 0
    for index in range {
      let byte = text[index]
      if byte == UInt8(ascii: ".") {
        guard digits > 0, dots < 3 else { return nil }
        result = result << 8 | part
        (part, digits, dots) = (0, 0, dots + 1)
      } else {
        let digit = byte &- 0x30
        guard digit <= 9, digits < 3, digits == 0 || part > 0 else { return nil }
        part = part * 10 + UInt32(digit)
        digits += 1
        guard part <= 255 else { return nil }
      }
    }
    return dots == 3 && digits > 0 ? IPAddress(v4: result << 8 | part) : nil
  }

  /// `[1795393540.233866]` in ns since 1970; nil when it is no such stamp or beyond the year 2262.
  func stamp(_ range: Range<Int>) -> Int64? {
    guard range.count >= 3, text[range.upperBound - 1] == UInt8(ascii: "]") else { return nil }
    let inner = (range.lowerBound + 1)..<(range.upperBound - 1)
    let dot = inner.first { text[$0] == UInt8(ascii: ".") } ?? inner.upperBound
    guard let seconds = number(inner.lowerBound..<dot) else { return nil }
    let (whole, overflow) = Int64(seconds).multipliedReportingOverflow(by: 1_000_000_000)
    guard !overflow, let part = fraction(min(dot + 1, inner.upperBound)..<inner.upperBound) else { return nil }
    let (sum, tooLate) = whole.addingReportingOverflow(part)
    return tooLate ? nil : sum
  }

  /// Digits after the point, as ns.
  private func fraction(_ range: Range<Int>) -> Int64? {
    if range.isEmpty { return 0 }
    guard range.count <= 9, let digits = number(range) else { return nil }
    return (range.count..<9).reduce(Int64(digits)) { value, _ in value * 10 }
  }
}
