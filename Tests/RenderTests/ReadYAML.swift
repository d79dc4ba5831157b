import Foundation

@testable import Render

/// What Yams reads, to compare with JSON.
enum ReadYAML {
  /// What Yams reads, with keys sorted: it does not keep their order.
  static func sorted(_ value: Any?) throws -> JSONValue {
    switch value {
    case let flag as Bool: return .bool(flag)
    case let number as Int: return .number(String(number))
    case let number as UInt64: return .number(String(number))
    case let number as Double: return .number("\(number)")
    case let text as String: return .string(text)
    case let list as [Any]: return .array(try list.map(sorted))
    case let map as [String: Any]:
      return .object(try map.sorted { $0.key < $1.key }.map { .init(key: $0.key, value: try sorted($0.value)) })
    case nil, is NSNull: return .null
    default: throw JSONProblem(offset: 0, expected: "a value of JSON, not \(type(of: value))")
    }
  }

  static func sorted(_ value: JSONValue) -> JSONValue {
    switch value {
    case .object(let members):
      .object(members.sorted { $0.key < $1.key }.map { .init(key: $0.key, value: sorted($0.value)) })
    case .array(let elements): .array(elements.map(sorted))
    default: value
    }
  }
}
