import Cluster
import Foundation
import Testing
import Wire

@testable import Render
@testable import Trace

/// `hopscope.path/1`, read back with another reader.
@Suite struct PathJSONTests {
  private func json(_ path: Path, files: [String] = SamplePath.files) throws -> [String: Any] {
    let printer = PathPrinter(
      .json, timeline: MapTimeline(try SamplePath.map()), files: files,
      options: TextOptions(style: Style(isColoured: false)))
    let bytes = printer.render(path)
    #expect(bytes.last == 0x0a)
    #expect(bytes.count { $0 == 0x0a } == 1)
    return try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
  }

  private func objects(_ value: Any?) throws -> [[String: Any]] { try #require(value as? [[String: Any]]) }

  @Test("A healthy path has its ends, Service, translation and hops, and nothing that does not apply")
  func plain() throws {
    let said = try json(try SamplePath.make())
    #expect(said["schema"] as? String == "hopscope.path/1")
    #expect(said["id"] as? String == "0123456789ab")
    #expect((said["client"] as? [String: Any])?["port"] as? Int == 2000)
    #expect((said["front"] as? [String: Any])?["observed"] as? Bool == true)
    #expect((said["service"] as? [String: Any])?["name"] as? String == "web")
    #expect((said["backend"] as? [String: Any])?["pod"] as? String == "web-0")
    for absent in [
      "related", "cannot-conclude", "disagreements", "continuation", "ambiguous", "evicted", "synProxyDelta",
      "directServerReturn",
    ] { #expect(said[absent] == nil, "\(absent)") }
  }

  @Test("Translations name the deciding packets by file and number, and lines of conntrack")
  func packets() throws {
    let said = try json(try SamplePath.make { $0.translations[0].proofs.append(.conntrack(SamplePath.entry)) })
    let translation = try objects(said["translations"])[0]
    #expect(translation["kind"] as? [String] == ["dnat", "snat"])
    #expect(translation["evidence"] as? [String] == ["isn", "tsval", "map"])
    let packets = try objects(translation["packets"])
    #expect(packets.count == 2)
    #expect(packets[0]["before"] as? NSDictionary == ["file": "n1_eth0.pcap", "packet": 7])
    #expect(packets[0]["after"] as? NSDictionary == ["file": "n1_veth.pcap", "packet": 9])
    #expect(packets[1] as NSDictionary == ["conntrack": "n1", "line": 12])
  }

  @Test("A hop that no tap saw says so, and has no times and no counts")
  func unseen() throws {
    let said = try json(
      try SamplePath.make { path in
        path.isFrontSeen = false
        path.hops[0] = Hop(unseen: SamplePath.asked, kind: .nodePort, host: "n1")
      })
    let hops = try objects(said["hops"])
    #expect(hops.map { $0["seen"] as? Bool } == [false, true])
    for field in ["first", "last", "packets", "bytes", "direction", "interface", "latency_us"] {
      #expect(hops[0][field] == nil, "\(field)")
    }
    #expect(hops[1]["packets"] as? NSDictionary == ["request": 6, "reply": 4])
    #expect(hops[1]["latency_us"] as? Int == 250)
    #expect(hops[1]["lost"] == nil)
    #expect((said["front"] as? [String: Any])?["observed"] as? Bool == false)
  }

  @Test("What cannot be concluded has a subject, a reason, a sentence and what it needs")
  func gaps() throws {
    let said = try json(
      try SamplePath.make {
        $0.gaps = [Gap(about: .outcome, reason: .drops, needs: [.captureWithoutDrops, .snapLength])]
      })
    let gap = try objects(said["cannot-conclude"])[0]
    #expect(gap["about"] as? String == "outcome")
    #expect(gap["reason"] as? String == "drops")
    #expect(gap["sentence"] as? String == "how it ended cannot be concluded: the capture lost packets")
    #expect((gap["needs"] as? [String])?.count == 2)
  }

  @Test("Contradictions have both sayings")
  func disagreements() throws {
    let said = try json(
      try SamplePath.make {
        $0.disagreements = [Disagreement(entry: SamplePath.entry, before: SamplePath.asked, after: SamplePath.reached)]
      })
    let one = try objects(said["disagreements"])[0]
    #expect(one["host"] as? String == "n1")
    #expect(one["line"] as? Int == 12)
    func destination(_ field: String) -> NSDictionary? {
      (one[field] as? [String: Any])?["destination"] as? NSDictionary
    }
    #expect(destination("before") == ["ip": "192.168.50.11", "port": 30082])
    #expect(destination("packets") == ["ip": "10.244.1.20", "port": 8080])
    #expect(destination("conntrack") == ["ip": "10.244.1.21", "port": 8080])
  }

  @Test("Related paths, a likely continuation, losses and marks")
  func marks() throws {
    let said = try json(
      try SamplePath.make { path in
        path.related = ["aaaaaaaaaaaa"]
        path.continuation = Continuation(id: "cccccccccccc")
        path.hops[1].lost = BothWays(request: 0, reply: 3)
        (path.isAmbiguous, path.wasEvicted, path.returnsDirectly) = (true, true, true)
        path.synProxyDelta = .max
      })
    #expect(said["related"] as? [String] == ["aaaaaaaaaaaa"])
    let next = try #require(said["continuation"] as? [String: Any])
    #expect(next["id"] as? String == "cccccccccccc")
    #expect(next["certainty"] as? String == "likely")
    #expect(next["evidence"] as? [String] == ["time", "payload"])
    #expect(try objects(said["hops"])[1]["lost"] as? NSDictionary == ["request": 0, "reply": 3])
    for field in ["ambiguous", "evicted", "directServerReturn"] { #expect(said[field] as? Bool == true, "\(field)") }
    #expect(said["synProxyDelta"] as? Int == 4_294_967_295)
  }

  @Test("Hostile names survive unchanged, and no raw control character is written")
  func hostile() throws {
    let evil = "\u{1b}]0;owned\u{7}\n\"\\\u{202e}x"
    let path = try SamplePath.make { path in
      path.hops[0].host = evil
      path.translations[0].host = evil
    }
    let said = try json(path, files: [evil, evil])
    #expect(try objects(said["hops"])[0]["host"] as? String == evil)
    let packet = try objects(try objects(said["translations"])[0]["packets"])[0]["before"] as? [String: Any]
    #expect(packet?["file"] as? String == evil)
    let printer = PathPrinter(
      .json, timeline: MapTimeline(try SamplePath.map()), files: [evil, evil],
      options: TextOptions(style: Style(isColoured: false)))
    let text = String(decoding: printer.render(path).dropLast(), as: UTF8.self)
    #expect(text.unicodeScalars.allSatisfy(isHarmless))
  }
}
