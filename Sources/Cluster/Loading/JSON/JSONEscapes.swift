/// What `\` means in a JSON string (RFC 8259 §7).
enum JSONEscapes {
  private static let single: [UInt8: UInt8] = [
    UInt8(ascii: "\""): 0x22, UInt8(ascii: "\\"): 0x5c, UInt8(ascii: "/"): 0x2f, UInt8(ascii: "b"): 0x08,
    UInt8(ascii: "f"): 0x0c, UInt8(ascii: "n"): 0x0a, UInt8(ascii: "r"): 0x0d, UInt8(ascii: "t"): 0x09,
  ]

  /// How long an escape is, behind the `\`; nil when there is none such.
  static func length(_ rest: ArraySlice<UInt8>) -> Int? {
    guard let first = rest.first else { return nil }
    guard first == UInt8(ascii: "u") else { return single[first] == nil ? nil : 1 }
    let digits = rest.dropFirst().prefix(4)
    return digits.count == 4 && digits.allSatisfy({ hex($0) != nil }) ? 5 : nil
  }

  /// - Parameter text: of a string whose escapes are all right. Half of a surrogate pair becomes U+FFFD.
  static func resolve(_ text: ArraySlice<UInt8>) -> String {
    var units: [UInt16] = []
    var plain: [UInt8] = []
    var result = ""
    func flush() {
      if !units.isEmpty { result += String(decoding: units, as: UTF16.self) }
      if !plain.isEmpty { result += String(decoding: plain, as: UTF8.self) }
      units.removeAll()
      plain.removeAll()
    }
    var rest = text
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "\\"), let kind = rest.popFirst() else {
        if !units.isEmpty { flush() }
        plain.append(byte)
        continue
      }
      if !plain.isEmpty, kind == UInt8(ascii: "u") { flush() }
      if kind == UInt8(ascii: "u") {
        units.append(rest.prefix(4).reduce(0) { $0 << 4 | UInt16(hex($1) ?? 0) })
        rest = rest.dropFirst(4)
      } else {
        if !units.isEmpty { flush() }
        plain.append(single[kind] ?? kind)
      }
    }
    flush()
    return result
  }

  private static func hex(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x41 + 10
    case 0x61...0x66: byte - 0x61 + 10
    default: nil
    }
  }
}
