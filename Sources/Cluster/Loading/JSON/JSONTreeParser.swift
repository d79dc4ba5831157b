/// Reads JSON texts that follow one another. One pass, without recursion: nesting costs no stack.
struct JSONTreeParser {
  enum Problem: Error, Equatable {
    /// In words, and where.
    case wrong(String, at: Int)
    case tooDeep(at: Int)
    /// More than 4 GiB, which no node of a tree can address.
    case tooLarge
  }

  private let bytes: [UInt8]
  private var place: Int
  private var nodes: [JSONTree.Node] = []
  /// Open objects and arrays.
  private var open: [Int] = []

  init(_ bytes: [UInt8], from start: Int) {
    self.bytes = bytes
    place = start
  }

  /// The next text; nil at the end.
  mutating func next() throws(Problem) -> JSONTree? {
    guard bytes.count < Int(UInt32.max) else { throw .tooLarge }
    skipSpace()
    guard place < bytes.count else { return nil }
    nodes = []
    nodes.reserveCapacity((bytes.count - place) / 12)
    repeat { try element() } while !open.isEmpty
    return JSONTree(bytes: bytes, nodes: nodes)
  }

  /// One value and what closes behind it.
  private mutating func element() throws(Problem) {
    try value()
    while let last = open.last {
      skipSpace()
      let isObject = nodes[last].kind == .object
      // An object or array that was just opened has no element yet.
      if last == nodes.count - 1 {
        if takes(isObject ? "}" : "]") { close(last) } else { return try name(isObject) }
      } else if takes(",") {
        skipSpace()
        return try name(isObject)
      } else if takes(isObject ? "}" : "]") {
        close(last)
      } else {
        throw unexpected("“,” or “\(isObject ? "}" : "]")”")
      }
    }
  }

  private mutating func close(_ node: Int) {
    nodes[node].next = UInt32(nodes.count)
    open.removeLast()
  }

  /// Of a member, before its value.
  private mutating func name(_ isNeeded: Bool) throws(Problem) {
    guard isNeeded else { return }
    guard peek == UInt8(ascii: "\"") else { throw unexpected("a name in quotes") }
    try string()
    skipSpace()
    guard takes(":") else { throw unexpected("“:”") }
  }

  private mutating func value() throws(Problem) {
    skipSpace()
    switch peek {
    case UInt8(ascii: "{"): try begin(.object)
    case UInt8(ascii: "["): try begin(.array)
    case UInt8(ascii: "\""): try string()
    case UInt8(ascii: "t"): try word("true", .yes)
    case UInt8(ascii: "f"): try word("false", .no)
    case UInt8(ascii: "n"): try word("null", .null)
    default: try number()
    }
  }

  private mutating func begin(_ kind: JSONTree.Kind) throws(Problem) {
    guard open.count < Limits.nesting else { throw .tooDeep(at: place) }
    open.append(nodes.count)
    add(kind, from: place, length: 1)
    place += 1
  }

  private mutating func string() throws(Problem) {
    place += 1
    let start = place
    var kind = JSONTree.Kind.string
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
      let byte = bytes[place]
      guard byte >= 0x20 else { throw .wrong("a control character stands in a string", at: place) }
      place += 1
      guard byte == UInt8(ascii: "\\") else { continue }
      kind = .escapedString
      guard let length = JSONEscapes.length(bytes[place...].prefix(5)) else {
        throw .wrong("“\\” is followed by nothing that it can stand before", at: place)
      }
      place += length
    }
    guard place < bytes.count else { throw .wrong("the text ends within a string", at: bytes.count) }
    add(kind, from: start, length: place - start)
    place += 1
  }

  private mutating func number() throws(Problem) {
    let start = place
    if peek == UInt8(ascii: "-") { place += 1 }
    if peek == UInt8(ascii: "0") { place += 1 } else { try digits() }
    if peek == UInt8(ascii: ".") {
      place += 1
      try digits()
    }
    if peek == UInt8(ascii: "e") || peek == UInt8(ascii: "E") {
      place += 1
      if peek == UInt8(ascii: "+") || peek == UInt8(ascii: "-") { place += 1 }
      try digits()
    }
    add(.number, from: start, length: place - start)
  }

  private mutating func digits() throws(Problem) {
    let start = place
    while let byte = peek, (0x30...0x39).contains(byte) { place += 1 }
    guard place > start else { throw unexpected("a value") }
  }

  private mutating func word(_ word: StaticString, _ kind: JSONTree.Kind) throws(Problem) {
    let length = word.utf8CodeUnitCount
    let isThere = word.withUTF8Buffer { bytes[place...].prefix(length).elementsEqual($0) }
    guard isThere else { throw unexpected("a value") }
    add(kind, from: place, length: length)
    place += length
  }

  private mutating func add(_ kind: JSONTree.Kind, from start: Int, length: Int) {
    nodes.append(
      JSONTree.Node(kind: kind, start: UInt32(start), length: UInt32(length), next: UInt32(nodes.count + 1)))
  }

  private var peek: UInt8? { place < bytes.count ? bytes[place] : nil }

  private mutating func takes(_ scalar: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: scalar) else { return false }
    place += 1
    return true
  }

  private mutating func skipSpace() {
    while place < bytes.count, [0x20, 0x0a, 0x0d, 0x09].contains(bytes[place]) { place += 1 }
  }

  private func unexpected(_ wanted: String) -> Problem {
    guard place < bytes.count else { return .wrong("the text ends where \(wanted) should come", at: bytes.count) }
    let rest = String(decoding: bytes[place...].prefix(4), as: UTF8.self)
    return .wrong("“\(rest.prefix(1))” stands where \(wanted) should", at: place)
  }
}
