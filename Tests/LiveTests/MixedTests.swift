import Foundation
import Testing

extension LiveSuites {
  /// Many at one time, on two nodes: what is told is what connection tracking held.
  struct MixedTests {
    @Test(
      "300 connections on two nodes at once, and the same again from their recordings", arguments: ["iptables", "nft"])
    func mixed(_ mode: String) throws {
      let lab = try Lab.shared(mode)
      let recordings = ["worker-1", "worker-2"].map { lab.folder.appending(path: "\($0)-mixed.pcapng").path }
      let nodes = try zip(["worker-1", "worker-2"], recordings).map { node, file in
        (node, try LiveProcess(["-o", "json", "-w", file], on: node, of: lab), file)
      }
      for (node, live, _) in nodes {
        #expect(try live.isReady(node == "worker-1" ? .nodePortLocal : .hostPort), "\(live.errors.text)")
      }
      let connections = try lab.mixed(300)
      #expect(connections.count == 300)
      let entries = try ["worker-1", "worker-2"].flatMap(lab.conntrack)
      for (node, live, file) in nodes {
        live.signal(SIGINT)
        #expect(live.end(within: 5) == 0, "\(live.errors.text)")
        try judge(live, node, connections, entries)
        try replay(file, live, lab)
      }
    }

    private func judge(_ live: LiveProcess, _ node: String, _ connections: [Connection], _ entries: [Entry]) throws {
      let closed = live.paths.filter { $0.event == "close" }
      let verdict = Verdict(node: node, paths: closed, connections: connections, entries: entries)
      #expect(verdict.missed.isEmpty, "\(node) missed \(verdict.missed.count): \(verdict.missed.prefix(3))")
      #expect(verdict.wrong.isEmpty, "\(node) wrong \(verdict.wrong.count): \(verdict.wrong.prefix(3))")
      #expect(verdict.joined > 100, "\(node) joined only \(verdict.joined)")
      let summary = try #require(live.summaries.last?.object)
      #expect(summary["complete"] as? Bool == true)
      #expect(summary["paths"] as? Int == closed.count)
    }

    private func replay(_ file: String, _ live: LiveProcess, _ lab: Lab) throws {
      let again = try Command([LiveProcess.program.path, "replay", file, "--cluster", lab.cluster, "-q", "-o", "json"])
      #expect(again.status == 0, "\(again.errors)")
      let told = again.output.split(separator: "\n").compactMap { ToldPath(LineLog.Line(text: String($0), moment: 0)) }
      func states(_ paths: [ToldPath]) -> Set<String> {
        Set(paths.filter { $0.event == "close" }.map { "\($0.id) \($0.state)" })
      }
      #expect(states(told) == states(live.paths))
    }
  }
}
