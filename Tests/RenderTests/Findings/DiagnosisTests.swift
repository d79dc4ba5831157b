import Cluster
import Foundation
import Testing

@testable import Render
@testable import Trace

/// What `hopscope diagnose` prints, of paths and findings made by hand.
@Suite struct DiagnosisTests {
  private static func collector() throws -> DiagnosisCollector {
    DiagnosisCollector(timeline: MapTimeline(try SamplePath.map()))
  }

  private static func summary(_ findings: [Finding] = []) -> RunSummary {
    var trace = TraceSummary()
    (trace.packets, trace.paths) = (10, 3)
    var summary = RunSummary(
      trace: trace, errors: [], taps: [Tap(host: "n1", interface: "eth0"), Tap(host: "n1", interface: "veth")],
      recordedDrops: 0, missing: [])
    summary.findings = findings
    summary.vantages = [
      Vantage(host: "n1", kind: .node, devices: [device("eth0", .uplink)]),
      Vantage(host: "n1", kind: .node, devices: [device("veth", .pod)]),
    ]
    return summary
  }

  private static func device(_ name: String, _ place: DevicePlace) -> Vantage.Device {
    Vantage.Device(name: name, place: place, isOfAny: false, packets: 0, tunnelled: 0)
  }

  private static func refused(_ id: String, _ findings: [FindingKind] = []) throws -> Path {
    try SamplePath.make { path in
      (path.id, path.state, path.isOK, path.findings) = (id, .refused, false, findings)
    }
  }

  private func text(_ diagnosis: DiagnosisReport, columns: Int = 80, style: Style = Style(isColoured: false)) -> String
  {
    DiagnosisText(files: SampleFinding.files, columns: columns, options: TextOptions(style: style)).render(diagnosis)
  }

