import Testing
import Trace

@testable import Render

/// Findings as a person sees them.
@Suite struct FindingTextTests {
  private func text(_ finding: Finding, columns: Int = 80, style: Style = Style(isColoured: false)) -> String {
    FindingText(files: SampleFinding.files, columns: columns, style: style).render(finding)
  }

  @Test("A certain one, whole") func certain() {
    #expect(
      text(SampleFinding.make()) == """
        error   Pod refuses connections on the targetPort  F02 target-port-refused
          Pod shop/web-0 answers every SYN to its port 8080 with a RST: nothing listens
          there.
          where     client ─▶ worker-1 eth0 ─✗─▶ worker-1 veth-web
          seen      312 connections, 10:40:01–10:43:12Z, 1.6/s
          evidence  worker-1_eth0.pcap #812: SYN to 10.244.1.20:8080
                    worker-1_veth.pcap #44: RST from 10.244.1.20:8080
                    pod web-0 declares no port 8080
          certain   packets and objects leave no other cause
          confirm   kubectl exec -n shop web-0 -- ss -ltn
          remedy    Let the program listen on 8080, or change the targetPort of Service
                    shop/web.
          paths     3c08dc77ae55 17282146b22f (hopscope path ID FILE…)
          page      docs/findings.md#target-port-refused

        """)
  }

  @Test("A probable one: the other causes in their order, and what would settle it") func probable() {
    #expect(
      text(SampleFinding.probable()) == """
        error   Dropped by a NetworkPolicy or a firewall  F10 policy-drop
          Pod shop/web-0 answers every SYN to its port 8080 with a RST: nothing listens
          there.
          where     client ─▶ worker-1 eth0 ─✗─▶ worker-1 veth-web
          seen      312 connections, 10:40:01–10:43:12Z, 1.6/s
          evidence  worker-1_eth0.pcap #812: SYN to 10.244.1.20:8080
                    worker-1_veth.pcap #44: RST from 10.244.1.20:8080
                    pod web-0 declares no port 8080
          probable  the likeliest cause: NetworkPolicy shop/deny selects the pod
                    also possible, the likeliest first:
                    - F42 backlog-overflow: connections before went well
                    - F15 reverse-path-filter: the answer would leave by another
                      interface
          needs     a capture in the pod's network namespace
          confirm   kubectl exec -n shop web-0 -- ss -ltn
          remedy    Let the program listen on 8080, or change the targetPort of Service
                    shop/web.
          paths     3c08dc77ae55 17282146b22f (hopscope path ID FILE…)
          page      docs/findings.md#policy-drop

        """)
  }

  @Test("In ASCII: no other character, the break is an x") func ascii() {
    let lines = text(SampleFinding.probable(), style: Style(isColoured: false, isASCII: true))
    #expect(lines.utf8.allSatisfy { $0 < 0x7f })
    #expect(lines.contains("client -> worker-1 eth0 -x-> worker-1 veth-web"))
    #expect(lines.contains("10:40:01-10:43:12Z"))
  }

  @Test(
    "The picture of the place",
    arguments: [
      (FindingPlace.at(FindingSpot(host: "n1", interface: "eth0")), FindingKind.policyDrop, "client ─▶ n1 eth0 ✗"),
      (.at(FindingSpot(host: "n1")), .slowHop, "client ─▶ n1 !"),
      (.at(FindingSpot(host: nil)), .policyDrop, "client ─▶ ? ✗"),
      (
        .between(FindingSpot(host: "client", interface: "eth0"), FindingSpot(host: "n1")), .nodePortUnreachable,
        "client eth0 ─✗─▶ n1"
      ),
      (
        .between(FindingSpot(host: "n1", interface: "a"), FindingSpot(host: "n2", interface: "b")), .lossyHop,
        "client ─▶ n1 a ─!─▶ n2 b"
      ),
    ])
  func place(_ place: FindingPlace, _ kind: FindingKind, _ picture: String) {
    let lines = text(SampleFinding.make(kind) { $0.place = place })
    #expect(lines.contains("  where     \(picture)\n"))
  }

  @Test(
    "How often and when",
    arguments: [
      (1, 0, "1 connection, 10:40:00Z"), (2, 0, "2 connections, 10:40:00Z"), (312, 192, "10:40:00–10:43:12Z, 1.6/s"),
      (2, 60, "2.0/min"), (2, 47_999, "–23:59:59Z, 0.2/h"), (900_000, 2, "450000/s"),
      (3, 172_800, "2026-11-18T10:40:00Z–2026-11-20T10:40:00Z"),
    ] as [(Int, Int64, String)])
  func span(_ count: Int, _ seconds: Int64, _ words: String) {
    let finding = SampleFinding.make { finding in
      finding.count = count
      finding.first = SampleFinding.start
      finding.last = SampleFinding.start + seconds * 1_000_000_000
    }
    #expect(FindingSpanText.words(finding)?.contains(words) == true, "\(FindingSpanText.words(finding) ?? "")")
  }

  @Test("About objects alone there is no time, and one object needs no count") func objects() {
    var finding = SampleFinding.make(.duplicateNodePort)
    (finding.first, finding.last, finding.count, finding.paths) = (nil, nil, 1, [])
    #expect(FindingSpanText.words(finding) == nil)
    finding.count = 2
    #expect(FindingSpanText.words(finding) == "2 objects")
    finding.paths = ["a"]
    #expect(FindingSpanText.words(finding) == "2 connections")
  }

  @Test("Much evidence is cut, and that is said") func evidence() {
    let lines = text(
      SampleFinding.make { $0.evidence = (0..<20).map { FindingEvidence("fact \($0)") } })
    #expect(lines.contains("fact 7") && !lines.contains("fact 8") && lines.contains("and 12 more (-o json has all)"))
  }

  @Test(
    "No line is wider than asked for, but for commands and links, which must stay whole", arguments: [40, 60, 80, 120])
  func width(_ width: Int) {
    for finding in [SampleFinding.make(), SampleFinding.probable()] {
      for line in text(finding, columns: width).split(separator: "\n")
      where !line.hasPrefix("  confirm") && !line.hasPrefix("  page") {
        #expect(displayWidth(String(line)) <= width, "\(line)")
      }
    }
  }

  @Test("Colours take no room and say nothing that a word does not") func colours() {
    for finding in [SampleFinding.make(), SampleFinding.probable()] {
      let coloured = text(finding, style: Style(isColoured: true))
      #expect(coloured.contains("\u{1b}[31m✗\u{1b}[0m"))
      #expect(coloured.replacing(/\u{1b}\[[0-9]*m/, with: "") == text(finding))
    }
  }

  @Test("Names are text: no escape sequence, no line of their own", arguments: [40, 80, 200])
  func hostile(_ width: Int) {
    for isASCII in [false, true] {
      let style = Style(isColoured: false, isASCII: isASCII)
      let text = text(SampleFinding.hostileOne(), columns: width, style: style)
      #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || isHarmless($0) })
      #expect(text.contains("x\\u{1b}[2J\\u{202e}\\u{7}\\u{d}\\u{a}"))
      #expect(text.contains("file 10 #1:"))
    }
  }
}
