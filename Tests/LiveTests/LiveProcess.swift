import Foundation
import Testing

/// `hopscope live` (or another command) in a network namespace of the lab, with each of its lines and the moment it came.
final class LiveProcess {
  /// It is built into the folder that this test bundle is in; `HOPSCOPE_PROGRAM` names another build.
  static let program =
    ProcessInfo.processInfo.environment["HOPSCOPE_PROGRAM"].map(URL.init(fileURLWithPath:))
    ?? URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "hopscope")

  let output: LineLog
  let errors: LineLog
  private let process = Process()
  private let lab: Lab

  /// - Parameters:
  ///   - arguments: behind `live --cluster FILE`.
  ///   - wrapper: words that stand before the program: `setpriv …`.
  init(_ arguments: [String], on host: String = "worker-1", of lab: Lab, wrapper: [String] = [], isPaused: Bool = false)
    throws
  {
    self.lab = lab
    let (out, err) = (Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments =
      ["ip", "netns", "exec", lab.namespace(host)] + wrapper
      + [Self.program.path, "live", "--node-name", host, "--cluster", lab.cluster] + arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = out
    process.standardError = err
    try process.run()
    output = LineLog(out.fileHandleForReading, isPaused: isPaused)
    errors = LineLog(err.fileHandleForReading)
  }

  deinit {
    output.pause(false)
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  var identifier: Int32 { process.processIdentifier }
  func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  /// - Returns: its status, or nil when it does not end in time. A signal that ended it is counted from 128 on, as in shells.
  func end(within seconds: Double) -> Int32? {
    guard eventually(within: seconds, { process.isRunning ? nil : true }) != nil else { return nil }
    output.waitForEnd(within: 5)
    errors.waitForEnd(within: 5)
    return process.terminationReason == .uncaughtSignal ? 128 + process.terminationStatus : process.terminationStatus
  }

  /// Waits until it captures: connections are made until one is told.
  func isReady(_ kind: Kind = .nodePortLocal, within seconds: Double = 15) throws -> Bool {
    let deadline = Date().addingTimeInterval(seconds)
    while Date() < deadline, process.isRunning {
      let port = try #require(lab.connect(kind).first).client.port
      if eventually(within: 0.5, { output.lines.contains { $0.text.contains("\(port)") } ? true : nil }) != nil {
        return true
      }
    }
    return false
  }

  /// The first line of standard output that holds all of `words`.
  func line(with words: [String], within seconds: Double) -> LineLog.Line? {
    eventually(within: seconds) { output.lines.first { line in words.allSatisfy(line.text.contains) } }
  }

  /// What `-o json` has told so far.
  var paths: [ToldPath] { output.lines.compactMap { ToldPath($0) } }

  /// The path that holds a connection's own first tuple.
  func path(of connection: Connection, within seconds: Double) -> ToldPath? {
    eventually(within: seconds) { paths.first { $0.claims.contains(connection.first) } }
  }

  /// The `hopscope.summary/1` objects, in the order of coming.
  var summaries: [(moment: Double, object: [String: Any])] {
    output.lines.compactMap { line in
      guard line.text.contains("hopscope.summary/1") else { return nil }
      let object = try? JSONSerialization.jsonObject(with: Data(line.text.utf8)) as? [String: Any]
      return object.map { (line.moment, $0) }
    }
  }
}
