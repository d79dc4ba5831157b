/// Reads one JSON text (RFC 8259).
struct JSONParser {
  private let bytes: [UInt8]
  private var place = 0
  private var depth = 0
  /// Deeper nesting is refused: nothing of ours comes near, and each level takes stack.
  private static let deepest = 256

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() throws(JSONProblem) -> JSONValue {
    let value = try value()
    skipSpace()
    guard place == bytes.count else { throw problem("the end") }
    return value
  }

  private mutating func value() throws(JSONProblem) -> JSONValue {
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): return .object(try enclosed("}") { parser throws(JSONProblem) in try parser.member() })
    case UInt8(ascii: "["): return .array(try enclosed("]") { parser throws(JSONProblem) in try parser.value() })
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    default: return .number(try number())
    }
  }

  private mutating func enclosed<Element>(
    _ end: Unicode.Scalar, _ element: (inout JSONParser) throws(JSONProblem) -> Element
  ) throws(JSONProblem) -> [Element] {
    place += 1
    depth += 1
    guard depth <= Self.deepest else { throw problem("less nesting") }
    defer { depth -= 1 }
    var elements: [Element] = []
    if takes(end) { return elements }
    while true {
      elements.append(try element(&self))
      if takes(end) { return elements }
      guard takes(",") else { throw problem("“,” or “\(end)”") }
    }
  }

  private mutating func member() throws(JSONProblem) -> JSONValue.Member {
    skipSpace()
    guard peek == UInt8(ascii: "\"") else { throw problem("a name in quotes") }
    let key = try string()
    guard takes(":") else { throw problem("“:”") }
    return JSONValue.Member(key: key, value: try value())
  }

  private mutating func number() throws(JSONProblem) -> String {
    let start = place
    if peek == UInt8(ascii: "-") { place += 1 }
    if peek == UInt8(ascii: "0") { place += 1 } else { try digits() }
    if peek == UInt8(ascii: ".") {
      place += 1
      try digits()
    }
    if let letter = peek, letter | 0x20 == UInt8(ascii: "e") {
      place += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { place += 1 }
      try digits()
    }
    return String(decoding: bytes[start..<place], as: UTF8.self)
  }

  private mutating func digits() throws(JSONProblem) {
    let start = place
    while let digit = peek, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit) { place += 1 }
    guard place > start else { throw problem("a value") }
  }

  private mutating func string() throws(JSONProblem) -> String {
    place += 1
    var text: [UInt8] = []
    while let byte = peek {
      switch byte {
      case UInt8(ascii: "\""):
        place += 1
        guard let text = String(validating: text, as: UTF8.self) else { throw problem("UTF-8") }
        return text
      case UInt8(ascii: "\\"): text += try escaped()
      case 0..<0x20: throw problem("no control character")
      default:
        text.append(byte)
        place += 1
      }
    }
    throw problem("“\"”")
  }

  private mutating func escaped() throws(JSONProblem) -> [UInt8] {
    place += 1
    guard let letter = peek else { throw problem("an escape") }
    place += 1
    switch Unicode.Scalar(letter) {
    case "\"", "\\", "/": return [letter]
    case "b": return [8]
    case "f": return [12]
    case "n": return [10]
    case "r": return [13]
    case "t": return [9]
    case "u": return try unicode()
    default: throw problem("an escape")
    }
  }

  private mutating func unicode() throws(JSONProblem) -> [UInt8] {
    var units = [try unit()]
    if UTF16.isLeadSurrogate(units[0]) {
      guard bytes.dropFirst(place).starts(with: "\\u".utf8) else { throw problem("the second half of a character") }
      place += 2
      units.append(try unit())
    }
    guard let text = String(validating: units, as: UTF16.self) else { throw problem("a character") }
    return Array(text.utf8)
  }

  private mutating func unit() throws(JSONProblem) -> UInt16 {
    let digits = String(decoding: bytes[place..<min(place + 4, bytes.count)], as: UTF8.self)
    guard digits.utf8.count == 4, digits.allSatisfy(\.isHexDigit), let unit = UInt16(digits, radix: 16) else {
      throw problem("four hexadecimal digits")
    }
    place += 4
    return unit
  }

  private mutating func word(_ word: String, _ value: JSONValue) throws(JSONProblem) -> JSONValue {
    guard bytes.dropFirst(place).starts(with: word.utf8) else { throw problem("a value") }
    place += word.utf8.count
    return value
  }

  private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func takes(_ scalar: Unicode.Scalar) -> Bool {
    skipSpace()
    guard peek == UInt8(ascii: scalar) else { return false }
    place += 1
    return true
  }

  private mutating func skipSpace() {
    while let byte = peek, [0x20, 0x09, 0x0a, 0x0d].contains(byte) { place += 1 }
  }

  private func problem(_ expected: String) -> JSONProblem { JSONProblem(offset: place, expected: expected) }
}
