import Testing

@testable import Render

/// Terminal columns of text, judged by Python's wcwidth.
@Suite struct DisplayWidthTests {
  @Test("Every character is as wide as wcwidth says")
  func characters() throws {
    var (next, checked) = (UInt32(0x20), 0)
    for run in WidthWitness.runs.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
      let parts = run.split(separator: ":")
      let (last, columns) = (try #require(UInt32(parts[0], radix: 16)), try #require(Int(parts[1])))
      for scalar in (next...last).compactMap(Unicode.Scalar.init) where Self.isJudged(scalar) {
        checked += 1
        #expect(displayWidth(String(scalar)) == columns, "U+\(String(scalar.value, radix: 16))")
      }
      next = last + 1
    }
    #expect(checked > 140_000)
  }

  private static func isJudged(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .unassigned, .privateUse, .control, .format, .lineSeparator, .paragraphSeparator, .spacingMark: false
    default: true
    }
  }

  @Test("Text with marks, flags, emoji and Hangul is as wide as wcwidth says", arguments: WidthWitness.texts)
  func texts(_ text: String, _ columns: Int) { #expect(displayWidth(text) == columns) }

  @Test("Colours take no room, and nothing else that begins with ESC is taken for one")
  func colours() {
    #expect(displayWidth("\u{1b}[31m节点\u{1b}[0m") == 4)
    #expect(displayWidth("\u{1b}]0;x") == 4)
  }

  @Test("Filling up counts columns, not characters")
  func padding() {
    #expect("节点".padded(6) == "节点  ")
    #expect("节点".padded(6, leading: true) == "  节点")
    #expect("节点".padded(3) == "节点")
  }

  @Test(
    "Cutting never exceeds the width, never splits a wide character, and closes colours",
    arguments: [
      ("nginx-service", 13, "nginx-service"), ("nginx-service", 6, "nginx…"), ("节点地址", 5, "节点…"), ("节点地址", 4, "节…"),
      ("ab", 1, "…"), ("ab", 0, ""), ("\u{1b}[31mabcdef\u{1b}[0mgh", 4, "\u{1b}[31mabc…\u{1b}[0m"),
    ])
  func cutting(_ text: String, _ columns: Int, _ shown: String) {
    #expect(text.cut(to: columns) == shown)
    #expect(displayWidth(text.cut(to: columns)) <= columns)
  }

  @Test("A mark of three dots where there is no room for it")
  func asciiMark() {
    #expect("abcdef".cut(to: 5, mark: "...") == "ab...")
    #expect("abcdef".cut(to: 2, mark: "...") == "..")
  }
}
