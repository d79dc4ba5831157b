import Foundation
import Testing

extension LiveSuites {
  struct SignalTests {
    @Test("SIGTERM under load: the end and its summary within 2 s, and the counts add up")
    func terminate() throws {
      let lab = try Lab.shared()
      let live = try LiveProcess(["-o", "json"], of: lab)
      #expect(try live.isReady(), "\(live.errors.text)")
      try lab.begin(600, hold: 0.02)
      #expect(live.line(with: ["\"event\":\"open\"", "web-0"], within: 5) != nil)
      let asked = Date()
      live.signal(SIGTERM)
      #expect(live.end(within: 10) == 0, "\(live.errors.text)")
      #expect(Date().timeIntervalSince(asked) < 2)
      _ = try lab.ended()
      try countsAddUp(live)
    }

    private func countsAddUp(_ live: LiveProcess) throws {
      let closed = live.paths.filter { $0.event == "close" }
      let summary = try #require(live.summaries.last?.object)
      #expect(summary["complete"] as? Bool == true, "\(summary)")
      #expect(summary["paths"] as? Int == closed.count)
      #expect(summary["ok"] as? Int == closed.count { $0.isOK })
      #expect(Set(closed.map(\.id)).count == closed.count)
      // Nobody who was told as open is left without an end.
      #expect(Set(live.paths.filter { $0.event == "open" }.map(\.id)).isSubset(of: Set(closed.map(\.id))))
    }

    @Test("The second interrupt ends at once with status 130")
    func twice() throws {
      let lab = try Lab.shared()
      // Its output is not read: the first interrupt has to wait for whoever reads.
      let live = try LiveProcess(["-o", "json", "-i", "veth-load", "-i", "eth0"], of: lab)
      #expect(try live.isReady(), "\(live.errors.text)")
      live.output.pause(true)
      try lab.tell("storm 20000")
      live.signal(SIGINT)
      usleep(100_000)
      let asked = Date()
      live.signal(SIGINT)
      #expect(
        eventually(within: 2) { kill(live.identifier, 0) == 0 && !isZombie(live.identifier) ? nil : true } == true)
      #expect(Date().timeIntervalSince(asked) < 1)
      live.output.pause(false)
      #expect(live.end(within: 5) == 130)
    }

    private func isZombie(_ process: Int32) -> Bool {
      let stat = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ") Z"
      return stat.split(separator: ")").last?.hasPrefix(" Z") == true
    }

    @Test("SIGUSR1 prints statistics and the run goes on")
    func statistics() throws {
      let lab = try Lab.shared()
      let live = try LiveProcess(["-o", "json"], of: lab)
      #expect(try live.isReady(), "\(live.errors.text)")
      let before = live.errors.lines.count
      live.signal(SIGUSR1)
      let said = eventually(within: 2) { live.errors.lines.dropFirst(before).first { $0.text.contains("packets") } }
      #expect(said != nil, "\(live.errors.text)")
      let connection = try #require(lab.connect(.nodePortLocal).first)
      #expect(live.path(of: connection, within: 1) != nil)
    }

    @Test("SIGUSR2: what was captured is in the recording at once")
    func flush() throws {
      let lab = try Lab.shared()
      let file = lab.folder.appending(path: "flushed.pcapng").path
      let live = try LiveProcess(["-o", "json", "-w", file], of: lab)
      #expect(try live.isReady(), "\(live.errors.text)")
      let connection = try #require(lab.connect(.nodePortLocal).first)
      #expect(live.path(of: connection, within: 1) != nil)
      live.signal(SIGUSR2)
      let read = eventually(within: 2) {
        try? Command(["tcpdump", "-n", "-r", file, "tcp port \(connection.client.port)"]).output.contains("Flags [S]")
          ? true : nil
      }
      #expect(read != nil)
    }

    @Test("SIGHUP: a Service that the map did not have is named afterwards")
    func reload() throws {
      let lab = try Lab.shared()
      let live = try LiveProcess(["-o", "json"], of: lab)
      #expect(try live.isReady(), "\(live.errors.text)")
      let before = try #require(lab.connect(.late).first)
      #expect(try #require(live.path(of: before, within: 1)).service != "late")
      try lab.tell("late")
      live.signal(SIGHUP)
      let named: ToldPath? = try eventually(within: 3) {
        let connection = try #require(lab.connect(.late).first)
        return live.path(of: connection, within: 0.5).flatMap { $0.service == "late" ? $0 : nil }
      }
      #expect(named?.entrance == "nodePort", "\(live.errors.text)")
    }
  }
}
