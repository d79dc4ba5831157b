import Trace

@testable import Render

/// Findings for tests to change: Service shop/web refuses, on the evidence of two packets.
enum SampleFinding {
  static let files = ["worker-1_eth0.pcap", "worker-1_veth.pcap"]
  /// 2026-11-18T10:40:00Z.
  static let start: Int64 = 1_794_998_400_000_000_000

  static func make(
    _ kind: FindingKind = .targetPortRefused, _ certainty: Certainty = .certain,
    _ change: (inout Finding) -> Void = { _ in }
  ) -> Finding {
    var finding = Finding(
      kind, certainty, FindingSubject(service: .init("shop", "web"), pod: .init("shop", "web-0"), node: "worker-1"),
      "Pod shop/web-0 answers every SYN to its port 8080 with a RST: nothing listens there.",
      confirm: "kubectl exec -n shop web-0 -- ss -ltn",
      remedy: "Let the program listen on 8080, or change the targetPort of Service shop/web.")
    finding.subject.front = SamplePath.front
    finding.subject.backend = SamplePath.backend
    finding.place = .between(
      FindingSpot(host: "worker-1", interface: "eth0"), FindingSpot(host: "worker-1", interface: "veth-web"))
    finding.count = 312
    finding.first = start + 1_000_000_000
    finding.last = start + 192_000_000_000
    finding.paths = ["3c08dc77ae55", "17282146b22f"]
    finding.evidence = [
      FindingEvidence("SYN to 10.244.1.20:8080", packet: PacketReference(file: 0, number: 812)),
      FindingEvidence("RST from 10.244.1.20:8080", packet: PacketReference(file: 1, number: 44)),
      FindingEvidence("pod web-0 declares no port 8080"),
    ]
    change(&finding)
    return finding
  }

  /// With other causes and a need.
  static func probable(_ change: (inout Finding) -> Void = { _ in }) -> Finding {
    make(.policyDrop, .probable) { finding in
      finding.causes = [
        FindingCause(.policyDrop, "NetworkPolicy shop/deny selects the pod"),
        FindingCause(.backlogOverflow, "connections before went well"),
        FindingCause(.reversePathFilter, "the answer would leave by another interface"),
      ]
      finding.needs = ["a capture in the pod's network namespace"]
      change(&finding)
    }
  }

  /// What a name may hold that a terminal must not see, and what is wider than it is long.
  static let hostile =
    "x\u{1b}[2J\u{202e}\u{7}\r\n" + String(repeating: "网", count: 60) + String(repeating: "y", count: 90)

  static func hostileOne() -> Finding {
    probable { finding in
      finding.subject.service = .init(hostile, hostile)
      finding.subject.node = hostile
      finding.sentence = "Service \(hostile) is \(hostile)."
      finding.place = .at(FindingSpot(host: hostile, interface: hostile))
      finding.evidence = [FindingEvidence(hostile, packet: PacketReference(file: 9, number: 1))]
      finding.causes = [FindingCause(.policyDrop, hostile), FindingCause(.hairpinOff, hostile)]
      finding.needs = [hostile]
      finding.confirm = "kubectl get \(hostile)"
      finding.remedy = hostile
      finding.paths = [hostile]
    }
  }
}
