/// Decodes one value of a `JSONTree`. Beside Foundation's decoder: a container costs no dictionary of its members, which is
/// most of the time of a dump (docs/decisions/0014-objects-from-json.md).
struct JSONTreeDecoder: Swift.Decoder {
  let tree: JSONTree
  let index: Int

  var codingPath: [any CodingKey] { tree.path(to: index) }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    guard tree.kind(index) == .object else { throw mismatch(type) }
    return KeyedDecodingContainer(JSONMembers<Key>(value: self))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard tree.kind(index) == .array else { throw mismatch([Any].self) }
    return JSONElements(self)
  }

  func singleValueContainer() -> any SingleValueDecodingContainer { self }

  func mismatch(_ type: Any.Type) -> DecodingError {
    .typeMismatch(type, .init(codingPath: codingPath, debugDescription: "it is of another type"))
  }

  func at(_ index: Int) -> JSONTreeDecoder { JSONTreeDecoder(tree: tree, index: index) }
}

extension JSONTreeDecoder: SingleValueDecodingContainer {
  func decodeNil() -> Bool { tree.kind(index) == .null }

  func decode(_ type: Bool.Type) throws -> Bool {
    switch tree.kind(index) {
    case .yes: true
    case .no: false
    default: throw mismatch(type)
    }
  }

  func decode(_ type: String.Type) throws -> String {
    switch tree.kind(index) {
    case .string, .escapedString: tree.text(index)
    default: throw mismatch(type)
    }
  }

  func decode(_ type: Int.Type) throws -> Int {
    guard let number = tree.integer(index) else { throw mismatch(type) }
    return number
  }

  func decode<T: Decodable>(_ type: T.Type) throws -> T {
    if type == [String].self, let texts = try texts() as? T { return texts }
    if type == [String: String].self, let texts = try textsByName() as? T { return texts }
    return try T(from: self)
  }

  private func texts() throws -> [String] {
    guard tree.kind(index) == .array else { throw mismatch([String].self) }
    var texts: [String] = []
    var element = index + 1
    while element < tree.next(index) {
      texts.append(try at(element).decode(String.self))
      element = tree.next(element)
    }
    return texts
  }

  private func textsByName() throws -> [String: String] {
    guard tree.kind(index) == .object else { throw mismatch([String: String].self) }
    var texts: [String: String] = [:]
    var name = index + 1
    while name < tree.next(index) {
      let text = try at(name + 1).decode(String.self)
      let key = tree.text(name)
      if texts[key] == nil { texts[key] = text }
      name = tree.next(name + 1)
    }
    return texts
  }
}
