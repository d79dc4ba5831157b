import Foundation
import Testing
import Yams

@testable import Render

/// YAML of our JSON, read back by Yams.
@Suite struct YAMLWriterTests {
  private func expectSame(_ value: JSONValue) throws {
    let yaml = YAMLWriter.document(value)
    #expect(try ReadYAML.sorted(Yams.load(yaml: yaml)) == ReadYAML.sorted(value), "\(yaml)")
    #expect(yaml.unicodeScalars.allSatisfy { $0 == "\n" || isHarmless($0) })
  }

  @Test("Objects and lists in one another, as kubectl lays them out")
  func layout() throws {
    let json = #"{"id":"ab","m":[],"o":{},"list":[{"a":1,"b":{"c":[1,2]}},[3,[4]],"x",{}],"ok":true,"none":null}"#
    let value = try JSONValue(parsing: Array(json.utf8))
    #expect(
      YAMLWriter.document(value) == """
        ---
        id: ab
        m: []
        o: {}
        list:
        - a: 1
          b:
            c:
            - 1
            - 2
        - - 3
          - - 4
        - x
        - {}
        ok: true
        none: null

        """)
    try expectSame(value)
  }

  @Test("Nothing but objects and lists may stand at the top")
  func top() throws {
    for json in ["[]", "{}", "[1]", "\"no\"", "12", "null"] {
      try expectSame(try JSONValue(parsing: Array(json.utf8)))
    }
  }

  @Test(
    "Text that some reader takes for another thing is quoted",
    arguments: [
      "no", "No", "y", "off", "null", "~", "true", "12", "-1", "1e3", "0x1f", "0o7", "22:22", "1_000", ".5", ".inf",
      ".NaN",
      "2026-11-24", "2026-11-24T10:15:00Z", "10.244.1.9", "", " x", "x ", "- x", "? x", "a: b", "a #b", "#x", "&a",
      "*a",
      "!t", "|", ">", "%x", "@x", "`x", "'x", "\"x", "{x", "[x", "<<", "=", "---", "...", "x\ny", "x\n", "\tx",
      "\u{1b}[31m",
      "\u{0}", "\u{85}", "\u{2028}", "\u{202e}x", "x\u{feff}x", "\u{fffe}", "\u{e0041}", "节点", "\u{1f600}",
    ])
  func quoted(_ text: String) throws {
    #expect(YAMLWriter.quoted(text).hasPrefix("\""))
    try expectSame(.object([.init(key: text, value: .string(text)), .init(key: "k", value: .array([.string(text)]))]))
  }

  @Test(
    "Names stay plain",
    arguments: ["nginx-6d5f", "default/web", "app.kubernetes.io/name", "/var/log/x", "a@b", "nginx"])
  func plain(_ text: String) throws {
    #expect(YAMLWriter.quoted(text) == text)
    try expectSame(.string(text))
  }
}
