import Foundation

/// A program of the machine, run and waited for; its answers are short.
struct Command {
  var status: Int32
  /// Standard output.
  var output: String
  var errors: String

  init(_ words: [String], environment: [String: String] = [:]) throws {
    let (process, out, err) = (Process(), Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = words
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = out
    process.standardError = err
    try process.run()
    let errors = LineLog(err.fileHandleForReading)
    output = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    status = process.terminationStatus
    errors.waitForEnd(within: 5)
    self.errors = errors.text
  }
}

/// Waits for something that will be so, and not longer than it must.
/// - Returns: what `probe` answered, or nil when it did not in time.
func eventually<Answer>(within seconds: Double, _ probe: () throws -> Answer?) rethrows -> Answer? {
  let deadline = Date().addingTimeInterval(seconds)
  while true {
    if let answer = try probe() { return answer }
    guard Date() < deadline else { return nil }
    usleep(5_000)
  }
}
