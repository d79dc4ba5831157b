import Cluster
import Testing
import Wire

@testable import Render
@testable import Trace

/// `-o path`, line by line.
@Suite struct PathTableTests {
  private func table(_ path: Path, explains: Bool = false, files: [String] = SamplePath.files) throws -> [String] {
    let printer = PathPrinter(
      .path, timeline: MapTimeline(try SamplePath.map()), files: files, explains: explains,
      options: TextOptions(style: Style(isColoured: false)))
    return String(decoding: printer.render(path), as: UTF8.self).split(separator: "\n").map(String.init)
  }

  private func notes(_ path: Path, explains: Bool = false) throws -> [String] {
    try table(path, explains: explains).filter { $0.hasPrefix("    ! ") || $0.hasPrefix("    ? ") }
  }

  @Test("A healthy path: title, hops, one translation between them, and no notes")
  func plain() throws {
    let path = try SamplePath.make()
    let lines = try table(path)
    #expect(lines[0].hasPrefix("path 0123456789ab  tcp  default/web (nodePort 30082 · port 80 → targetPort 8080)  ok"))
    #expect(lines.filter { $0.contains("⇒") } == ["    ⇒ n1: DNAT to web-0 10.244.1.20:8080, SNAT to 10.244.1.1:41000"])
    #expect(lines.contains { $0.contains("n1 eth0 in") && $0.contains("6/4") && $0.contains("nodePort") })
    #expect(lines.contains { $0.contains("n1 veth in") && $0.contains("+250µs") && $0.contains("targetPort") })
    #expect(try notes(path).isEmpty)
    #expect(!lines.contains { $0.contains("·  ") || $0.contains("      · ") })
  }

  @Test("--why: evidence with its bits, packets by file and number, and the map's objects")
  func why() throws {
    let reasons = try table(try SamplePath.make(), explains: true).filter { $0.hasPrefix("      · ") }
    #expect(
      reasons == [
        "      · certain: ISN (32 bits) + timestamp (32 bits) + map (8 bits) = 72 bits of 40 for certain",
        "      · packets: n1_eth0.pcap #7 became n1_veth.pcap #9",
        "      · map: Service default/web: nodePort 30082 · port 80 → targetPort 8080, endpoint 10.244.1.20:8080"
          + " (Pod default/web-0)",
      ])
  }

  @Test("--why: what was refused and why, in words of its own for each reason")
  func refused() throws {
    let all: [Refusal] = [.map, .timestamp, .serverISN, .time, .isnAlone, .worse, .payload]
    let path = try SamplePath.make { path in
      path.translations[0].alternatives = all.map {
        Alternative(tuple: SamplePath.reached, packet: PacketReference(file: 1, number: 3), refusal: $0)
      }
    }
    let refused = try table(path, explains: true).filter { $0.hasPrefix("      · not ") }
    #expect(Set(refused).count == all.count)
    for line in refused { #expect(line.contains("10.244.1.1:41000 → 10.244.1.20:8080 at n1_veth.pcap #3: ")) }
    #expect(try table(path).filter { $0.contains("· not ") }.isEmpty)
  }

  @Test("A line of conntrack is a proof, too")
  func conntrack() throws {
    let path = try SamplePath.make { $0.translations[0].proofs.append(.conntrack(SamplePath.entry)) }
    #expect(
      try table(path, explains: true).contains { $0.contains("· conntrack of n1, line 12: 192.168.50.10:2000 → ") })
  }

  @Test("A gap says what is not known, and what would settle it")
  func gaps() throws {
    let path = try SamplePath.make {
      $0.gaps = [
        Gap(about: .backend, reason: .noTapBehindFront, needs: [.podSide(node: "n1"), .conntrack(node: "n1")])
      ]
    }
    #expect(
      try notes(path) == [
        "    ? where it went cannot be concluded: no tap showed it translated; needs a capture on n1 towards its pods"
          + " (cni0, the pod's veth, the tunnel), or conntrack -L -o extended on n1, given with --conntrack"
      ])
  }

  @Test("A hop that no tap saw has neither time nor counts")
  func unseen() throws {
    let path = try SamplePath.make { $0.hops[0] = Hop(unseen: SamplePath.asked, kind: .nodePort, host: "n1") }
    let row = try #require(try table(path).first { $0.contains("(not seen)") })
    #expect(row.hasPrefix("  1  n1 (not seen)  192.168.50.10:2000"))
    #expect(row.hasSuffix("nodePort"))
  }

  @Test("Lost copies, other mappings, proxies, SYN proxies, direct return and contradictions are told, one line each")
  func remarks() throws {
    let path = try SamplePath.make { path in
      path.hops[1].lost = BothWays(request: 4, reply: 0)
      path.related = ["aaaaaaaaaaaa", "bbbbbbbbbbbb"]
      path.continuation = Continuation(id: "cccccccccccc")
      path.synProxyDelta = 8_223
      path.returnsDirectly = true
      path.disagreements = [Disagreement(entry: SamplePath.entry, before: SamplePath.asked, after: SamplePath.reached)]
    }
    #expect(
      try notes(path) == [
        "    ! a SYN proxy answered first: server sequence numbers are shifted by 8223",
        "    ! answers return directly, not by the host that translated (DSR)",
        "    ! a proxy ends here; likely continued by path cccccccccccc (time, payload)",
        "    ! one front, several mappings: see also aaaaaaaaaaaa, bbbbbbbbbbbb",
        "    ! conntrack of n1 (line 12) says that 192.168.50.10:2000 → 192.168.50.11:30082 became"
          + " 10.244.1.1:41000 → 10.244.1.21:8080; the packets say 10.244.1.1:41000 → 10.244.1.20:8080",
        "    ! lost between the hop before and n1 veth in: 4 requests",
      ])
  }

  @Test("Hostile names of files and hosts stay harmless in every line")
  func hostile() throws {
    let evil = "\u{1b}]0;owned\u{7}\n\u{202e}x"
    var entry = SamplePath.entry
    entry.host = evil
    let path = try SamplePath.make { path in
      for place in path.hops.indices { (path.hops[place].host, path.hops[place].interface) = (evil, evil) }
      path.hops[1].lost = BothWays(request: 5, reply: 5)
      path.translations[0].host = evil
      path.translations[0].proofs.append(.conntrack(entry))
      path.translations[0].alternatives = [
        Alternative(tuple: SamplePath.asked, packet: PacketReference(file: 0, number: 1), refusal: .map)
      ]
      path.disagreements = [Disagreement(entry: entry, before: SamplePath.asked, after: SamplePath.reached)]
      path.gaps = [
        Gap(
          about: .front, reason: .sourceIsNode,
          needs: [.conntrack(node: evil), .uplink(node: evil), .podSide(node: evil)])
      ]
    }
    let lines = try table(path, explains: true, files: [evil, evil])
    let healthy = try table(path, explains: true, files: ["a", "b"])
    #expect(lines.count == healthy.count)
    for line in lines { #expect(line.unicodeScalars.allSatisfy(isHarmless), "\(line.debugDescription)") }
    #expect(lines.contains { $0.contains("\\u{1b}]0;owned") })
  }
}
