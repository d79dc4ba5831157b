import Foundation

/// The built program, run as people run it.
struct Tool {
  var status: Int32
  var output: String
  var errors: String

  /// It is built into the folder that this test bundle is in.
  static let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
    .appending(path: "hopscope")

  static let isPresent = FileManager.default.isExecutableFile(atPath: program.path)

  /// - Parameter input: what it reads from standard input.
  init(_ arguments: [String], input: Data = Data()) throws {
    let (process, out, err) = (Process(), Pipe(), Pipe())
    let folder = FileManager.default.temporaryDirectory.appending(path: "hopscope-\(UUID().uuidString)")
    try input.write(to: folder)
    defer { try? FileManager.default.removeItem(at: folder) }
    process.executableURL = Self.program
    process.arguments = arguments
    process.standardInput = try FileHandle(forReadingFrom: folder)
    process.standardOutput = out
    process.standardError = err
    try process.run()
    output = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    errors = String(decoding: err.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    status = process.terminationStatus
  }

  /// The objects of `-o json`, the summary left out.
  func paths() throws -> [[String: Any]] {
    try output.split(separator: "\n").compactMap {
      let object = try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
      return object?["hops"] == nil ? nil : object
    }
  }

  func ids() throws -> [String] { try paths().compactMap { $0["id"] as? String } }
}
