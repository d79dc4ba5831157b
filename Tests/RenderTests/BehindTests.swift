import Cluster
import Foundation
import Testing
import Wire

@testable import Render
@testable import Trace

/// Who was behind a socket at a moment: matched, missed, and answered honestly.
@Suite struct BehindTests {
  private let start: Int64 = 1_795_000_000_000_000_000
  private let second: Int64 = 1_000_000_000
  private let gateway = Socket(IPAddress("10.244.1.1")!, 41000)

  /// - Parameter seconds: of the moment asked about, after the path's start; it lasts one.
  private func search(
    _ socket: Socket, at seconds: Double? = nil, within: Double = 2, transport: TransportProtocol? = nil,
    peer: (ip: IPAddress, port: UInt16?)? = nil, _ paths: [Path]
  ) -> BehindSearch {
    var search = BehindSearch(
      .init(
        socket: socket, transport: transport, time: seconds.map { start + Int64($0 * 1e9) },
        tolerance: Int64(within * 1e9), peer: peer))
    for path in paths { search.add(path) }
    return search
  }

  private func other(_ change: (inout Path) -> Void = { _ in }) throws -> Path {
    try SamplePath.make { path in
      path.id = "ba9876543210"
      path.client = Socket(IPAddress("192.168.50.99")!, 2222)
      change(&path)
    }
  }

  @Test("The client behind a node's SNAT, with the translation that says so")
  func one() throws {
    let found = search(gateway, at: 0.5, [try SamplePath.make()])
    #expect(found.verdict == .one)
    let match = try #require(found.matches.first)
    #expect(match.part == .snatSource)
    #expect(match.path.client.description == "192.168.50.10:2000")
    #expect(match.translation?.kinds == [.dnat, .snat])
    #expect(match.distance(to: start) == 0)
  }

  @Test(
    "The tolerance: within it a match, beyond it another time",
    arguments: [(-2.0, true), (-2.1, false), (3, true), (3.1, false)])
  func tolerance(_ seconds: Double, _ isMatch: Bool) throws {
    let found = search(gateway, at: seconds, [try SamplePath.make()])
    #expect(found.verdict == (isMatch ? .one : .otherTime))
    #expect(found.others.count == (isMatch ? 0 : 1))
  }

  @Test("Two clients under one socket at one time are several; two connections of one client are one")
  func several() throws {
    #expect(search(gateway, at: 0, [try SamplePath.make(), try other()]).verdict == .several)
    let same = try SamplePath.make { $0.id = "ba9876543210" }
    #expect(search(gateway, at: 0, [try SamplePath.make(), same]).verdict == .one)
  }

  @Test("The other end tells them apart, with or without its port")
  func peer() throws {
    let elsewhere = try other { path in
      let reached = SamplePath.tuple("10.244.1.1", 41000, "10.244.1.30", 8080)
      path.translations[0].after = reached
      path.hops[1].tuple = reached
    }
    let paths = [try SamplePath.make(), elsewhere]
    #expect(search(gateway, at: 0, paths).verdict == .several)
    for port in [nil, 8080] as [UInt16?] {
      let found = search(gateway, at: 0, peer: (IPAddress("10.244.1.30")!, port), paths)
      #expect(found.verdict == .one)
      #expect(found.matches.first?.path.id == "ba9876543210")
    }
    #expect(search(gateway, at: 0, peer: (IPAddress("10.244.1.30")!, 9), paths).verdict == .none)
  }

  @Test("Another port, another protocol, an echo's identifier: nobody")
  func none() throws {
    let path = try SamplePath.make()
    #expect(search(Socket(gateway.ip, 41001), [path]).verdict == .none)
    #expect(search(gateway, transport: .udp, [path]).verdict == .none)
    #expect(search(gateway, transport: .tcp, [path]).verdict == .one)
    #expect(search(gateway, [try SamplePath.make { $0.transport = .icmp }]).verdict == .none)
  }

  @Test("A socket that was dialled is a destination, not a client")
  func destination() throws {
    let found = search(Socket(IPAddress("192.168.50.11")!, 30082), at: 0, [try SamplePath.make(), try other()])
    #expect(found.matches.map(\.part) == [.destination, .destination])
    #expect(found.verdict == .several)
  }

  private func text(_ search: BehindSearch, taps: [Tap] = [Tap(host: "n1", interface: "eth0")]) throws -> String {
    let report = BehindReport(
      search: search, timeline: MapTimeline(try SamplePath.map()), files: SamplePath.files, taps: taps)
    return BehindText(report, width: 80, style: Style(isColoured: false)).render()
  }

  @Test("The answer names the client, its path id, what it rests on, and the packets")
  func words() throws {
    let said = try text(search(gateway, at: 0.5, [try SamplePath.make()]))
    #expect(said.contains("Behind 10.244.1.1:41000 was 192.168.50.10:2000"))
    #expect(said.contains("DNAT and SNAT by n1"))
    #expect(said.contains("path 0123456789ab"))
    #expect(said.contains("certain: ISN + timestamp + map (n1_eth0.pcap #7 became"))
    #expect(!said.contains("settle"))
  }

  @Test("A node's own address without anybody behind it is left open, with what would settle it")
  func open() throws {
    let path = try SamplePath.make { path in
      path.client = Socket(IPAddress("192.168.50.11")!, 41000)
      path.names.client = try! SamplePath.map().resolve(
        client: path.client, front: nil, backend: nil, transport: .tcp
      ).client
      let out = SamplePath.tuple("192.168.50.11", 41000, "198.51.100.20", 80)
      path.translations = []
      path.hops = [SamplePath.hop("eth0", out, .direct, tap: 0)]
    }
    let said = try text(search(Socket(IPAddress("192.168.50.11")!, 41000), at: 0, [path]))
    #expect(said.contains("No tap shows who was behind"))
    #expect(said.contains("What would settle it"))
    #expect(said.contains("tcpdump -i any"))
  }

  @Test("Hosts with escape sequences in their names stay text")
  func hostile() throws {
    let path = try SamplePath.make { $0.translations[0].host = "n1\u{1b}[2J\u{202e}" }
    let said = try text(search(gateway, at: 9, [path]), taps: [Tap(host: "\u{1b}]0;x\u{7}", interface: "\u{1b}c")])
    #expect(said.contains("Nobody then"))
    #expect(!said.unicodeScalars.contains { $0.value == 0x1b || $0.value == 7 || $0.value == 0x202e })
  }

  @Test("The same as data: verdict, distance, client and translation")
  func json() throws {
    let report = BehindReport(
      search: search(gateway, at: -1, [try SamplePath.make()]), timeline: MapTimeline(try SamplePath.map()),
      files: SamplePath.files, taps: [])
    let explanation = try SamplePath.map().explain(.address(gateway.ip, port: gateway.port, transport: nil))
    let bytes = ExplainJSON(explanation).render(report)
    let said = try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    let behind = try #require(said["behind"] as? [String: Any])
    #expect(behind["verdict"] as? String == "one")
    #expect(behind["within_ms"] as? Int == 2000)
    let match = try #require((behind["matches"] as? [[String: Any]])?.first)
    #expect(match["path"] as? String == "0123456789ab")
    #expect(match["distance_ms"] as? Int == -1000)
    #expect((match["client"] as? [String: Any])?["ip"] as? String == "192.168.50.10")
    #expect((match["translations"] as? [[String: Any]])?.count == 1)
  }
}
