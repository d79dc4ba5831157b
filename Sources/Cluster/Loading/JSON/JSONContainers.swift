/// The members of an object.
struct JSONMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let value: JSONTreeDecoder

  var codingPath: [any CodingKey] { value.codingPath }

  var allKeys: [Key] {
    var keys: [Key] = []
    var name = value.index + 1
    while name < value.tree.next(value.index) {
      if let key = Key(stringValue: value.tree.text(name)) { keys.append(key) }
      name = value.tree.next(name + 1)
    }
    return keys
  }

  private func find(_ key: Key) -> JSONTreeDecoder? {
    value.tree.member(key.stringValue, of: value.index).map(value.at)
  }

  private func member(_ key: Key) throws -> JSONTreeDecoder {
    if let found = find(key) { return found }
    throw DecodingError.keyNotFound(key, .init(codingPath: codingPath, debugDescription: "it is missing"))
  }

  /// Nil when it is absent or null.
  private func present(_ key: Key) -> JSONTreeDecoder? { find(key).flatMap { $0.decodeNil() ? nil : $0 } }

  func contains(_ key: Key) -> Bool { find(key) != nil }
  func decodeNil(forKey key: Key) throws -> Bool { try member(key).decodeNil() }
  func decode(_ type: Bool.Type, forKey key: Key) throws -> Bool { try member(key).decode(type) }
  func decode(_ type: String.Type, forKey key: Key) throws -> String { try member(key).decode(type) }
  func decode(_ type: Int.Type, forKey key: Key) throws -> Int { try member(key).decode(type) }
  func decode<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T { try member(key).decode(type) }

  func decodeIfPresent(_ type: Bool.Type, forKey key: Key) throws -> Bool? { try present(key)?.decode(type) }
  func decodeIfPresent(_ type: String.Type, forKey key: Key) throws -> String? { try present(key)?.decode(type) }
  func decodeIfPresent(_ type: Int.Type, forKey key: Key) throws -> Int? { try present(key)?.decode(type) }
  func decodeIfPresent<T: Decodable>(_ type: T.Type, forKey key: Key) throws -> T? { try present(key)?.decode(type) }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> { try member(key).container(keyedBy: type) }

  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try member(key).unkeyedContainer()
  }

  func superDecoder() -> any Swift.Decoder { value }
  func superDecoder(forKey key: Key) throws -> any Swift.Decoder { try member(key) }
}

/// The elements of an array, one after another.
struct JSONElements: UnkeyedDecodingContainer {
  private let array: JSONTreeDecoder
  private var element: Int
  private(set) var currentIndex = 0

  init(_ array: JSONTreeDecoder) {
    self.array = array
    element = array.index + 1
  }

  var codingPath: [any CodingKey] { array.codingPath }
  /// Not counted: that would be a walk over all.
  var count: Int? { nil }
  var isAtEnd: Bool { element >= array.tree.next(array.index) }

  private mutating func take() throws -> JSONTreeDecoder {
    guard !isAtEnd else {
      throw DecodingError.valueNotFound(
        Any.self, .init(codingPath: codingPath, debugDescription: "there are no more elements"))
    }
    defer {
      element = array.tree.next(element)
      currentIndex += 1
    }
    return array.at(element)
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, array.tree.kind(element) == .null else { return false }
    return try take().decodeNil()
  }

  mutating func decode<T: Decodable>(_ type: T.Type) throws -> T { try take().decode(type) }

  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> { try take().container(keyedBy: type) }

  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try take().unkeyedContainer() }
  mutating func superDecoder() throws -> any Swift.Decoder { try take() }
}
