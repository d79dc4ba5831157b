import Foundation
import Testing

@testable import Render

/// JSON read back in order, digit by digit.
@Suite struct JSONValueTests {
  private func parse(_ text: String) throws -> JSONValue { try JSONValue(parsing: Array(text.utf8)) }

  @Test("Keys keep their order, also equal ones, and integers every digit")
  func order() throws {
    let value = try parse(#"{"b":1,"a":18446744073709551615,"c":[true,false,null,-0.50e+3,"x"],"b":2}"#)
    guard case .object(let members) = value else { throw JSONProblem(offset: 0, expected: "an object") }
    #expect(members.map(\.key) == ["b", "a", "c", "b"])
    #expect(value["a"] == .number("18446744073709551615"))
    #expect(value["c"] == .array([.bool(true), .bool(false), .null, .number("-0.50e+3"), .string("x")]))
    #expect(value["b"] == .number("1"))
    #expect(value["d"] == nil)
  }

  @Test("What the writer escapes comes back as it was")
  func escapes() throws {
    let hostile = "a\"\\/\u{1b}\u{202e}\u{1f600}\u{e0041}\r\n\t\u{0}"
    var writer = JSONWriter()
    writer.object { $0.field(hostile, hostile) }
    #expect(try JSONValue(parsing: writer.bytes) == .object([.init(key: hostile, value: .string(hostile))]))
    #expect(try parse(#""\/\b\f\n\r\t\u00e4""#) == .string("/\u{8}\u{c}\n\r\tä"))
  }

  @Test(
    "What is no JSON is refused, with the byte",
    arguments: [
      ("", 0), ("{", 1), ("[1,]", 3), ("[1 2]", 3), (#"{"a" 1}"#, 5), ("{a:1}", 1), ("tru", 0), ("01", 1), ("1.", 2),
      ("-", 1), ("\"a", 2), (#""\x""#, 3), (#""\ud83d""#, 7), (#""\udc00""#, 7), ("1 1", 2), ("\"\u{1}\"", 1),
    ])
  func refused(_ text: String, _ offset: Int) {
    #expect(throws: JSONProblem.self) { _ = try parse(text) }
    do { _ = try parse(text) } catch { #expect((error as? JSONProblem)?.offset == offset) }
  }

  @Test("Any bytes are JSON or an error: no trap, no deep stack")
  func anyBytes() throws {
    #expect(throws: JSONProblem.self) { _ = try JSONValue(parsing: [UInt8](repeating: 0x5b, count: 1_000_000)) }
    let sample = Array(#"{"a":[1,{"b":"\u00e4\ud83d\ude00"}],"c":-1.5e3}"#.utf8)
    for place in sample.indices {
      for byte in [UInt8(0), 0x22, 0x5c, 0x7b, 0x5d, 0x80, 0xff] {
        var broken = sample
        broken[place] = byte
        // Foundation is more lenient with some numbers; what we take, it must take.
        if (try? JSONValue(parsing: broken)) != nil {
          #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(broken)) }
        }
      }
      _ = try? JSONValue(parsing: Array(sample[..<place]))
    }
  }
}
