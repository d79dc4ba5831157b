import Testing

extension LiveSuites {
  /// Each way to reach a pod is told within a second, as what it is.
  struct KindTests {
    @Test("Every kind of connection, as JSON", arguments: ["iptables", "nft"])
    func json(_ mode: String) throws {
      let lab = try Lab.shared(mode)
      let nodes = try ["worker-1", "worker-2"].map { ($0, try LiveProcess(["-o", "json"], on: $0, of: lab)) }
      for (node, live) in nodes {
        #expect(try live.isReady(node == "worker-1" ? .nodePortLocal : .hostPort), "\(live.errors.text)")
      }
      for kind in Kind.shown {
        let live = try #require(nodes.first { $0.0 == kind.truth.node }?.1)
        let connection = try #require(lab.connect(kind).first)
        let path = try #require(live.path(of: connection, within: 5), "\(kind): \(live.errors.text)")
        check(path, connection)
      }
    }

    private func check(_ path: ToldPath, _ connection: Connection) {
      let (kind, truth) = (connection.kind, connection.kind.truth)
      #expect(path.moment - connection.start < 1, "\(kind)")
      #expect(path.event == "open", "\(kind)")
      #expect(path.client == connection.client, "\(kind)")
      #expect(path.front == connection.front, "\(kind)")
      #expect(path.service == truth.service, "\(kind)")
      #expect(path.entrance == truth.entrance, "\(kind)")
      #expect(path.isOK == (connection.outcome == "ok"), "\(kind) \(path.state)")
      if truth.word != "ok" { #expect(path.state == truth.word, "\(kind)") }
      #expect(truth.backends.isEmpty ? path.backend == nil : truth.backends.contains(path.backend ?? ""), "\(kind)")
    }

    /// What a person reads, without times, ids and the ports that chance took.
    private static let lines: [(Kind, [String])] = [
      (
        .nodePortLocal,
        [
          "ok ", " default/near ", " → worker-1:30001 nodePort ⇒ near 10.244.1.5:80 targetPort @worker-1",
          "client seen as 10.244.1.1:",
        ]
      ),
      (
        .nodePortRemote,
        [
          "ok ", " default/far ", " → worker-1:30002 nodePort ⇒ far 10.244.2.6:80 targetPort @worker-2",
          "client seen as 10.244.1.0:",
        ]
      ),
      (
        .clusterIP,
        [
          "ok ", " default/shop ", "web-0:", " → 10.96.1.3:80 ClusterIP port ⇒ ", ":80 targetPort @worker-",
          "client IP kept",
        ]
      ),
      (
        .hairpin,
        [
          "ok ", " default/near ", "near:", " → 10.96.1.1:80 ClusterIP port ⇒ near 10.244.1.5:80 targetPort @worker-1",
          "client seen as 10.244.1.1:",
        ]
      ),
      (.udp, ["ok ", " default/echo ", " → worker-1:30077 nodePort ⇒ ", ":7777 targetPort @worker-", "(SNAT)"]),
      (
        .ipv6,
        [
          "ok ", " default/near ", "[2001:db8:7::7]:",
          " → worker-1:30001 nodePort ⇒ near [fd00:10:244:1::5]:80 targetPort @worker-1",
        ]
      ),
      (
        .noEndpoints,
        ["rejected ", " default/nobody ", " → worker-1:30004 nodePort ✗ worker-1 sent ICMP port unreachable"]
      ),
      (
        .wrongTargetPort,
        [
          "refused ", " default/wrong ",
          " → worker-1:30005 nodePort ⇒ near 10.244.1.5:8080 targetPort @worker-1 ✗ RST from pod near: nothing listens on 8080",
        ]
      ),
    ]

    @Test("Every kind of connection, as a line")
    func line() throws {
      let lab = try Lab.shared()
      let live = try LiveProcess([], of: lab)
      #expect(try live.isReady(), "\(live.errors.text)")
      for (kind, words) in Self.lines {
        let connection = try #require(lab.connect(kind).first)
        let line = try #require(
          live.line(with: [":\(connection.client.port) "], within: 5), "\(kind): \(live.output.text)")
        #expect(line.moment - connection.start < 1, "\(kind)")
        for word in words { #expect(line.text.contains(word), "\(kind): \(line.text)") }
      }
    }

    @Test("A hostPort, as a line, on its node")
    func hostPort() throws {
      let lab = try Lab.shared()
      let live = try LiveProcess([], on: "worker-2", of: lab)
      #expect(try live.isReady(.hostPort), "\(live.errors.text)")
      let connection = try #require(lab.connect(.hostPort).first)
      let line = try #require(live.line(with: [":\(connection.client.port) "], within: 5))
      #expect(
        line.text.contains(" → worker-2:8086 hostPort ⇒ far 10.244.2.6:8086 containerPort @worker-2"), "\(line.text)")
    }
  }
}
