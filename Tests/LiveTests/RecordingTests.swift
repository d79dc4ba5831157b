import Foundation
import Testing

extension LiveSuites {
  struct RecordingTests {
    @Test("The disk is full while recording: told, tracing goes on, nothing is lost silently")
    func fullDisk() throws {
      let lab = try Lab.shared()
      let disk = lab.folder.appending(path: "disk").path
      try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
      #expect(try Command(["mount", "-t", "tmpfs", "-o", "size=256k,mode=777", "tmpfs", disk]).status == 0)
      defer { _ = try? Command(["umount", "-l", disk]) }
      let live = try LiveProcess(["-o", "json", "-w", disk + "/full.pcapng"], of: lab)
      #expect(try live.isReady(), "\(live.errors.text)")
      let told: Bool? = try eventually(within: 20) {
        _ = try lab.mixed(120, hold: 0)
        return live.errors.text.contains("full.pcapng") && live.errors.text.lowercased().contains("space") ? true : nil
      }
      #expect(told == true, "\(live.errors.text)")
      let connection = try #require(lab.connect(.nodePortLocal).first)
      #expect(live.path(of: connection, within: 1) != nil)
      live.signal(SIGINT)
      #expect(live.end(within: 5) != 0)
      #expect(lost(try #require(live.summaries.last?.object), ["recording"]) > 0)
    }

    @Test("Nobody reads any more: it ends, without a word and without a crash")
    func closedPipe() throws {
      let lab = try Lab.shared()
      let words = "\(LiveProcess.program.path) live --cluster \(lab.cluster); echo status $? >&2"
      let (process, errors) = (Process(), Pipe())
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments = ["ip", "netns", "exec", lab.namespace("worker-1"), "bash", "-c", "{ \(words); } | head -1"]
      process.standardError = errors
      process.standardOutput = FileHandle.nullDevice
      try process.run()
      defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
      let said = LineLog(errors.fileHandleForReading)
      let status: String? = try eventually(within: 20) {
        _ = try lab.connect(.nodePortLocal)
        return said.lines.last { $0.text.hasPrefix("status ") }?.text
      }
      #expect(["status 0", "status 141"].contains(status ?? ""), "\(said.text)")
      #expect(!said.text.contains("Fatal"), "\(said.text)")
    }

    @Test("--ring --trigger: the file comes only after a refused connection, with the 5 s before it")
    func ring() throws {
      let lab = try Lab.shared()
      let folder = lab.folder.appending(path: "ring-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      chmod(folder.path, 0o777)
      let file = folder.appending(path: "ring.pcapng").path
      let live = try LiveProcess(
        ["-o", "json", "--ring", "5s", "--trigger", "state=refused", "--after", "1s", "-w", file], of: lab)
      #expect(try live.isReady(), "\(live.errors.text)")
      let old = try #require(lab.connect(.nodePortLocal).first)
      #expect(live.path(of: old, within: 1) != nil)
      usleep(1_000_000)
      #expect(try written(folder).isEmpty)
      let refused = try #require(lab.connect(.wrongTargetPort).first)
      let found: Bool? = try eventually(within: 6) {
        let packets = try packets(of: old, folder)
        return try packets > 0 && self.packets(of: refused, folder) > 0 ? true : nil
      }
      let names = try written(folder)
      #expect(found == true, "\(names) \(live.errors.text)")
    }

    private func written(_ folder: URL) throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { name in
        let size = try? FileManager.default.attributesOfItem(atPath: folder.appending(path: name).path)[.size] as? Int
        return (size ?? 0) > 0
      }
    }

    /// How many packets of a client's port tcpdump reads there.
    private func packets(of connection: Connection, _ folder: URL) throws -> Int {
      try written(folder).map { name in
        try Command(["tcpdump", "-n", "-r", folder.appending(path: name).path, "port \(connection.client.port)"]).output
          .split(separator: "\n").count
      }.reduce(0, +)
    }
  }
}

/// The sum of a summary's `lost` at these places.
func lost(_ summary: [String: Any], _ places: Set<String>) -> Int {
  (summary["lost"] as? [[String: Any]] ?? []).reduce(0) { sum, one in
    places.contains(one["where"] as? String ?? "") ? sum + (one["count"] as? Int ?? 0) : sum
  }
}
