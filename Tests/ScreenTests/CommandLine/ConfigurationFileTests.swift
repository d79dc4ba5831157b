import Testing

@testable import hopscope

@Suite struct ConfigurationFileTests {
  private static let program = CommandHelp.root()

  private func read(_ text: String) throws -> ConfigurationFile {
    try ConfigurationFile(path: "c.yaml", bytes: Array(text.utf8), program: Self.program)
  }

  @Test("Options for all commands, and for one") func good() throws {
    let file = try read(
      """
      # mine
      cluster: [a.json, b.json]
      color: never
      max-flows: 4096
      quiet: yes

      replay:
        output: path
      """)
    #expect(file.shared.map(\.key) == ["cluster", "color", "max-flows", "quiet"])
    #expect(file.shared[0].values == ["a.json", "b.json"])
    #expect(file.shared[2].source == .file(path: "c.yaml", line: 4))
    #expect(
      file.sections["replay"] == [
        Setting(key: "output", values: ["path"], source: .file(path: "c.yaml", line: 8))
      ])
    #expect(try read("").shared.isEmpty)
    #expect(try read("# nothing\n").shared.isEmpty)
  }

  @Test(
    "What is wrong is said with its line",
    arguments: [
      ("color: never\nclutser: x", "c.yaml:2: there is no option “clutser”; did you mean cluster?"),
      ("replay:\n  colour: x", "c.yaml:2: replay has no option “colour”; did you mean color?"),
      ("info:\n  why: true", "c.yaml:2: info has no option “why”"),
      ("output: [a, b]", "c.yaml:1: output takes one value, not a list"),
      ("\ncluster:", "c.yaml:2: cluster has no value"), ("cluster: {a: b}", "c.yaml:1: cluster is no command"),
      ("cluster: [[a]]", "c.yaml:1: cluster is a list of lists"),
      ("- cluster", "c.yaml:1: options are written as “name: value”"), ("word", "c.yaml:1: options are written as"),
      ("replay: 5", "c.yaml:1: options are written as “name: value”"),
      ("config: x", "c.yaml:1: there is no option “config”"), ("help: true", "c.yaml:1: there is no option “help”"),
      ("a: b: c", "c.yaml:1: this is not valid YAML"),
      ("color: a\ncolor: b", "c.yaml:1: this is not valid YAML: “color” is there twice"),
      ("x: &a 1", "c.yaml:1: anchors and aliases"), ("\n\nx: *a", "c.yaml:3: anchors and aliases"),
      (String(repeating: "[", count: 5000), "c.yaml:1: this nests too deep"),
      (String(repeating: "- ", count: 5000), "c.yaml:1: this nests too deep"),
      (String(repeating: "a", count: 70_000), "c.yaml:1: a configuration file has at most 64 KiB"),
    ])
  func bad(_ text: String, _ sentence: String) {
    let error = #expect(throws: BadSetting.self) { try read(text) }
    #expect(error?.sentence.hasPrefix(sentence) == true, "\(error?.sentence ?? "")")
  }

  @Test("Any bytes are an answer, never a trap", arguments: 0..<200)
  func random(_ seed: Int) {
    var state = UInt64(seed) &* 0x9e37_79b9_7f4a_7c15 | 1
    let bytes = (0..<400).map { _ -> UInt8 in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      let letters = Array(": -[]{}\"'\n&*?|>#%@`!,ac\u{e9}\0".utf8)
      return letters[Int(state % UInt64(letters.count))]
    }
    _ = try? ConfigurationFile(path: "c.yaml", bytes: bytes, program: Self.program)
  }
}
