/// JSON as it was written: keys in their order, numbers digit by digit.
///
/// What the formats that rearrange our JSON (yaml, jsonpath, custom columns, sorting) work on, so that all of them say the
/// same as `-o json`.
public enum JSONValue: Equatable, Sendable {
  case null
  case bool(Bool)
  /// The digits as written.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object([Member])

  public struct Member: Equatable, Sendable {
    public var key: String
    public var value: JSONValue
    public init(key: String, value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// The member with this name; nil when there is none, or this is no object.
  public subscript(key: String) -> JSONValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// - Throws: `JSONProblem` with the byte where it is no JSON (RFC 8259).
  public init(parsing bytes: [UInt8]) throws(JSONProblem) {
    var parser = JSONParser(bytes)
    self = try parser.document()
  }

  /// What our own writer wrote, which is JSON.
  public init(written bytes: [UInt8]) { self = (try? JSONValue(parsing: bytes)) ?? .null }
}

/// Where text is no JSON.
public struct JSONProblem: Error, Equatable {
  public var offset: Int
  public var expected: String
}
