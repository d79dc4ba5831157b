import Foundation
import Testing

extension LiveSuites {
  /// What is found wrong while it happens.
  struct FindingTests {
    /// A connection is judged whole: so long after its end it may still get packets, and then the next look at findings.
    private static let patience = 9.0

    @Test("A finding is told once, as an object, and again in the last lines") func json() throws {
      let lab = try Lab.shared()
      let live = try LiveProcess(["-o", "json"], of: lab)
      #expect(try live.isReady(), "\(live.errors.text)")
      let first = try #require(lab.connect(.wrongTargetPort).first)
      let told = try #require(
        live.line(with: ["hopscope.finding/1", "\"F02\"", "wrong"], within: Self.patience), "\(live.output.text)")
      #expect(told.text.contains(#""service":{"namespace":"default","name":"wrong"}"#), "\(told.text)")
      #expect(live.path(of: first, within: 1) != nil)
      _ = try lab.connect(.wrongTargetPort)
      usleep(500_000)
      live.signal(SIGINT)
      #expect(live.end(within: 5) == 0)
      #expect(live.output.lines.count { $0.text.contains("hopscope.finding/1") && $0.text.contains("\"F02\"") } == 1)
      #expect(live.errors.text.contains("  error F02 target-port-refused, 2 times: "), "\(live.errors.text)")
      let counts = try #require(live.summaries.last?.object["findings"] as? [String: Int])
      #expect((counts["error"] ?? 0) >= 1)
    }

    @Test("As a line among lines") func line() throws {
      let lab = try Lab.shared()
      let live = try LiveProcess([], of: lab)
      #expect(try live.isReady(), "\(live.errors.text)")
      _ = try lab.connect(.wrongTargetPort)
      let line = live.line(with: ["error ", " F02 target-port-refused  "], within: Self.patience)
      #expect(line != nil, "\(live.output.text)")
    }

    @Test("--trigger F02: the ring is written as soon as a connection shows it") func ring() throws {
      let lab = try Lab.shared()
      let folder = lab.folder.appending(path: "ring-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      chmod(folder.path, 0o777)
      let file = folder.appending(path: "ring.pcapng").path
      let live = try LiveProcess(
        ["-o", "none", "--ring", "5s", "--trigger", "F02|mtu-black-hole", "--after", "1s", "-w", file], of: lab)
      let begun: Bool? = eventually(within: 10) { live.errors.text.contains("capturing") ? true : nil }
      #expect(begun == true, "\(live.errors.text)")
      usleep(500_000)
      _ = try lab.connect(.noEndpoints)
      _ = try lab.connect(.wrongTargetPort)
      let told: Bool? = eventually(within: 3) {
        live.errors.text.contains("finding F02 target-port-refused: the ring is written to \(file)") ? true : nil
      }
      #expect(told == true, "\(live.errors.text)")
    }
  }
}