  @Test("Nothing wrong: one sentence with what it covers, then what is well") func empty() throws {
    var collector = try Self.collector()
    collector.add([try SamplePath.make { $0.handshake = 250_000 }])
    let diagnosis = collector.diagnosis(Self.summary())
    #expect(diagnosis.gravest == nil)
    #expect(
      text(diagnosis) == """
        Nothing wrong was found: judged 1 connection (1 ok, 0 failed) at 2 taps,
        2026-11-18 11:06:40–11:06:41Z, with the objects of 1 Service.

        What is well
          SERVICE      ENTRANCE        TARGET  CONNS  WELL  BACKENDS  CONNECT
          default/web  nodePort 30082  8080        1     1  web-0       250µs

        What these captures cannot show
          - what processes of a node itself dialled (a ClusterIP, a nodePort on
            localhost): rewritten before any tap
            needs conntrack -E -o timestamp,id,extended of that node, with replay
              --conntrack

        """)
  }

  @Test("What found no room is told") func leftOut() throws {
    var collector = try Self.collector()
    collector.add([try Self.refused("a")])
    var summary = Self.summary([SampleFinding.probable()])
    summary.trace.findingsLeftOut = 7
    let diagnosis = collector.diagnosis(summary)
    #expect(text(diagnosis, columns: 400).contains("There was no room for the findings of 7 more connections"))
    let json = DiagnosisJSON(files: SampleFinding.files).objects(diagnosis).map { String(decoding: $0, as: UTF8.self) }
    #expect(json.last?.contains("\"findingsLeftOut\":7") == true)
  }

  @Test("Without any connection there is no verdict") func nothing() {
    let collector = DiagnosisCollector(timeline: MapTimeline(.empty))
    let summary = RunSummary(trace: TraceSummary(), errors: [], taps: [], recordedDrops: 0, missing: [])
    #expect(
      text(collector.diagnosis(summary), columns: 200)
        == "Nothing was judged: there is no connection in these captures.\n")
  }

  @Test("Findings first, explanations in a section of their own, then failures that no finding explains")
  func order() throws {
    var collector = try Self.collector()
    collector.add(try [Self.refused("a"), Self.refused("b"), Self.refused("c", [.policyDrop]), SamplePath.make()])
    let findings = [
      SampleFinding.probable { $0.paths = ["c", "b"] }, SampleFinding.make(.slowHop),
      SampleFinding.make(.clusterIPPing),
    ]
    let text = text(collector.diagnosis(Self.summary(findings)), columns: 200)
    let marks = [
      "1 error, 1 warning, 1 explanation: judged 4 connections (1 ok, 3 failed)", "error   Dropped",
      "warning One hop", "Works as designed\nexplanation A ClusterIP", "What is well",
      "Failed, and no finding explains it\n  refused default/web nodePort, 1 connection, 11:06:40–11:06:41Z: RST from pod web-0: "
        + "nothing listens on 8080 (path a)\n", "What these captures cannot show",
    ]
    let places = marks.map { text.range(of: $0)?.lowerBound }
    #expect(!places.contains(nil) && places.compactMap(\.self) == places.compactMap(\.self).sorted(), "\(text)")
  }

  @Test("Failures alike are one group; what cannot be concluded is no failure") func unexplained() throws {
    var collector = try Self.collector()
    collector.add(try (0..<6).map { try Self.refused("\($0)") })
    let gap = Gap(about: .outcome, reason: .oneSided, needs: [.uplink(node: "n1")])
    collector.add([
      try SamplePath.make { ($0.state, $0.isOK, $0.gaps) = (.partial, false, [gap]) }
    ])
    let text = text(collector.diagnosis(Self.summary()), columns: 200)
    #expect(text.hasPrefix("Something failed, and no finding explains it: judged 7 connections (0 ok, 7 failed)"))
    #expect(text.contains("  refused default/web nodePort, 6 connections, 11:06:40–11:06:41Z, 6.0/s: RST"))
    #expect(text.contains("(path 0, 1, 2, 3)\n") && !text.contains("  partial"))
    #expect(text.contains("  - of 1 connection: how it went cannot be concluded: packets of one direction only\n"))
    #expect(text.contains("    needs a capture of the uplink on n1\n"))
  }

  @Test("What an error was found of is not well, although it ended well; a warning does not count") func well() throws {
    var collector = try Self.collector()
    collector.add(
      try [[FindingKind.mtuBlackHole], [.slowHop], []].map { kinds in try SamplePath.make { $0.findings = kinds } })
    #expect(
      text(collector.diagnosis(Self.summary())).contains("default/web  nodePort 30082  8080        3     2  web-0"))
  }

  @Test("A capture of any with numbers of devices is not one that says no device") func any() throws {
    var collector = try Self.collector()
    collector.add([try SamplePath.make()])
    var summary = Self.summary()
    summary.taps.append(Tap(host: "n1", interface: "any"))
    summary.vantages.append(Vantage(host: "n1", kind: .node, devices: [Self.device("any", .any)]))
    #expect(!text(collector.diagnosis(summary)).contains("cooked v1"))
  }

  @Test("Devices of one capture are of one machine, although nothing names it") func unnamed() throws {
    var collector = try Self.collector()
    collector.add([try SamplePath.make()])
    var summary = Self.summary()
    for tap in summary.taps.indices { (summary.taps[tap].host, summary.vantages[tap].host) = ("c", nil) }
    for tap in summary.taps.indices { summary.vantages[tap].kind = .unknown }
    let text = text(collector.diagnosis(summary))
    #expect(!text.contains("what happens behind this host's uplink"), "\(text)")
  }

  @Test("Many nodes without a capture are one sentence; few are named one by one") func unseenNodes() {
    let many = UnseenNodes.folded((1...9).map { .missingNode("n\($0)") } + [.hostProcesses])
    #expect(many.count == 2 && many[0].sentence.hasPrefix("what happened on n1, n2, n3, n4, n5, n6 and 3 more nodes: "))
    #expect(UnseenNodes.folded((1...3).map { .missingNode("n\($0)") }).count == 3)
  }

  @Test("Many findings of one kind: the first ones whole, of the rest whom they are about") func many() throws {
    let findings = (0..<20).map { number in
      SampleFinding.make(.slowHop) { $0.subject.service = .init("shop", "s\(number)") }
    }
    let text = text(try Self.collector().diagnosis(Self.summary(findings)), columns: 200)
    #expect(text.components(separatedBy: "warning One hop").count == 6)
    let names = (5..<13).map { "Service shop/s\($0)" }.joined(separator: ", ")
    #expect(text.contains("  and 15 more of F54 slow-hop, about \(names) … (-o json has all)\n"))
    #expect(
      FindingSections(Array(findings.prefix(6)), most: 5).more[0].sentence.contains("about Service shop/s5 (-o json"))
  }

  @Test("What says nothing of a failure explains none") func beside() throws {
    var collector = try Self.collector()
    collector.add(try [Self.refused("a", [.clientAddressHidden]), Self.refused("b", [.slowHop, .policyDrop])])
    let findings = [SampleFinding.make(.clientAddressHidden) { $0.paths = ["a"] }]
    #expect(collector.diagnosis(Self.summary(findings)).unexplained.map(\.paths) == [["a"]])
  }

  @Test("As JSON: one finding per line, then the summary with the rest") func json() throws {
    var collector = try Self.collector()
    collector.add(try [Self.refused("a"), SamplePath.make()])
    let objects = DiagnosisJSON(files: []).objects(collector.diagnosis(Self.summary([SampleFinding.make()])))
    #expect(objects.count == 2)
    let texts = objects.map { String(decoding: $0, as: UTF8.self) }
    #expect(texts[0].hasPrefix(#"{"schema":"hopscope.finding/1""#) && texts[1].hasSuffix("\n"))
    let summary = try #require(try JSONSerialization.jsonObject(with: Data(objects[1])) as? [String: Any])
    #expect(summary["schema"] as? String == "hopscope.summary/1")
    #expect(
      summary["findings"] as? [String: Int] == ["error": 1, "warning": 0, "note": 0, "explanation": 0])
    let healthy = try #require(summary["healthy"] as? [[String: Any]])
    #expect(
      healthy.count == 1 && healthy[0]["ok"] as? Int == 1 && healthy[0]["schema"] as? String == "hopscope.group/1")
    let unexplained = try #require(summary["unexplained"] as? [[String: Any]])
    #expect(unexplained.count == 1 && unexplained[0]["paths"] as? [String] == ["a"])
    #expect((summary["cannotProve"] as? [[String: Any]])?.map { $0["about"] as? String } == ["hostProcesses"])
  }

  @Test("Hostile names move no terminal, at any width, coloured or not", arguments: [40, 80, 200])
  func hostile(_ width: Int) throws {
    var collector = try Self.collector()
    collector.add([try Self.refused(SampleFinding.hostile)])
    let diagnosis = collector.diagnosis(Self.summary([SampleFinding.hostileOne()]))
    let plain = text(diagnosis, columns: width)
    #expect(plain.unicodeScalars.allSatisfy { $0 == "\n" || isHarmless($0) })
    let coloured = text(diagnosis, columns: width, style: Style(isColoured: true))
    #expect(coloured.replacing(/\u{1b}\[[0-9]*m/, with: "") == plain)
  }

  @Test("Selected paths keep their findings, and selectors of objects those about objects alone") func relevance()
    throws
  {
    let timeline = MapTimeline(try SamplePath.map())
    func relevant(_ field: SelectorField, _ value: String, _ paths: [Path], _ finding: Finding) throws -> Bool {
      let selector = PathSelector([try Criterion(field, value, scope: SelectorScope([]))])
      var relevance = FindingRelevance(
        PathSelection(selector, window: TimeWindow(since: nil, until: nil), limit: .all, timeline: timeline))
      relevance.add(paths, timeline)
      return relevance.isRelevant(finding)
    }
    let seen = SampleFinding.make(.policyDrop) { ($0.subject.service, $0.paths) = (.init("default", "web"), ["x"]) }
    #expect(try relevant(.state, "failed", [Self.refused("x")], seen))
    #expect(try relevant(.state, "failed", [Self.refused("y", [.policyDrop])], seen))
    #expect(try !relevant(.state, "failed", [Self.refused("y")], seen))
    let ofNode = SampleFinding.make(.conntrackTableFull) { ($0.subject.service, $0.paths) = (nil, []) }
    #expect(try relevant(.state, "failed", [Self.refused("y", [.conntrackTableFull])], ofNode))
    #expect(try !relevant(.state, "failed", [Self.refused("y", [.policyDrop])], ofNode))
    var object = SampleFinding.make(.noReadyEndpoints)
    object.first = nil
    #expect(try relevant(.service, "shop/web", [], object) && !relevant(.service, "shop/db", [], object))
    #expect(try relevant(.namespace, "shop", [], object) && !relevant(.namespace, "!shop", [], object))
    #expect(try relevant(.node, "worker-1", [], object) && !relevant(.fromPod, "shop/web-0", [], object))
    #expect(try relevant(.toPod, "shop/web-0", [], object) && relevant(.state, "failed", [], object))
  }
}
