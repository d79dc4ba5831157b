import Foundation
import Testing

extension LiveSuites {
  struct WitnessTests {
    @Test("conntrack tells the backend where only the uplink is captured", arguments: ["iptables", "nft"])
    func uplink(_ mode: String) throws {
      let lab = try Lab.shared(mode)
      let live = try LiveProcess(["-o", "json", "-i", "eth0"], of: lab)
      #expect(try live.isReady(), "\(live.errors.text)")
      let connection = try #require(lab.connect(.nodePortLocal).first)
      let told: ToldPath? = eventually(within: 3) {
        live.paths.last { $0.claims.contains(connection.first) && $0.backend != nil }
      }
      let path = try #require(told, "\(live.output.text)")
      #expect(path.backend == "near")
      let entry = try #require(lab.conntrack("worker-1").last { $0.original == connection.first })
      #expect(
        path.translations.contains {
          $0.host == "worker-1" && $0.before == entry.original && $0.after == entry.translated
        })
    }

    @Test("--service: the kernel gives only that Service's packets, and its paths are whole")
    func service() throws {
      let lab = try Lab.shared()
      let file = lab.folder.appending(path: "service.pcapng").path
      let live = try LiveProcess(["-o", "json", "--service", "default/far", "-w", file], of: lab)
      #expect(try live.isReady(.nodePortRemote), "\(live.errors.text)")
      let connections = try lab.mixed(60)
      let own = try connections.filter { $0.kind == .nodePortRemote } + lab.connect(.nodePortRemote, count: 5)
      #expect(
        eventually(within: 3) {
          own.allSatisfy { one in live.paths.contains { $0.claims.contains(one.first) } } ? true : nil
        } == true)
      let entries = try lab.conntrack("worker-1") + lab.conntrack("worker-2")
      live.signal(SIGINT)
      #expect(live.end(within: 5) == 0, "\(live.errors.text)")
      let verdict = Verdict(
        node: "worker-1", paths: live.paths.filter { $0.event == "close" }, connections: own, entries: entries)
      #expect(verdict.missed.isEmpty, "\(verdict.missed.prefix(3))")
      #expect(verdict.joined == own.count)
      try isWithout(connections.filter { [.nodePortLocal, .ipv6, .outside, .noEndpoints].contains($0.kind) }, file)
    }

    /// tcpdump finds no packet of theirs.
    private func isWithout(_ connections: [Connection], _ file: String) throws {
      let ports = connections.map { "port \($0.client.port)" }.joined(separator: " or ")
      let read = try Command(["tcpdump", "-n", "-r", file, ports])
      #expect(read.status == 0, "\(read.errors)")
      #expect(read.output.isEmpty, "\(read.output.prefix(300))")
    }
  }
}
