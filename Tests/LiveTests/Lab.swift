import Foundation
import Synchronization

/// The cluster of `captures/make.py --lab`: it stands until this process ends, whichever way that happens.
final class Lab: Sendable {
  struct Failure: Error, CustomStringConvertible { let description: String }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  private static let iptables = Result { try Lab(mode: "iptables") }
  private static let nft = Result { try Lab(mode: "nft") }

  /// One for each mode of kube-proxy, made when first wanted.
  static func shared(_ mode: String = "iptables") throws -> Lab { try (mode == "nft" ? nft : iptables).get() }

  let folder: URL
  let cluster: String
  private let prefix: String
  private let input: FileHandle
  private let output: LineLog
  private let errors: LineLog
  private let answered = Mutex(0)

  private init(mode: String) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "hoplab-\(getpid())-\(mode)")
    let (process, commands, answers, complaints) = (Process(), Pipe(), Pipe(), Pipe())
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "python3", Self.root.appending(path: "captures/make.py").path, "--lab", folder.path, "--mode", mode, "--discard",
    ]
    process.standardInput = commands
    process.standardOutput = answers
    process.standardError = complaints
    try process.run()
    input = commands.fileHandleForWriting
    // Else the programs that tests start would hold the lab's pipe open after this process.
    _ = fcntl(input.fileDescriptor, F_SETFD, FD_CLOEXEC)
    output = LineLog(answers.fileHandleForReading)
    errors = LineLog(complaints.fileHandleForReading)
    let ready = try Self.answer(output, errors, number: 0, within: 60)
    guard let prefix = ready["prefix"] as? String, let cluster = ready["cluster"] as? String else {
      throw Failure(description: "the lab is not ready: \(ready)")
    }
    (self.prefix, self.cluster) = (prefix, cluster)
    answered.withLock { $0 = 1 }
    chmod(folder.path, 0o777)
  }

  /// The name of a host's network namespace.
  func namespace(_ host: String) -> String { prefix + host }

  /// Sends a command of `captures/making/lab.py` and waits for its answer.
  @discardableResult func tell(_ command: String, within seconds: Double = 30) throws -> [String: Any] {
    try answered.withLock { number in
      try input.write(contentsOf: Data((command + "\n").utf8))
      defer { number += 1 }
      return try Self.answer(output, errors, number: number, within: seconds)
    }
  }

  func connect(_ kind: Kind, count: Int = 1) throws -> [Connection] {
    try connections(tell("connect \(kind.rawValue) \(count)"))
  }

  /// Connections of all kinds in turn, many at one time.
  func mixed(_ count: Int, hold: Double = 0.2) throws -> [Connection] {
    try connections(tell("mixed \(count) \(hold)", within: 60))
  }

  func begin(_ count: Int, hold: Double = 0.2) throws { try tell("begin \(count) \(hold)") }
  func ended() throws -> [Connection] { try connections(tell("ended", within: 60)) }

  /// What the node's connection tracking made of everything since the lab began.
  func conntrack(_ node: String) throws -> [Entry] {
    let said = try tell("conntrack \(node)")
    return ((said["events"] as? String) ?? "").split(separator: "\n").compactMap { Entry(node: node, line: $0) }
  }

  private func connections(_ answer: [String: Any]) throws -> [Connection] {
    let data = try JSONSerialization.data(withJSONObject: answer["connections"] ?? [])
    return try JSONDecoder().decode([Connection].self, from: data)
  }

  private static func answer(_ output: LineLog, _ errors: LineLog, number: Int, within seconds: Double) throws
    -> [String: Any]
  {
    let line = eventually(within: seconds) {
      output.lines.count > number ? output.lines[number].text : output.isAtEnd ? "" : nil
    }
    let object = try? JSONSerialization.jsonObject(with: Data((line ?? "").utf8)) as? [String: Any]
    guard let object, object["error"] == nil else {
      throw Failure(description: "the lab said: \(line ?? "nothing") \(errors.text)")
    }
    return object
  }
}
