import Testing

@testable import Render

@Suite struct TextTableTests {
  private let style = Style(isColoured: false)
  private let table = TextTable(
    [
      .init("NAME"), .init("NODE", yields: 1, minimum: 0), .init("REMARK", yields: 0, minimum: 8),
      .init("COUNT", .right),
    ],
    rows: [
      ["nginx", "worker-1", "client IP kept, no Service", "7"], ["节点", "w", "", "12345"], ["short"],
    ])

  @Test("Without a width nothing is cut; numbers stand right, wide characters count two")
  func wide() {
    #expect(
      table.lines(style: style) == [
        "NAME   NODE      REMARK                      COUNT", "nginx  worker-1  client IP kept, no Service      7",
        "节点   w                                     12345", "short",
      ])
  }

  @Test("The lowest yield gives way first, as far as needed")
  func first() {
    #expect(
      table.lines(width: 40, style: style) == [
        "NAME   NODE      REMARK            COUNT", "nginx  worker-1  client IP kept,…      7",
        "节点   w                           12345", "short",
      ])
  }

  @Test("Then the next; one without a minimum is left out as a whole")
  func next() {
    #expect(
      table.lines(width: 24, style: style) == [
        "NAME   REMARK    COUNT", "nginx  client …      7", "节点             12345", "short",
      ])
  }

  @Test("Never wider than asked for, at any width", arguments: 1...60)
  func fits(_ width: Int) {
    for line in table.lines(width: width, style: Style(isColoured: true)) { #expect(displayWidth(line) <= width) }
  }

  @Test("No header: rows alone, and titles ask for no room")
  func noHeader() {
    #expect(
      TextTable([.init("LONG TITLE"), .init("B")], rows: [["a", "b"]], indent: 2).lines(hasHeader: false, style: style)
        == ["  a  b"])
  }

  @Test("ASCII: symbols in their ASCII form, also where text was cut")
  func ascii() {
    let lines = TextTable(
      [.init("A", yields: 0, minimum: 8), .init("T")], rows: [["节 abcdefgh", "3µs"], ["a → b", "1"]]
    )
    .lines(width: 13, style: Style(isColoured: false, isASCII: true))
    #expect(lines == ["A         T", "\\u{82...  3us", "a -> b    1"])
  }

  @Test("Rows printed before keep their room")
  func floors() {
    var table = TextTable([.init("A"), .init("B")], rows: [["a", "b"]])
    table.floors = [4]
    #expect(table.lines(hasHeader: false, style: style) == ["a     b"])
  }

  @Test("Colours in cells shift nothing")
  func colours() {
    let red = "\u{1b}[31mno\u{1b}[0m"
    let lines = TextTable([.init("A"), .init("B")], rows: [[red, "1"], ["yes", "2"]]).lines(
      hasHeader: false, style: style)
    #expect(lines == [red + "   1", "yes  2"])
  }
}
