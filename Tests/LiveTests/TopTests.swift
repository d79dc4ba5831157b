import Foundation
import Testing

extension LiveSuites {
  /// The screen in a terminal that is not ours: tmux draws it.
  struct TopTests {
    private static let size = (columns: 120, rows: 30)
    private static let snapshot = Lab.root.appending(path: "Tests/LiveTests/Screens/top.txt")
    /// Foundation waits until nobody holds the socket that it gave to a child, and tmux leaves a server behind.
    private static let alone =
      #"for n in $(ls /proc/$$/fd); do [ $n -gt 2 ] && eval "exec $n>&-"; done; exec "$0" "$@""#
    private static let hasTop =
      (try? Command([LiveProcess.program.path, "help", "top"]).output.contains("hopscope top")) == true

    @Test(
      "top shows a connection within a second", .program("tmux"),
      .enabled(if: hasTop, "skipped: this program has no command top"))
    func connection() throws {
      let lab = try Lab.shared()
      let socket = "hoplab-\(getpid())"
      func tmux(_ words: String...) throws -> Command {
        try Command(
          ["bash", "-c", Self.alone, "tmux", "-L", socket, "-f", "/dev/null"] + words, environment: ["LANG": "C.UTF-8"])
      }
      let words =
        "ip netns exec \(lab.namespace("worker-1")) \(LiveProcess.program.path) top --node-name worker-1 --cluster \(lab.cluster)"
      #expect(try tmux("new-session", "-d", "-x", "\(Self.size.columns)", "-y", "\(Self.size.rows)", words).status == 0)
      defer { _ = try? tmux("kill-server") }
      func screen() throws -> String { try tmux("capture-pane", "-p").output }
      // The first connections only show that it is there.
      let isThere: Bool? = try eventually(within: 15) {
        _ = try lab.connect(.nodePortLocal)
        return try screen().contains("default/near") ? true : nil
      }
      let first = try screen()
      try #require(isThere == true, "\(first)")
      let connection = try #require(lab.connect(.wrongTargetPort).first)
      let shown = try eventually(within: 3) {
        try screen().contains("/wrong") ? Date().timeIntervalSince1970 : nil
      }
      let last = try screen()
      #expect((shown ?? .infinity) - connection.start < 1, "\(last)")
      try compare(masked(last))
    }

    /// Numbers, and what they make wider or narrower, differ from run to run; so does how many connections there were.
    private func masked(_ screen: String) -> String {
      let numbers = screen.replacing(#/[0-9a-f]{12}/#, with: "ID").replacing(
        #/[0-9][0-9.,:]*(?:[kMG]|ns|µs|ms|s|m)?/#, with: "#")
      let lines = numbers.split(separator: "\n").map { line in
        line.replacing("▶ ", with: "").replacing("# packets/s  ", with: "").replacing(#/─{2,}/#, with: "─")
          .replacing(#/(RST from pod near).*/#) { "\($0.output.1)" }.replacing(#/ {2,}/#, with: "  ")
          .replacing(#/(?:  #%?)+/#, with: "  #").trimmingCharacters(in: .whitespaces)
      }
      // Rows are sorted once a second: their order tells nothing here.
      return Set(lines).subtracting([""]).sorted().joined(separator: "\n") + "\n"
    }

    private func compare(_ screen: String) throws {
      if ProcessInfo.processInfo.environment["HOPSCOPE_RECORD"] != nil {
        try Data(screen.utf8).write(to: Self.snapshot)
        Issue.record("recorded \(Self.snapshot.lastPathComponent): read it, and run again without HOPSCOPE_RECORD")
      }
      #expect(try screen == String(contentsOf: Self.snapshot, encoding: .utf8))
    }
  }
}
