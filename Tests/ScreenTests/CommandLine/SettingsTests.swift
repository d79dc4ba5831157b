import Foundation
import Testing

@testable import hopscope

/// Who wins, and what a setting becomes on the command line.
@Suite struct SettingsTests {
  private static let program = CommandHelp.root()

  private func argument(_ command: String, _ key: String) throws -> CommandHelp.Argument {
    try #require(Self.program.subcommand(command)?.setting(key), "\(command) --\(key)")
  }

  /// A folder with a configuration file of each rank; each sets what its name says.
  private func withFiles(_ check: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "hopscope-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder.appending(path: "hopscope"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("color: never\nmax-flows: 111\nskew: 1\ncluster: xdg.json\n".utf8).write(
      to: folder.appending(path: "hopscope/config.yaml"))
    try Data("max-flows: 222\ncluster: [one.json, two.json]\nreplay: {skew: 2}\n".utf8).write(
      to: folder.appending(path: "case.yaml"))
    try check(folder)
  }

  private func values(_ folder: URL, _ more: [String: String] = [:], named: String?) throws -> [String: [String]] {
    let variables = ["XDG_CONFIG_HOME": folder.path].merging(more) { $1 }
    let settings = try EffectiveSettings(named: named, variables: variables)
    let replay = try #require(Self.program.subcommand("replay"))
    return Dictionary(uniqueKeysWithValues: settings.settings(of: replay, ["replay"]).map { ($0.key, $0.values) })
  }

  @Test("Environment before --config before XDG; a list is not added to") func precedence() throws {
    try withFiles { (folder: URL) throws in
      let named = folder.appending(path: "case.yaml").path
      #expect(
        try values(folder, named: nil)
          == ["color": ["never"], "max-flows": ["111"], "skew": ["1"], "cluster": ["xdg.json"]])
      #expect(
        try values(folder, named: named)
          == ["color": ["never"], "max-flows": ["222"], "skew": ["2"], "cluster": ["one.json", "two.json"]])
      let variables = ["HOPSCOPE_MAX_FLOWS": "333", "HOPSCOPE_CLUSTER": "a b.json\nc.json", "HOPSCOPE_COLOR": ""]
      #expect(
        try values(folder, variables, named: named)
          == ["color": ["never"], "max-flows": ["333"], "skew": ["2"], "cluster": ["a b.json", "c.json"]])
      #expect(try values(folder, ["HOPSCOPE_CONFIG": named], named: nil)["max-flows"] == ["222"])
    }
  }

  @Test("A value that only other commands know is not used") func foreignValues() throws {
    func output(_ values: [String]?) throws -> CommandHelp.Argument {
      var argument = try argument("info", "output")
      argument.allValues = values
      return argument
    }
    let (info, explain) = (try output(["text", "json"]), try output(["text", "yaml", "jsonpath=…"]))
    #expect(!info.takes(["yaml"], others: [info, explain]))
    #expect(!info.takes(["jsonpath={.id}"], others: [info, explain]))
    #expect(explain.takes(["yaml"], others: [info, explain]))
    #expect(info.takes(["nonsense"], others: [info, explain]), "for the parser to refuse")
    #expect(try output(nil).takes(["anything"], others: [info, explain]))
  }

  @Test("What Kubernetes sets for a Service called hopscope is no setting") func serviceVariables() {
    let environment = EnvironmentSettings([
      "HOPSCOPE_PORT": "tcp://10.96.0.7:80", "HOPSCOPE_IP": "10.0.0.1", "HOME": "/",
    ])
    #expect(environment.value("HOPSCOPE_PORT") == nil)
    #expect(environment.value("HOPSCOPE_IP") == "10.0.0.1")
    #expect(environment.value("HOME") == nil)
  }

  @Test(
    "Flags are true or false",
    arguments: [
      ("true", ["--quiet"]), ("YES", ["--quiet"]), ("on", ["--quiet"]), ("1", ["--quiet"]), ("false", []), ("no", []),
      ("off", []), ("0", []), ("maybe", nil),
    ] as [(String, [String]?)])
  func flags(_ text: String, _ words: [String]?) throws {
    let setting = Setting(key: "quiet", values: [text], source: .environment(variable: "HOPSCOPE_QUIET"))
    let quiet = try argument("replay", "quiet")
    #expect((try? quiet.words(setting)) == words)
  }

  @Test("Names of variables") func names() {
    #expect(EnvironmentSettings.variable(for: "no-clock-correction") == "HOPSCOPE_NO_CLOCK_CORRECTION")
  }
}
