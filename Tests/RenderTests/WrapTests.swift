import Testing

@testable import Render

@Suite struct WrapTests {
  private let style = Style(isColoured: false)

  @Test("Words move to the next line, indented; runs of spaces stay within a line")
  func wraps() {
    let line = "    ! one two  three four"
    #expect(style.wrapped(line, nil, indent: 6) == [line])
    #expect(style.wrapped(line, 25, indent: 6) == [line])
    #expect(style.wrapped(line, 20, indent: 6) == ["    ! one two  three", "      four"])
    #expect(style.wrapped(line, 16, indent: 6) == ["    ! one two", "      three four"])
  }

  @Test("A long word stays whole, wide characters count two, colours none, ASCII first")
  func columns() {
    #expect(style.wrapped("a bbbbbbbb c", 5, indent: 2) == ["a", "  bbbbbbbb", "  c"])
    #expect(style.wrapped("节点 地址", 8, indent: 0) == ["节点", "地址"])
    #expect(style.wrapped("\u{1b}[31mab\u{1b}[0m cd", 5, indent: 0).count == 1)
    #expect(Style(isColoured: false, isASCII: true).wrapped("a → b", 5, indent: 1) == ["a ->", " b"])
  }
}
