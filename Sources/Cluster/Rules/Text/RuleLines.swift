/// The lines of a dump, one after another, without their ends.
struct RuleLines {
  /// Longer ones are left out.
  static let longest = 4 << 20

  struct Line {
    /// Counted from 1.
    var number: Int
    var text: ArraySlice<UInt8>
    /// Nothing follows it, not even its own end.
    var isLast: Bool
  }

  private let bytes: [UInt8]
  private var at: Int
  private var number = 0
  /// Lines that were longer than `longest`.
  private(set) var leftOut = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    at = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
  }

  mutating func next() -> Line? {
    while at < bytes.count {
      let start = at
      while at < bytes.count, bytes[at] != 0x0a { at += 1 }
      number += 1
      let isLast = at == bytes.count
      at += 1
      var end = min(at - 1, bytes.count)
      if end > start, bytes[end - 1] == 0x0d { end -= 1 }
      if end - start > Self.longest {
        leftOut += 1
        continue
      }
      return Line(number: number, text: bytes[start..<end], isLast: isLast)
    }
    return nil
  }
}

/// The words of a line between blanks; what stands in quotes is one, without them.
struct RuleWords {
  private let text: ArraySlice<UInt8>
  private var at: Int
  /// nftables ends elements with a comma and statements with a semicolon, without a blank before them.
  private let splitsMarks: Bool

  init(_ text: ArraySlice<UInt8>, splitsMarks: Bool) {
    self.text = text
    at = text.startIndex
    self.splitsMarks = splitsMarks
  }

  static func of(_ text: ArraySlice<UInt8>, splitsMarks: Bool = false) -> [String] {
    var words = RuleWords(text, splitsMarks: splitsMarks)
    var result: [String] = []
    while let word = words.next() { result.append(word) }
    return result
  }

  mutating func next() -> String? {
    while at < text.endIndex, Self.isBlank(text[at]) { at += 1 }
    guard at < text.endIndex else { return nil }
    if text[at] == UInt8(ascii: "\"") { return quoted() }
    let start = at
    while at < text.endIndex, !Self.isBlank(text[at]) { at += 1 }
    if splitsMarks, at - start > 1, Self.isMark(text[at - 1]) { at -= 1 }
    return String(decoding: text[start..<at], as: UTF8.self)
  }

  private mutating func quoted() -> String {
    var word: [UInt8] = []
    at += 1
    while at < text.endIndex, text[at] != UInt8(ascii: "\"") {
      if text[at] == UInt8(ascii: "\\"), at + 1 < text.endIndex { at += 1 }
      word.append(text[at])
      at += 1
    }
    at += 1
    return String(decoding: word, as: UTF8.self)
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
  private static func isMark(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ",") || byte == UInt8(ascii: ";") }
}
