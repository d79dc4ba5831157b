/// YAML in block style, as `kubectl -o yaml` prints it: the same data as the JSON, keys in the same order.
///
/// A string is written plain only when every reader, of YAML 1.1 or 1.2, must take it for that string; else in double quotes
/// (`no`, `12`, `1e3`, `22:22`, `2026-11-24`, what begins with a mark). What `printable` would spell out is escaped, so that
/// it is harmless on a terminal and still says what the input said.
public struct YAMLWriter {
  public private(set) var text = ""

  public init() {}

  /// What our own writer wrote as JSON, as one document.
  public static func document(of json: [UInt8]) -> [UInt8] { Array(document(JSONValue(written: json)).utf8) }

  /// One document, begun with `---`.
  public static func document(_ value: JSONValue) -> String {
    var writer = YAMLWriter()
    writer.text = "---"
    writer.write(value, indent: 0, isBehindDash: false)
    return writer.text
  }

  /// - Parameter isBehindDash: the first line continues one that has the indentation already.
  private mutating func write(_ value: JSONValue, indent: Int, isBehindDash: Bool) {
    switch value {
    case .object(let members) where !members.isEmpty: write(members, indent, isBehindDash)
    case .array(let elements) where !elements.isEmpty: write(elements, indent, isBehindDash)
    default: text += " \(Self.scalar(value))\n"
    }
  }

  private mutating func write(_ members: [JSONValue.Member], _ indent: Int, _ isBehindDash: Bool) {
    for (position, member) in members.enumerated() {
      begin(position, indent, isBehindDash)
      text += Self.quoted(member.key) + ":"
      // A list stands as far left as its name.
      let isList = if case .array = member.value { true } else { false }
      write(member.value, indent: isList ? indent : indent + 2, isBehindDash: false)
    }
  }

  private mutating func write(_ elements: [JSONValue], _ indent: Int, _ isBehindDash: Bool) {
    for (position, element) in elements.enumerated() {
      begin(position, indent, isBehindDash)
      text += "-"
      write(element, indent: indent + 2, isBehindDash: true)
    }
  }

  private mutating func begin(_ position: Int, _ indent: Int, _ isBehindDash: Bool) {
    if position == 0, isBehindDash {
      text += " "
    } else {
      if position == 0 { text += "\n" }
      text += String(repeating: " ", count: indent)
    }
  }

  private static func scalar(_ value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .bool(let flag): flag ? "true" : "false"
    case .number(let digits): digits
    case .string(let text): quoted(text)
    case .array: "[]"
    case .object: "{}"
    }
  }

  static func quoted(_ text: String) -> String {
    guard !isPlain(text) else { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      case "\r": quoted += "\\r"
      case _ where isHarmless(scalar) && !isOutside(scalar): quoted.unicodeScalars.append(scalar)
      default: quoted += escape(scalar)
      }
    }
    return quoted + "\""
  }

  /// Not in YAML's set of printable characters: non-characters at the end of the first plane.
  private static func isOutside(_ scalar: Unicode.Scalar) -> Bool { scalar.value == 0xfffe || scalar.value == 0xffff }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    let (letter, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
    return "\\\(letter)\(String(repeating: "0", count: width - digits.count))\(digits)"
  }

  /// Begins with a letter or `/`, goes on with what no reader treats as a mark, and is no word of YAML 1.1.
  private static func isPlain(_ text: String) -> Bool {
    guard let first = text.utf8.first, isLetter(first) || first == UInt8(ascii: "/") else { return false }
    let marks = "-_./@+".utf8
    let isSimple = text.utf8.allSatisfy { byte in
      isLetter(byte) || (0x30...0x39).contains(byte) || marks.contains(byte)
    }
    return isSimple && !words.contains(text.lowercased())
  }

  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte | 0x20) }

  private static let words: Set<String> = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
}
