import Foundation
import Testing

@testable import Cluster

/// The grammar of RFC 8259, held against Foundation's reading of it.
struct JSONTreeTests {
  private func isRead(_ text: [UInt8]) -> Bool {
    var parser = JSONTreeParser(text, from: 0)
    do { return try parser.next() != nil && parser.next() == nil } catch { return false }
  }

  @Test(arguments: [
    "{}", "[]", "0", "-0", "1.5e+3", "\"\\u00e9\\n\"", " [1 , {\"a\" : null} ] ", "[[[]],[{}]]", "{\"\":\"\"}", "true",
  ])
  func isJSON(_ text: String) { #expect(isRead(Array(text.utf8))) }

  @Test(arguments: [
    "{", "[1,]", "{\"a\":1,}", "{\"a\" 1}", "{a:1}", "01", "1.", "-", "+1", "\"\\x\"", "\"\\u12g4\"", "\"a", "tru",
    "[1 2]", "]", "\"\u{1}\"", "nul", "{\"a\":}", "[,1]", "1e", "'a'",
  ])
  func isNot(_ text: String) { #expect(!isRead(Array(text.utf8))) }

  @Test func everyShorterTextIsRefused() {
    let whole = Array(#"{"a":[1,{"b":"c\u00e9"},true,null,-2.5e3],"d":{}}"#.utf8)
    for length in 1..<whole.count { #expect(!isRead(Array(whole[..<length])), "of \(length) bytes") }
    #expect(isRead(whole))
  }

  @Test func asFoundationReadsIt() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SystemRandomNumberGenerator()
    let whole = Array(
      #"{"items":[{"n":"x y","p":[80,-1.5e2,0],"t":true,"e":"\"\\\n"},{"z":null,"o":{}}],"k":"L"}"#.utf8)
    let alphabet = Array(#"{}[]",:0129eE+-.truefalsn\ u"#.utf8)
    for _ in 0..<5_000 {
      var text = whole
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        text[Int.random(in: 0..<text.count, using: &random)] = alphabet.randomElement(using: &random) ?? 0x20
      }
      let foundation = (try? JSONSerialization.jsonObject(with: Data(text), options: .fragmentsAllowed)) != nil
      let isOurs = isRead(text)
      // Foundation refuses what a Double cannot hold; for us a number is a text until it is asked for.
      if foundation != isOurs, isOurs, text.contains(UInt8(ascii: "e")) || text.contains(UInt8(ascii: "E")) { continue }
      // Foundation lets a comma stand before a closing bracket; RFC 8259 §4 and §5 do not.
      if foundation, !isOurs, String(decoding: text, as: UTF8.self).contains(#/,\s*[\]}]/#) { continue }
      #expect(foundation == isOurs, "seed \(seed): \(String(decoding: text, as: UTF8.self))")
    }
  }

  @Test func textsAreWhatTheySay() throws {
    var parser = JSONTreeParser(Array(#"["\u00e9\ud83d\ude00\n\/", "plain", "\ud800"]"#.utf8), from: 0)
    let tree = try #require(try parser.next())
    #expect((1...3).map(tree.text) == ["é😀\n/", "plain", "\u{fffd}"])
  }

  @Test func aPathLeadsToAValue() throws {
    var parser = JSONTreeParser(Array(#"{"a":[0,{"b":1}]}"#.utf8), from: 0)
    let tree = try #require(try parser.next())
    let path = tree.path(to: tree.nodes.count - 1).map { $0.intValue.map { "\($0)" } ?? $0.stringValue }
    #expect(path == ["a", "1", "b"])
  }

  @Test func numbersAreWholeOrNot() throws {
    var parser = JSONTreeParser(Array("[80, -7, 1e2, 1.5, 9223372036854775808, 1e400, 2.0]".utf8), from: 0)
    let tree = try #require(try parser.next())
    #expect((1...7).map(tree.integer) == [80, -7, 100, nil, nil, nil, 2])
  }
}
