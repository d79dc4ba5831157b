import Foundation
import Testing
import Trace

@testable import Render

/// `hopscope.finding/1`.
@Suite struct FindingJSONTests {
  private func text(_ finding: Finding) -> String {
    String(decoding: FindingJSON(files: SampleFinding.files).render(finding), as: UTF8.self)
  }

  @Test("Every field, in its order") func whole() {
    #expect(
      text(SampleFinding.probable()) == #"""
        {"schema":"hopscope.finding/1","id":"policy-drop","code":"F10","severity":"error","certainty":"probable",
        "needs":["a capture in the pod's network namespace"],"title":"Dropped by a NetworkPolicy or a firewall",
        "sentence":"Pod shop/web-0 answers every SYN to its port 8080 with a RST: nothing listens there.",
        "service":{"namespace":"shop","name":"web"},"pod":{"namespace":"shop","name":"web-0"},"node":"worker-1",
        "front":{"ip":"192.168.50.11","port":30082},"backend":{"ip":"10.244.1.20","port":8080},
        "where":{"between":[{"host":"worker-1","interface":"eth0"},{"host":"worker-1","interface":"veth-web"}]},
        "count":312,"first":"2026-11-18T10:40:01.000000000Z","last":"2026-11-18T10:43:12.000000000Z",
        "paths":["3c08dc77ae55","17282146b22f"],
        "evidence":[{"file":"worker-1_eth0.pcap","packet":812,"text":"SYN to 10.244.1.20:8080"},
        {"file":"worker-1_veth.pcap","packet":44,"text":"RST from 10.244.1.20:8080"},
        {"text":"pod web-0 declares no port 8080"}],
        "causes":[{"code":"F10","id":"policy-drop","title":"Dropped by a NetworkPolicy or a firewall","why":"NetworkPolicy shop/deny selects the pod"},
        {"code":"F42","id":"backlog-overflow","title":"Pod does not answer: its accept queue may be full","why":"connections before went well"},
        {"code":"F15","id":"reverse-path-filter","title":"Dropped by the reverse path filter","why":"the answer would leave by another interface"}],
        "confirm":"kubectl exec -n shop web-0 -- ss -ltn",
        "remedy":"Let the program listen on 8080, or change the targetPort of Service shop/web.",
        "url":"docs/findings.md#policy-drop"}
        """#.replacing("\n", with: "") + "\n")
  }

  @Test("What does not apply is absent") func least() throws {
    let finding = Finding(.duplicateNodePort, .certain, FindingSubject(), "Two.", confirm: "", remedy: "")
    #expect(
      text(finding)
        == #"{"schema":"hopscope.finding/1","id":"duplicate-node-port","code":"F59","severity":"error","#
        + #""certainty":"certain","title":"Two Services have one nodePort","sentence":"Two.","count":1,"#
        + #""url":"docs/findings.md#duplicate-node-port"}"# + "\n")
  }

  @Test("One place has a host and an interface, as far as they are known") func place() {
    let finding = SampleFinding.make { $0.place = .at(FindingSpot(host: nil, interface: "cni0")) }
    #expect(text(finding).contains(#""where":{"at":{"interface":"cni0"}}"#))
  }

  @Test("Hostile names come back exactly, on one line that moves no terminal") func hostile() throws {
    let line = text(SampleFinding.hostileOne())
    #expect(line.dropLast().unicodeScalars.allSatisfy(isHarmless))
    let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    let service = try #require(object["service"] as? [String: String])
    #expect(service == ["namespace": SampleFinding.hostile, "name": SampleFinding.hostile])
    #expect(object["remedy"] as? String == SampleFinding.hostile)
  }

  @Test("Every kind has its words, and no two have one id") func kinds() throws {
    for kind in FindingKind.all {
      let line = text(SampleFinding.make(kind))
      #expect(line.contains(#""id":"\#(kind.id)","code":"\#(kind.code)","severity":"\#(kind.severity.rawValue)""#))
    }
    #expect(Set(FindingKind.all.map(\.id)).count == FindingKind.all.count)
  }
}
