/// Writes one JSON value in the order given: streaming, nothing held, the same bytes every time.
///
/// Strings are escaped beyond what JSON asks (RFC 8259 §7): everything that `printable` would rewrite becomes `\uXXXX`, so
/// that a line of JSON is harmless on a terminal and still says exactly what the input said.
public struct JSONWriter {
  public private(set) var bytes: [UInt8] = []
  private var needsComma = false

  public init() {}

  public init(_ value: JSONValue) { self.value(value) }

  mutating func object(_ body: (inout JSONWriter) -> Void) { enclosed("{", "}", body) }
  mutating func array(_ body: (inout JSONWriter) -> Void) { enclosed("[", "]", body) }

  private mutating func enclosed(_ open: Unicode.Scalar, _ close: Unicode.Scalar, _ body: (inout JSONWriter) -> Void) {
    separate()
    bytes.append(UInt8(ascii: open))
    needsComma = false
    body(&self)
    bytes.append(UInt8(ascii: close))
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
  }

  mutating func key(_ name: StaticString) { key("\(name)") }

  mutating func key(_ name: String) {
    separate()
    quote(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  mutating func value(_ text: String) {
    separate()
    quote(text)
    needsComma = true
  }

  mutating func value(_ number: some BinaryInteger) { literal(String(number)) }
  mutating func value(_ flag: Bool) { literal(flag ? "true" : "false") }

  mutating func value(_ value: JSONValue) {
    switch value {
    case .null: literal("null")
    case .bool(let flag): self.value(flag)
    case .number(let digits): literal(digits)
    case .string(let text): self.value(text)
    case .array(let elements): array { json in for element in elements { json.value(element) } }
    case .object(let members):
      object { json in
        for member in members {
          json.key(member.key)
          json.value(member.value)
        }
      }
    }
  }

  private mutating func literal(_ text: String) {
    separate()
    bytes.append(contentsOf: text.utf8)
    needsComma = true
  }

  mutating func field(_ name: String, _ text: String?) {
    guard let text else { return }
    key(name)
    value(text)
  }

  mutating func field(_ name: String, _ number: (some BinaryInteger)?) {
    guard let number else { return }
    key(name)
    value(number)
  }

  /// A number with three decimals.
  mutating func field(_ name: String, thousandths: Int64) {
    let whole = String(thousandths.magnitude / 1000)
    key(name)
    literal("\(thousandths < 0 ? "-" : "")\(whole).\(TimeText.digits(Int64(thousandths.magnitude % 1000), 3))")
  }

  mutating func field(_ name: String, _ flag: Bool) {
    key(name)
    value(flag)
  }

  /// A list; nothing when it is empty.
  mutating func list<Element>(
    _ name: String, _ elements: some Collection<Element>, _ body: (Element, inout JSONWriter) -> Void
  ) {
    guard !elements.isEmpty else { return }
    key(name)
    array { json in for element in elements { body(element, &json) } }
  }

  mutating func endLine() {
    bytes.append(UInt8(ascii: "\n"))
    needsComma = false
  }

  private mutating func quote(_ text: String) {
    bytes.append(UInt8(ascii: "\""))
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\":
        bytes.append(UInt8(ascii: "\\"))
        bytes.append(UInt8(ascii: scalar))
      case _ where isHarmless(scalar): bytes.append(contentsOf: UTF8.encode(scalar)!)
      default: escape(scalar)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ scalar: Unicode.Scalar) {
    for unit in UTF16.encode(scalar)! {
      let digits = String(unit, radix: 16)
      bytes.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
    }
  }
}
