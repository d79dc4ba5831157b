import Foundation
import Render
import Testing
import Trace

@testable import hopscope

/// `hopscope path ID FILE…`: which path an id means.
@Suite(.enabled(if: Tool.isPresent, "skipped: the program is not beside this test bundle"))
struct PathCommandTests {
  private static func scenario(_ name: String) throws -> Scenario {
    try #require(Scenario.all.first { $0.folder.lastPathComponent == name })
  }

  /// Arguments for one folder's captures.
  private func arguments(_ name: String) throws -> [String] {
    let scenario = try Self.scenario(name)
    return scenario.captures + ["--cluster", scenario.objects.path, "-q", "--color", "never"]
  }

  @Test("A whole id: the table of hops, with what each translation rests on")
  func exact() throws {
    let given = try arguments("nginx-service")
    let ids = try Tool(["replay"] + given + ["-o", "json"]).ids()
    #expect(ids.count == 3)
    for id in ids {
      let tool = try Tool(["path", id] + given)
      #expect(tool.status == 0 && tool.errors.isEmpty)
      #expect(tool.output.hasPrefix("path \(id)  tcp  default/nginx-service"))
      #expect(tool.output.contains("      · packets: "))
      #expect(tool.output.components(separatedBy: "\npath ").count == 1)
    }
  }

  @Test("The shortest beginning that no other id has, in any case of letters, also as JSON")
  func beginning() throws {
    let given = try arguments("nginx-service")
    let all = try Tool(["replay"] + given + ["-o", "json"])
    for id in try all.ids() {
      let others = try all.ids().filter { $0 != id }
      let length = try #require((1...12).first { length in !others.contains { $0.hasPrefix(id.prefix(length)) } })
      let found = try Tool(["path", String(id.prefix(length)).uppercased(), "-o", "json"] + given)
      #expect(found.status == 0)
      #expect(try found.ids() == [id])
    }
  }

  @Test("path/ID, as -o name prints it")
  func named() throws {
    let given = try arguments("nginx-service")
    let names = try Tool(["replay"] + given + ["-o", "name"]).output.split(separator: "\n").map(String.init)
    let ids = try Tool(["replay"] + given + ["-o", "json"]).ids()
    #expect(names == ids.map { "path/\($0)" })
    #expect(try Tool(["path", names[0], "-o", "name"] + given).output == names[0] + "\n")
    let none = try Tool(["path", names[0], "-o", "none"] + given)
    #expect(none.status == 64 && none.errors.contains("would print nothing"))
  }

  @Test("None: how many there are, and where ids come from")
  func none() throws {
    let given = try arguments("nginx-service")
    let ids = try Tool(["replay"] + given + ["-o", "json"]).ids()
    let absent = try #require(
      (0...255).map { String($0 + 0xabc000, radix: 16) }.first { a in !ids.contains { $0.hasPrefix(a) } })
    let tool = try Tool(["path", absent] + given)
    #expect(tool.status == 1)
    #expect(tool.output.isEmpty)
    #expect(
      tool.errors == "error: no path \(absent) among the 3 in these captures; hopscope replay prints the id at the end "
        + "of each line\n")
  }

  @Test("Several: they are named, and nothing is printed")
  func several() throws {
    // More paths than there are first digits: two of them share one.
    let captures = try ["entry-lost", "two-mappings"].flatMap { try Self.scenario($0).captures } + ["-q"]
    let ids = try Tool(["replay"] + captures + ["-o", "json", "--sort", "start"]).ids()
    #expect(ids.count > 16)
    let shared = Dictionary(grouping: ids) { $0.prefix(1) }.values.filter { $0.count > 1 }
    let group = try #require(shared.min { $0.count < $1.count })
    let tool = try Tool(["path", String(group[0].prefix(1))] + captures)
    #expect(tool.status == 1)
    #expect(tool.output.isEmpty)
    #expect(tool.errors.hasPrefix("error: several paths begin with \(group[0].prefix(1)): "))
    #expect(tool.errors.hasSuffix("; give more digits\n"))
    for id in group.prefix(8) { #expect(tool.errors.contains(id)) }
  }

  @Test("An id that is the beginning of another (ab12, ab12.2) means itself; of many beginnings eight are named")
  func search() throws {
    let scenario = try Self.scenario("nginx-service")
    let path = try #require(try scenario.paths(scenario.map()).first)
    let printer = PathPrinter(.none, map: try scenario.map(), options: TextOptions(style: Style(isColoured: false)))
    let summary = RunSummary(trace: TraceSummary(), errors: [], taps: [], recordedDrops: nil, missing: [])
    func search(_ id: String, among ids: [String]) throws {
      var search = PathSearch(id)
      for id in ids {
        var named = path
        named.id = id
        search.take([named], printer)
      }
      try search.finish(summary, printer)
    }
    try search("ab12", among: ["ab12.2", "ab12", "ab12.3"])
    let failure = #expect(throws: Failure.self) {
      try search("ab", among: (10..<30).map { "ab\($0)" })
    }
    let named = (10..<18).map { "ab\($0)" }.joined(separator: ", ")
    #expect(failure?.sentence == "several paths begin with ab: \(named) …; give more digits")
  }

  @Test("What is no id is wrong usage", arguments: ["xyz", "12 34", "../x", "\u{1b}[31m"])
  func noID(_ text: String) throws {
    let tool = try Tool(["path", text] + arguments("nginx-service"))
    #expect(tool.status == 64)
    #expect(tool.errors.contains("is no path id"))
  }
}
