/// The values of one JSON text (RFC 8259), in the order in which they stand in it, each as a place in the text: nothing is
/// copied out of it until somebody asks.
///
/// ```
///   {"a": [1, "b"]}      0 object, ends before 5
///                        1 string a        a member's name stands before its value
///                        2 array, ends before 5
///                        3 number 1
///                        4 string b
/// ```
final class JSONTree: Sendable {
  enum Kind: UInt8 {
    case object, array, number, string
    /// With `\` in it.
    case escapedString
    case yes, no, null
  }

  struct Node {
    var kind: Kind
    /// In the text: of a string without its quotes.
    var start: UInt32
    var length: UInt32
    /// The first node that is not part of it.
    var next: UInt32
  }

  let bytes: [UInt8]
  let nodes: [Node]

  init(bytes: [UInt8], nodes: [Node]) {
    self.bytes = bytes
    self.nodes = nodes
  }

  func kind(_ index: Int) -> Kind { nodes[index].kind }
  func next(_ index: Int) -> Int { Int(nodes[index].next) }

  /// The value of an object's first member of that name.
  func member(_ name: String, of object: Int) -> Int? {
    var name = name
    return name.withUTF8 { wanted in
      var key = object + 1
      let end = next(object)
      while key < end {
        if matches(key, wanted) { return key + 1 }
        key = next(key + 1)
      }
      return nil
    }
  }

  private func matches(_ key: Int, _ wanted: UnsafeBufferPointer<UInt8>) -> Bool {
    let node = nodes[key]
    guard node.kind == .string else { return Array(text(key).utf8).elementsEqual(wanted) }
    guard Int(node.length) == wanted.count else { return false }
    let start = Int(node.start)
    for offset in 0..<wanted.count where bytes[start + offset] != wanted[offset] { return false }
    return true
  }

  /// What a string says.
  func text(_ index: Int) -> String {
    let node = nodes[index]
    let range = Int(node.start)..<Int(node.start) + Int(node.length)
    guard node.kind == .escapedString else { return String(decoding: bytes[range], as: UTF8.self) }
    return JSONEscapes.resolve(bytes[range])
  }

  /// A whole number, however it is written; nil when it is none, or too large.
  func integer(_ index: Int) -> Int? {
    let node = nodes[index]
    guard node.kind == .number else { return nil }
    let text = bytes[Int(node.start)..<Int(node.start) + Int(node.length)]
    var value = 0
    for byte in text.first == UInt8(ascii: "-") ? text.dropFirst() : text {
      let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
      guard (0x30...0x39).contains(byte), !overflow else {
        return Double(String(decoding: text, as: UTF8.self)).flatMap(Int.init(exactly:))
      }
      let (sum, isTooLarge) = tens.addingReportingOverflow(Int(byte) - 0x30)
      guard !isTooLarge else { return nil }
      value = sum
    }
    return text.first == UInt8(ascii: "-") ? -value : value
  }

  /// Names and positions on the way from the whole text to a value.
  func path(to index: Int) -> [any CodingKey] {
    var path: [any CodingKey] = []
    var place = 0
    while place < index {
      guard let (key, child) = step(from: place, to: index) else { return path }
      path.append(key)
      place = child
    }
    return path
  }

  private func step(from place: Int, to index: Int) -> (any CodingKey, Int)? {
    let isObject = kind(place) == .object
    var child = place + 1
    var position = 0
    while child < next(place) {
      let value = isObject ? child + 1 : child
      if index < next(value) {
        return (isObject ? Member(stringValue: text(child)) : Position(position), value)
      }
      child = next(value)
      position += 1
    }
    return nil
  }

  /// A place in an array.
  struct Position: CodingKey {
    let value: Int
    init(_ value: Int) { self.value = value }
    init?(stringValue: String) { nil }
    init?(intValue: Int) { value = intValue }
    var stringValue: String { "Index \(value)" }
    var intValue: Int? { value }
  }
}
