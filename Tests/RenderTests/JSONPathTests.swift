import Testing

@testable import Render

/// kubectl's templates, by the examples of its own documentation.
@Suite struct JSONPathTests {
  /// The object of https://kubernetes.io/docs/reference/kubectl/jsonpath/
  private static let sample = """
    {"kind":"List","items":[
    {"kind":"None","metadata":{"name":"127.0.0.1","labels":{"kubernetes.io/hostname":"127.0.0.1"}},
    "status":{"capacity":{"cpu":"4"},"addresses":[{"type":"LegacyHostIP","address":"127.0.0.1"}]}},
    {"kind":"None","metadata":{"name":"127.0.0.2"},
    "status":{"capacity":{"cpu":"8"},"addresses":[{"type":"LegacyHostIP","address":"127.0.0.2"},
    {"type":"another","address":"127.0.0.3"}]}}],
    "users":[{"name":"myself","user":{}},{"name":"e2e","user":{"username":"admin","password":"secret"}}],
    "n":[1,2,3,4,5],"big":18446744073709551615,"ok":true}
    """

  private func text(_ template: String) throws -> String {
    try JSONPath(template: template).text(try JSONValue(parsing: Array(Self.sample.utf8)))
  }

  @Test(
    "The examples of kubectl's documentation",
    arguments: [
      ("kind is {.kind}", "kind is List"), ("{.kind}", "List"), ("{['kind']}", "List"),
      ("{..name}", "127.0.0.1 127.0.0.2 myself e2e"), ("{.items[*].metadata.name}", "127.0.0.1 127.0.0.2"),
      ("{.users[0].name}", "myself"),
      ("{.items[*]['metadata.name', 'status.capacity']}", #"127.0.0.1 127.0.0.2 {"cpu":"4"} {"cpu":"8"}"#),
      ("{.users[?(@.name==\"e2e\")].user.password}", "secret"),
      (
        "{range .items[*]}[{.metadata.name}, {.status.capacity}] {end}",
        #"[127.0.0.1, {"cpu":"4"}] [127.0.0.2, {"cpu":"8"}] "#
      ),
      ("{range .items[*]}{.metadata.name}{'\\t'}{end}", "127.0.0.1\t127.0.0.2\t"),
      (
        "{range .items[*]}{.metadata.name}{\"\\t\"}{.status.capacity.cpu}{\"\\n\"}{end}", "127.0.0.1\t4\n127.0.0.2\t8\n"
      ),
      ("{.items[0].metadata.labels.kubernetes\\.io/hostname}", "127.0.0.1"),
      ("{.items[*].status.addresses[?(@.type==\"another\")].address}", "127.0.0.3"),
    ])
  func documented(_ template: String, _ shown: String) throws { #expect(try text(template) == shown) }

  @Test("@ is the object itself")
  func whole() throws {
    #expect(try text("{@}") == text("{$}"))
    #expect(try text("{@}").hasPrefix(#"{"kind":"List","items":["#))
  }

  @Test(
    "Indexes, slices, wildcards, unions and filters",
    arguments: [
      ("{.n[0]}", "1"), ("{.n[-1]}", "5"), ("{.n[9]}", ""), ("{.n[1:3]}", "2 3"), ("{.n[:2]}", "1 2"),
      ("{.n[3:]}", "4 5"),
      ("{.n[-2:]}", "4 5"), ("{.n[0:5:2]}", "1 3 5"), ("{.n[::2]}", "1 3 5"), ("{.n[0,-1]}", "1 5"),
      ("{.n[*]}", "1 2 3 4 5"),
      ("{.n}", "[1,2,3,4,5]"), ("{.users[1].user.*}", "admin secret"), ("{.n[?(@>3)]}", "4 5"),
      ("{.n[?(@<=2)]}", "1 2"),
      ("{.n[?(@!=3)]}", "1 2 4 5"), ("{.users[?(@.user.username)].name}", "e2e"),
      ("{.users[?(@.name=='nobody')].name}", ""), ("{.users[?('e2e'==@.name)].name}", "e2e"),
      ("{.users[?(@.name>=\"f\")].name}", "myself"), ("{.n[?(@==$.n[1])]}", "2"), ("{.big}", "18446744073709551615"),
      ("{.ok}", "true"), ("{range .users[*]}{$.kind} {@.name};{end}", "List myself;List e2e;"),
      ("{range .items[*]}{range .status.addresses[*]}{.address},{end};{end}", "127.0.0.1,;127.0.0.2,127.0.0.3,;"),
      ("{range .nothing[*]}x{end}", ""), ("{.nothing.at.all}", ""), ("{ .kind }", "List"),
      ("{\"a\\\\\\\"b\\n\"}", "a\\\"b\n"),
      ("{'it''s'}", "?"), ("{.items[?(@.status.addresses[?(@.type=='another')])].metadata.name}", "127.0.0.2"),
    ])
  func language(_ template: String, _ shown: String) throws {
    if shown == "?" {
      #expect(throws: TemplateProblem.self) { try text(template) }
    } else {
      #expect(try text(template) == shown)
    }
  }

  @Test("Lenient as kubectl: without braces, without the first dot", arguments: [".kind", "kind", "{kind}", "{.kind}"])
  func lenient(_ template: String) throws { #expect(try text(template) == "List") }

  @Test(
    "What is wrong is told with its place",
    arguments: [
      ("", 1, "an expression is missing"), ("{.id", 1, "has no }"), ("x{.id}{", 8, "expression is missing"),
      ("{.a b}", 5, "“b” does not belong here"), ("{.a[}", 5, "brackets hold a number"), ("{.a[1}", 6, "into brackets"),
      ("{.a[1", 4, "this [ has no ]"), ("{range .a}", 1, "no {end}"), ("{end}", 1, "without {range"),
      ("{.a[?(@.x==)]}", 12, "begins no expression"), ("{.a[?(@.x)}", 11, "into brackets"),
      ("{.a[?(@.x==1 && @.y)]}", 14, "one comparison"), ("{.a['x}", 5, "not closed"), ("{\"x}", 2, "not closed"),
      ("{\"\\q\"}", 3, "may follow a backslash"), ("{.a[0:1:0]}", 9, "1 or more"),
      ("{.a[name]}", 5, "'name' in quotes"),
      ("{.a[1.5]}", 5, "no whole number"), ("{.a['b c']}", 8, "does not belong"), ("{.a\\", 5, "nothing follows"),
    ])
  func problems(_ template: String, _ position: Int, _ words: String) {
    do {
      _ = try JSONPath(template: template)
      Issue.record("\(template) is no template")
    } catch {
      #expect(error.position == position, "\(template): \(error.description)")
      #expect(error.sentence.contains(words), "\(template): \(error.description)")
    }
  }

  @Test("Any text is a template or an error")
  func anyText() {
    let deep = "{.a" + String(repeating: "[?(@.a", count: 10_000)
    #expect(throws: TemplateProblem.self) { try JSONPath(template: deep) }
    #expect(throws: TemplateProblem.self) { try JSONPath(template: String(repeating: "{range .a}", count: 10_000)) }
    let wide = "{" + String(repeating: "..", count: 1_000) + "a}"
    #expect(throws: TemplateProblem.self) { try JSONPath(template: wide) }
    let pieces = [
      "{", "}", ".", "..", "[", "]", "?(", ")", "'", "\"", "\\", "*", "@", "$", "-", ":", ",", "a", "1", " ", "==",
    ]
    for first in pieces {
      for second in pieces {
        for third in pieces { for end in ["", "}", ")]}"] { _ = try? text("{" + first + second + third + end) } }
      }
    }
  }

  @Test("A huge index is out of range, and nothing more")
  func hugeIndex() throws {
    #expect(try text("{.n[9223372036854775807]}{.n[-9223372036854775808]}") == "")
    #expect(try text("{.n[-9223372036854775808:9223372036854775807]}") == "1 2 3 4 5")
    #expect(try text("{.n[0:5:9223372036854775807]}") == "1")
    #expect(throws: TemplateProblem.self) { try text("{.n[99999999999999999999]}") }
  }

  @Test("What an object says cannot move a terminal; what the template says is printed as it is")
  func hostile() throws {
    let value = JSONValue.object([.init(key: "a", value: .string("\u{1b}[31m\n"))])
    #expect(
      try JSONPath(template: "{.a}{\"\\n\"}{@}").text(value) == "\\u{1b}[31m\\u{a}\n{\"a\":\"\\u001b[31m\\u000a\"}")
  }
}
