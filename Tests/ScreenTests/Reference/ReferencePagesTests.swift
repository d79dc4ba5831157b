import ArgumentParser
import Foundation
import Testing

@testable import hopscope

/// docs/cli.md and docs/man are what the help says. `HOPSCOPE_RECORD=1 swift test --filter ReferencePages` writes them
/// anew and fails, so that nobody lands them unread.
@Suite struct ReferencePagesTests {
  private static let docs = Package.folder.appending(path: "docs")
  private static let records = ProcessInfo.processInfo.environment["HOPSCOPE_RECORD"] == "1"

  private func check(_ url: URL, _ text: String) throws {
    guard (try? String(contentsOf: url, encoding: .utf8)) != text else { return }
    guard Self.records else {
      Issue.record("\(url.lastPathComponent) differs: HOPSCOPE_RECORD=1 swift test --filter ReferencePages")
      return
    }
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try text.write(to: url, atomically: true, encoding: .utf8)
    Issue.record("recorded \(url.lastPathComponent): read it, then run again without HOPSCOPE_RECORD")
  }

  @Test("docs/cli.md is --help of every command") func cli() throws {
    try check(Self.docs.appending(path: "cli.md"), CommandPage.text)
  }

  @Test("docs/man has a page for every command, and no other") func manual() throws {
    let folder = Self.docs.appending(path: "man/man1")
    let pages = ManPage.all()
    for page in pages { try check(folder.appending(path: "\(ManPage.name(page.words)).1"), page.text) }
    let present = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(present == pages.map { "\(ManPage.name($0.words)).1" }.sorted())
  }

  @Test("mandoc finds nothing wrong with them", .enabled(if: Program.isThere("mandoc"), "skipped: no mandoc"))
  func lint() throws {
    let manual = Self.docs.appending(path: "man")
    let pages = try FileManager.default.contentsOfDirectory(atPath: manual.appending(path: "man1").path)
    #expect(!pages.isEmpty)
    let paths = pages.sorted().map { manual.appending(path: "man1/\($0)").path }
    let lint = try Program.run("mandoc", ["-Tlint"] + paths)
    // It looks for other pages only where the system's are installed.
    let found = lint.output.split(separator: "\n").filter { !$0.contains("referenced manual not found: Xr hopscope") }
    #expect(found.isEmpty)
    let bad = try Program.run("mandoc", ["-Tlint"], input: ".Dd today\n.Dt X 1\n.Os\n.Sh NAME\n.Bd\n")
    #expect(bad.output.contains("WARNING"), "the check can fail")
  }

  @Test("Help fits 80 columns, and indented lines of it are not broken", arguments: CommandPage.commands)
  func width(_ command: CommandPage.Command) {
    let help = Hopscope.helpMessage(for: command.type, columns: 80)
    for line in help.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    for line in command.type.configuration.discussion.split(separator: "\n") where line.hasPrefix("  ") {
      #expect(line.count <= 80, "\(line)")
    }
  }

  @Test("No option's variable is one that tests use") func variables() {
    let names = CommandHelp.root().leaves().flatMap { $0.command.settings.compactMap(\.key) }
    #expect(names.contains("cluster"))
    let used = Set(names.map(EnvironmentSettings.variable))
    #expect(used.isDisjoint(with: ["RECORD", "SEED", "SEEDS", "FEATURE"].map { "HOPSCOPE_" + $0 }))
  }
}
