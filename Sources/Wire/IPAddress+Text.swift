extension IPAddress: CustomStringConvertible {
  /// Reads one address, strictly: what two parsers could read differently is refused.
  ///
  /// IPv4 is four decimal numbers without leading zeros (`010.0.0.1` is octal to some, decimal to others: nil).
  /// IPv6 is RFC 4291 §2.2 text, the embedded form `::ffff:10.0.0.1` included; a zone (`%eth0`) is refused.
  public init?(_ text: String) {
    guard (2...45).contains(text.utf8.count) else { return nil }
    self.init(ascii: Array(text.utf8))
  }

  /// - Parameter ascii: the text's bytes.
  public init?(ascii: [UInt8]) {
    guard ascii.contains(Self.colon) else {
      guard let v4 = Self.quad(ascii[...]) else { return nil }
      self.init(v4: v4)
      return
    }
    guard let groups = Self.groups(ascii) else { return nil }
    var words: (UInt64, UInt64) = (0, 0)
    for index in 0..<4 {
      words.0 = words.0 << 16 | UInt64(groups[index])
      words.1 = words.1 << 16 | UInt64(groups[index + 4])
    }
    self.init(high: words.0, low: words.1)
  }

  /// `a.b.c.d`, or RFC 5952: lower case, no leading zeros, the first longest run of two or more zero groups as `::`.
  public var description: String {
    if isIPv4 { return "\(v4 >> 24).\(v4 >> 16 & 255).\(v4 >> 8 & 255).\(v4 & 255)" }
    let groups = (0..<8).map { UInt16(truncatingIfNeeded: ($0 < 4 ? high : low) >> UInt64(48 - 16 * ($0 & 3))) }
    guard let run = Self.longestZeroRun(groups) else { return Self.hex(groups[...]) }
    return Self.hex(groups[..<run.lowerBound]) + "::" + Self.hex(groups[run.upperBound...])
  }
}

extension IPAddress {
  private static let colon = UInt8(ascii: ":")
  private static let dot = UInt8(ascii: ".")

  /// Four dotted decimal numbers, in host order.
  private static func quad(_ text: ArraySlice<UInt8>) -> UInt32? {
    let parts = text.split(separator: dot, omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var result: UInt32 = 0
    for part in parts {
      guard (1...3).contains(part.count), part.count == 1 || part.first != UInt8(ascii: "0") else { return nil }
      var number: UInt32 = 0
      for digit in part {
        guard digit >= 0x30, digit <= 0x39 else { return nil }
        number = number * 10 + UInt32(digit - 0x30)
      }
      guard number <= 255 else { return nil }
      result = result << 8 | number
    }
    return result
  }

  /// The eight groups of an IPv6 text.
  private static func groups(_ text: [UInt8]) -> [UInt16]? {
    guard let gap = doubleColon(text) else {
      guard let all = plainGroups(text[...]), all.count == 8 else { return nil }
      return all
    }
    guard let head = plainGroups(text[..<gap], mayEndInQuad: false), let tail = plainGroups(text[(gap + 2)...]),
      head.count + tail.count <= 7
    else { return nil }
    return head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail
  }

  /// Where `::` begins; a second one is left for the group parser to refuse.
  private static func doubleColon(_ text: [UInt8]) -> Int? {
    text.indices.dropLast().first { text[$0] == colon && text[$0 + 1] == colon }
  }

  /// Groups between single colons; the last may be an IPv4 quad.
  private static func plainGroups(_ text: ArraySlice<UInt8>, mayEndInQuad: Bool = true) -> [UInt16]? {
    if text.isEmpty { return [] }
    let parts = text.split(separator: colon, omittingEmptySubsequences: false)
    guard parts.count <= 8 else { return nil }
    var result: [UInt16] = []
    for (index, part) in parts.enumerated() {
      if mayEndInQuad, index == parts.count - 1, part.contains(dot) {
        guard let v4 = quad(part) else { return nil }
        result += [UInt16(v4 >> 16), UInt16(truncatingIfNeeded: v4)]
      } else {
        guard let group = hexGroup(part) else { return nil }
        result.append(group)
      }
    }
    return result
  }

  private static func hexGroup(_ text: ArraySlice<UInt8>) -> UInt16? {
    guard (1...4).contains(text.count) else { return nil }
    var result: UInt16 = 0
    for byte in text {
      switch byte {
      case 0x30...0x39: result = result << 4 | UInt16(byte - 0x30)
      case 0x41...0x46, 0x61...0x66: result = result << 4 | UInt16((byte | 0x20) - 0x61 + 10)
      default: return nil
      }
    }
    return result
  }

  private static func longestZeroRun(_ groups: [UInt16]) -> Range<Int>? {
    var best = 0..<0
    var start = 0
    for (index, group) in groups.enumerated() {
      if group != 0 { start = index + 1 }
      if index + 1 - start > best.count { best = start..<(index + 1) }
    }
    return best.count >= 2 ? best : nil
  }

  private static func hex(_ groups: ArraySlice<UInt16>) -> String {
    groups.map { String($0, radix: 16) }.joined(separator: ":")
  }
}
