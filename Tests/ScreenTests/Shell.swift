import Foundation

/// Runs a screen's command as a person does: in a pipe, or in a pseudo-terminal of a given width.
struct Shell {
  /// It is built into the folder that this test bundle is in.
  private static let programs = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
  static let isReady = FileManager.default.isExecutableFile(atPath: programs.appending(path: "hopscope").path)
  private static let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  let screen: ScreenFile
  private let scratch: URL

  init(_ screen: ScreenFile) throws {
    self.screen = screen
    scratch = FileManager.default.temporaryDirectory.appending(path: "hopscope-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
  }

  func removeScratch() { try? FileManager.default.removeItem(at: scratch) }

  /// What `view` shows, as a screen file writes it.
  func answer(_ view: ScreenFile.View) throws -> String {
    let text =
      switch view {
      case .pipe: try inPipe()
      case .terminal(let columns): try inTerminal(columns)
      }
    return "=== \(view.word)\n" + text.replacingOccurrences(of: scratch.path, with: "$TMP")
  }

  private func inPipe() throws -> String {
    let (process, out) = (makeProcess(), Pipe())
    let errors = scratch.appending(path: ".errors")
    try Data().write(to: errors)
    process.standardOutput = out
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    let output = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let told = try String(decoding: Data(contentsOf: errors), as: UTF8.self)
    try FileManager.default.removeItem(at: errors)
    return Self.ended(output) + (told.isEmpty ? "" : "--- errors\n" + Self.ended(told))
      + "--- exit \(process.terminationStatus)\n"
  }

  private func inTerminal(_ columns: Int) throws -> String {
    let terminal = try PseudoTerminal(columns: columns)
    let process = makeProcess()
    process.standardOutput = terminal.slave
    process.standardError = terminal.slave
    try process.run()
    let text = terminal.readToEnd()
    process.waitUntilExit()
    return Self.ended(text) + "--- exit \(process.terminationStatus)\n"
  }

  private func makeProcess() -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
    process.arguments = ["60", "/bin/sh", "-c", screen.command]
    process.currentDirectoryURL = Self.package
    process.environment = [
      "PATH": "\(Self.programs.path):/usr/local/bin:/usr/bin:/bin", "HOME": scratch.path, "TMP": scratch.path,
      "LANG": "C.UTF-8", "TERM": "xterm", "NO_COLOR": "1",
    ].merging(screen.environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    return process
  }

  /// The last line is whole; escape sequences can be read.
  private static func ended(_ text: String) -> String {
    let shown = text.replacingOccurrences(of: "\u{1b}", with: "␛")
    return shown.isEmpty || shown.hasSuffix("\n") ? shown : shown + "␄\n"
  }
}
