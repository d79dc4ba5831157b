import Foundation

enum Package {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
}

/// A program of the machine, run and waited for.
enum Program {
  struct Answer {
    var status: Int32
    /// Standard output and standard error.
    var output: String
  }

  /// hopscope is built into the folder that this test bundle is in.
  static let folder = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
  static let searchPath = "\(folder.path):/usr/local/bin:/usr/bin:/bin"

  static func isThere(_ name: String) -> Bool { path(name) != nil }

  private static func path(_ name: String) -> String? {
    searchPath.split(separator: ":").map { "\($0)/\(name)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  struct Missing: Error { let name: String }

  /// With a clean environment, in the package's folder; ended after a minute.
  static func run(
    _ name: String, _ arguments: [String], environment: [String: String] = [:], input: String = ""
  ) throws -> Answer {
    guard let program = path(name) else { throw Missing(name: name) }
    let (process, out) = (Process(), Pipe())
    let scratch = FileManager.default.temporaryDirectory.appending(path: "hopscope-\(UUID().uuidString)")
    try Data(input.utf8).write(to: scratch)
    defer { try? FileManager.default.removeItem(at: scratch) }
    process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
    process.arguments = ["60", program] + arguments
    process.currentDirectoryURL = Package.folder
    process.environment = ["PATH": searchPath, "HOME": "/nonexistent", "LANG": "C.UTF-8", "TERM": "xterm"]
      .merging(environment) { $1 }
    process.standardInput = try FileHandle(forReadingFrom: scratch)
    process.standardOutput = out
    process.standardError = out
    try process.run()
    let output = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return Answer(status: process.terminationStatus, output: output)
  }
}
