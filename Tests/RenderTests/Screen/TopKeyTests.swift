import Testing

@testable import Render

@Suite struct TopKeyTests {
  @Test(
    "Bytes are keys",
    arguments: [
      ("q", [TopKey.character("q")]), ("\u{1b}[A\u{1b}OB", [.up, .down]), ("\u{1b}[5~\u{1b}[6~", [.pageUp, .pageDown]),
      ("\u{1b}[H\u{1b}[4~", [.home, .end]), ("\r\t\u{1b}[Z\u{7f}", [.enter, .tab, .backTab, .backspace]),
      ("\u{3}", [.control("c")]), ("ä世", [.character("ä"), .character("世")]),
      ("\u{1b}[<64;3;4M\u{1b}[<0;3;4M\u{1b}[<0;3;4m", [.wheelUp, .click(x: 2, y: 3)]),
      ("\u{1b}[1;5Q\u{1b}[?62cx", [.character("x")]), ("\0", []),
    ]) func keys(_ bytes: String, _ keys: [TopKey])
  {
    var parser = TopKeyParser()
    #expect(parser.keys(Array(bytes.utf8), isIdle: false) == keys)
    #expect(!parser.isWaiting)
    // In pieces of one byte.
    var slow: [TopKey] = []
    for byte in bytes.utf8 { slow += parser.keys([byte], isIdle: false) }
    #expect(slow == keys)
  }

  @Test("The escape key is one only when nothing follows") func escape() {
    var parser = TopKeyParser()
    #expect(parser.keys([0x1b], isIdle: false) == [])
    #expect(parser.isWaiting)
    #expect(parser.keys([], isIdle: true) == [.escape])
    #expect(parser.keys([0x1b, 0x1b], isIdle: false) == [.escape])
    #expect(parser.keys(Array("[B".utf8), isIdle: false) == [.down])
  }

  @Test("Any bytes end, and nothing dangerous is a character") func hostile() {
    var (parser, random) = (TopKeyParser(), SystemRandomNumberGenerator())
    for _ in 0..<500 {
      let bytes = (0..<Int.random(in: 0...80)).map { _ in UInt8.random(in: 0...255, using: &random) }
      for case .character(let character) in parser.keys(bytes, isIdle: false) {
        #expect(character.unicodeScalars.allSatisfy(isHarmless), "\(bytes)")
      }
      _ = parser.keys([], isIdle: true)
      #expect(!parser.isWaiting)
    }
    #expect(parser.keys(Array(repeating: 0x1b, count: 1) + Array(repeating: 0x5b, count: 1), isIdle: false) == [])
    #expect(parser.keys(Array(repeating: 0x30, count: 500), isIdle: false).isEmpty)
  }
}
