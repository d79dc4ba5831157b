/// Bytes of a terminal in raw mode → keys. Sequences may come in pieces; unknown ones are ignored.
///
/// An escape character alone is the key only when nothing follows it for a moment: whoever reads says so.
public struct TopKeyParser: Sendable {
  private var pending: [UInt8] = []
  /// A sequence or a character is never longer.
  private static let longest = 64

  public init() {}

  /// Whether bytes wait for what may follow them.
  public var isWaiting: Bool { !pending.isEmpty }

  /// - Parameter isIdle: nothing followed for a moment.
  public mutating func keys(_ bytes: some Sequence<UInt8>, isIdle: Bool) -> [TopKey] {
    pending += bytes
    var (keys, rest) = ([TopKey](), pending[...])
    while let first = rest.first {
      guard let (key, length) = next(rest, first, isIdle) else { break }
      if let key { keys.append(key) }
      rest = rest.dropFirst(length)
    }
    pending = rest.count > Self.longest ? [] : Array(rest)
    return keys
  }

  /// - Returns: nil when more must come; else a key, if it is one, and its bytes.
  private func next(_ bytes: ArraySlice<UInt8>, _ first: UInt8, _ isIdle: Bool) -> (TopKey?, Int)? {
    switch first {
    case 0x1b: return sequence(bytes, isIdle)
    case 0x0d, 0x0a: return (.enter, 1)
    case 0x09: return (.tab, 1)
    case 0x7f, 0x08: return (.backspace, 1)
    case 0x01...0x1a: return (.control(Character(Unicode.Scalar(first + 0x60))), 1)
    case 0x20..<0x7f: return (.character(Character(Unicode.Scalar(first))), 1)
    case 0x80...: return text(bytes, first, isIdle)
    default: return (nil, 1)
    }
  }

  /// UTF-8 (RFC 3629).
  private func text(_ bytes: ArraySlice<UInt8>, _ first: UInt8, _ isIdle: Bool) -> (TopKey?, Int)? {
    let length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc2 ? 2 : 1
    guard bytes.count >= length else { return isIdle ? (nil, bytes.count) : nil }
    guard let text = String(validating: bytes.prefix(length), as: UTF8.self), let scalar = text.unicodeScalars.first,
      text.count == 1, isHarmless(scalar)
    else { return (nil, 1) }
    return (.character(Character(text)), length)
  }

  /// `ESC`, `ESC [ … final`, `ESC O final`.
  private func sequence(_ bytes: ArraySlice<UInt8>, _ isIdle: Bool) -> (TopKey?, Int)? {
    let rest = bytes.dropFirst()
    guard let kind = rest.first else { return isIdle ? (.escape, 1) : nil }
    if kind == 0x1b { return (.escape, 1) }
    guard kind == UInt8(ascii: "[") || kind == UInt8(ascii: "O") else { return (.escape, 1) }
    let body = rest.dropFirst()
    guard let end = body.firstIndex(where: { (0x40...0x7e).contains($0) }) else {
      if body.count < Self.longest, !isIdle { return nil }
      return (nil, bytes.count)
    }
    let length = end - bytes.startIndex + 1
    let parameters = String(decoding: body[..<end], as: UTF8.self)
    return (Self.key(parameters, Unicode.Scalar(body[end])), length)
  }

  private static func key(_ parameters: String, _ final: Unicode.Scalar) -> TopKey? {
    if parameters.hasPrefix("<") { return mouse(parameters.dropFirst(), final) }
    switch final {
    case "A": return .up
    case "B": return .down
    case "C": return .right
    case "D": return .left
    case "H": return .home
    case "F": return .end
    case "Z": return .backTab
    case "M": return .enter
    case "~": return editing[parameters]
    default: return nil
    }
  }

  private static let editing: [String: TopKey] = [
    "1": .home, "7": .home, "4": .end, "8": .end, "5": .pageUp, "6": .pageDown, "3": .delete,
  ]

  /// `ESC [ < button ; x ; y M`: xterm's SGR mouse reports.
  private static func mouse(_ parameters: Substring, _ final: Unicode.Scalar) -> TopKey? {
    let numbers = parameters.split(separator: ";").compactMap { Int($0) }
    guard numbers.count == 3, final == "M", numbers[1] > 0, numbers[2] > 0 else { return nil }
    switch numbers[0] {
    case 0: return .click(x: numbers[1] - 1, y: numbers[2] - 1)
    case 64: return .wheelUp
    case 65: return .wheelDown
    default: return nil
    }
  }
}
