import Foundation
import Testing

/// What pages say that a command prints is what it prints. A line `…` stands for any lines left out.
@Suite(.enabled(if: Shell.isReady, "skipped: the program is not beside this test bundle"))
struct DocumentTests {
  struct Example: CustomTestStringConvertible, Sendable {
    var page: String
    var command: String
    var lines: [String]
    var testDescription: String { "\(page): \(command)" }
  }

  private static let pages = ["../README.md", "concepts.md", "concepts.zh.md", "diagnose.md"]

  static let examples: [Example] = pages.flatMap { page -> [Example] in
    let url = ScreenFile.folder.appending(path: "../../../docs/\(page)").standardizedFileURL
    guard let text = try? String(contentsOf: url, encoding: .utf8) else { return [] }
    return text.components(separatedBy: "```\n").compactMap { block in
      guard block.hasPrefix("$ hopscope ") else { return nil }
      var lines = block.components(separatedBy: "\n")
      let command = String(lines.removeFirst().dropFirst(2))
      if lines.last == "" { lines.removeLast() }
      return Example(page: page, command: command, lines: lines)
    }
  }

  @Test("Each page has examples") func exist() {
    for page in Self.pages where page != "diagnose.md" {
      #expect(Self.examples.count { $0.page == page } >= 5, "\(page)")
    }
    #expect(Self.examples.contains { $0.page == "diagnose.md" })
  }

  @Test("The example is what the command prints", arguments: examples)
  func example(_ example: Example) throws {
    var printed = try output(example.command)[...]
    var isAnywhere = false
    for line in example.lines {
      if line == "…" {
        isAnywhere = true
        continue
      }
      let place = isAnywhere ? printed.firstIndex(of: line) : printed.first == line ? printed.startIndex : nil
      guard let place else {
        Issue.record("“\(line)” is not printed there; hopscope prints: \(printed.first ?? "nothing more")")
        return
      }
      isAnywhere = false
      printed = printed[(place + 1)...]
    }
  }

  /// Standard output, in a pipe.
  private func output(_ command: String) throws -> [String] {
    let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).screen")
    try Data("$ \(command)\n".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let shell = try Shell(ScreenFile(file))
    defer { shell.removeScratch() }
    let lines = try shell.answer(.pipe).components(separatedBy: "\n").dropFirst()
    return Array(lines.prefix { !$0.hasPrefix("--- ") })
  }
}
