import Foundation

/// The built program with a pipe at its standard input that stays open, read line by line as the lines come.
final class LiveTool {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private let errorFile: URL
  private var held: [UInt8] = []

  /// - Parameter shell: instead of the program itself, a command line of bash, in which `$HOPSCOPE` is the program.
  init(_ arguments: [String], shell: String? = nil) throws {
    errorFile = FileManager.default.temporaryDirectory.appending(path: "hopscope-\(UUID().uuidString)")
    try Data().write(to: errorFile)
    process.executableURL = shell == nil ? Tool.program : URL(fileURLWithPath: "/bin/bash")
    process.arguments = shell.map { ["-c", $0] } ?? arguments
    process.environment = ProcessInfo.processInfo.environment.merging(["HOPSCOPE": Tool.program.path]) { $1 }
    process.standardInput = input
    process.standardOutput = output
    process.standardError = try FileHandle(forWritingTo: errorFile)
    try process.run()
  }

  deinit {
    if process.isRunning { process.terminate() }
    try? FileManager.default.removeItem(at: errorFile)
  }

  func send(_ bytes: Data) throws { try input.fileHandleForWriting.write(contentsOf: bytes) }
  func closeInput() throws { try input.fileHandleForWriting.close() }
  func interrupt() { process.interrupt() }
  var identifier: Int32 { process.processIdentifier }
  var errors: String { (try? String(contentsOf: errorFile, encoding: .utf8)) ?? "" }

  /// The next line of standard output; nil at its end and when none comes in time.
  func line(within seconds: Double) -> String? {
    let deadline = Date().addingTimeInterval(seconds)
    let descriptor = output.fileHandleForReading.fileDescriptor
    while true {
      if let end = held.firstIndex(of: 0x0a) {
        defer { held.removeFirst(end + 1) }
        return String(decoding: held[..<end], as: UTF8.self)
      }
      var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      let left = deadline.timeIntervalSinceNow
      guard left > 0, poll(&entry, 1, Int32(left * 1000) + 1) > 0 else { return nil }
      var bytes = [UInt8](repeating: 0, count: 65_536)
      let count = read(descriptor, &bytes, bytes.count)
      guard count > 0 else { return nil }
      held += bytes[..<count]
    }
  }

  /// - Returns: its status, or nil when it does not end in time.
  func end(within seconds: Double) -> Int32? {
    let deadline = Date().addingTimeInterval(seconds)
    while process.isRunning {
      guard Date() < deadline else { return nil }
      usleep(10_000)
    }
    return process.terminationStatus
  }
}
