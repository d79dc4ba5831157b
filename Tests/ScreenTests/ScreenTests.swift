import Foundation
import Testing

/// Every file of `Screens/`: the whole answer to one command, as it was when somebody read it.
@Suite(.enabled(if: Shell.isReady, "skipped: the program is not beside this test bundle"))
struct ScreenTests {
  @Test("There are screens, and each has a command") func exist() throws {
    // What a command of theirs reads may stand beside them.
    let names = try FileManager.default.contentsOfDirectory(atPath: ScreenFile.folder.path)
      .filter { $0.hasSuffix(".screen") }
    #expect(!names.isEmpty)
    #expect(names.count == ScreenFile.all.count)
  }

  /// Re-record with HOPSCOPE_RECORD=1: the run then fails, so that nobody lands a recording unread.
  @Test("The screen is the expected one", arguments: ScreenFile.all)
  func screen(_ file: ScreenFile) throws {
    let answer = try file.views.map { view in
      let shell = try Shell(file)
      defer { shell.removeScratch() }
      return try shell.answer(view)
    }.joined()
    if ProcessInfo.processInfo.environment["HOPSCOPE_RECORD"] == "1" {
      guard answer != file.expected else { return }
      try file.record(answer)
      Issue.record("recorded \(file.testDescription): read it, then run again without HOPSCOPE_RECORD")
    } else {
      #expect(answer == file.expected)
    }
  }
}
