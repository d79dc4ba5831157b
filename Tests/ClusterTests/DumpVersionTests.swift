@testable import Cluster
import Testing
import Wire

/// Which files are parts of one dump, and which are dumps of different times.
@Suite struct DumpVersionTests {
  static let first = PodText(name: "first", ip: "10.244.1.9")
  static let second = PodText(name: "second", ip: "10.244.1.9")
  static let service = TimelineTests.web("10.244.1.9")

  @Test("Files that do not contradict each other are parts of one dump, whatever their names and objects say")
  func parts() throws {
    let timeline = MapTimeline([
      try dump("nodes-20261124T100000Z.yaml", list(nodeText)),
      try dump("pods-20261124T110000Z.yaml", list("\(PodText(name: "first", ip: "10.244.1.9", started: "10:30"))")),
      try dump("services.yaml", list(Self.service)),
      try dump("again.yaml", list(Self.service)),
    ])
    #expect(timeline.count == 1)
    #expect(timeline[0].nodes.count == 1)
    #expect(timeline[0].servicePorts.count == 1)
    #expect(timeline.pod("10.244.1.9", "11:00") == "first")
    #expect(timeline.problems.isEmpty)
  }

  @Test("A kind that a later dump does not have at all is carried over; one that it has is all there is of it")
  func carried() throws {
    let other = PodText(name: "other", ip: "10.244.1.50")
    let timeline = MapTimeline([
      try dump("all.yaml", at: "10:00", list(nodeText, "\(Self.first)\(other)", Self.service)),
      try dump("pods.yaml", at: "11:00", list("\(Self.second)")),
    ])
    #expect(timeline.count == 2)
    let late = timeline[1]
    #expect(late.nodes.map(\.name) == ["n1"])
    #expect(late.role("10.96.0.10:80").services.count == 1)
    #expect(late.pods.map(\.name) == ["second"])
  }

  @Test("Parts are in every version")
  func everywhere() throws {
    let elsewhere = PodText(name: "elsewhere", ip: "10.244.1.60", namespace: "shop")
    let timeline = MapTimeline([
      try dump("shop.yaml", list("\(elsewhere)")), try dump("nodes.yaml", list(nodeText)),
      try dump("batch-1.yaml", at: "10:00", list("\(Self.first)")),
      try dump("batch-2.yaml", at: "11:00", list("\(Self.second)")),
    ])
    #expect(timeline.count == 2)
    for version in timeline.versions {
      #expect(version.map.nodes.count == 1)
      #expect(version.map.podOwning(ip("10.244.1.60")) != nil)
    }
  }

  @Test("A later dump of one namespace says nothing of the others")
  func namespaces() throws {
    let elsewhere = PodText(name: "elsewhere", ip: "10.244.1.60", namespace: "shop")
    let timeline = MapTimeline([
      try dump("all.yaml", at: "10:00", list(nodeText, "\(Self.first)\(elsewhere)")),
      try dump("batch.yaml", at: "11:00", list("\(Self.second)")),
    ])
    #expect(timeline.pod("10.244.1.60", "11:30") == "elsewhere")
    #expect(timeline.pod("10.244.1.9", "11:30") == "second")
    let all = MapTimeline([
      try dump("all.yaml", at: "10:00", list(nodeText, "\(Self.first)\(elsewhere)")),
      try dump(
        "all-2.yaml", at: "11:00", list("\(Self.second)\(PodText(name: "x", ip: "10.244.1.70", namespace: "x"))")),
    ])
    #expect(all.pod("10.244.1.60", "11:30") == nil)
  }

  @Test("Without a word from anyone the newest object says when a dump was made")
  func metadata() throws {
    let early = PodText(name: "first", ip: "10.244.1.9", started: "10:00")
    let late = PodText(name: "second", ip: "10.244.1.9", started: "10:20")
    let timeline = MapTimeline([
      try dump("b.yaml", list(nodeText, "\(late)")), try dump("a.yaml", list(nodeText, "\(early)")),
    ])
    #expect(timeline.versions.map(\.from) == [.min, clock("10:20")])
    #expect(timeline.pod("10.244.1.9", "10:10") == "first")
    #expect(timeline.pod("10.244.1.9", "10:30") == "second")
    #expect(timeline.problems.isEmpty)
  }

  @Test(
    "Every kind of object, and every time that says something happened, counts; a time that lies ahead does not",
    arguments: [
      (#"{"kind":"Node","metadata":{"name":"n"},"status":{"conditions":[{"lastHeartbeatTime":"T"}]}}"#, true),
      (#"{"kind":"Node","metadata":{"name":"n"},"status":{"conditions":[{"lastTransitionTime":"T"}]}}"#, true),
      (#"{"kind":"Service","metadata":{"name":"n","creationTimestamp":"T"}}"#, true),
      (#"{"kind":"EndpointSlice","metadata":{"name":"n","managedFields":[{"time":"T"}]}}"#, true),
      (#"{"kind":"Pod","metadata":{"name":"n"},"status":{"startTime":"T"}}"#, true),
      (#"{"kind":"Pod","status":{"containerStatuses":[{"state":{"running":{"startedAt":"T"}}}]}}"#, true),
      (#"{"kind":"Pod","status":{"containerStatuses":[{"lastState":{"terminated":{"finishedAt":"T"}}}]}}"#, true),
      (#"{"kind":"Pod","metadata":{"name":"n","deletionTimestamp":"T"}}"#, false),
      (#"{"kind":"Secret","metadata":{"name":"n","creationTimestamp":"T"}}"#, false),
    ])
  func newest(object: String, counts: Bool) throws {
    let objects = try load(object.replacing("T\"", with: stamp("10:20") + "\""))
    #expect(objects.newest == (counts ? clock("10:20") : nil))
  }

  @Test(
    "A file's name says a time when it cannot be mistaken",
    arguments: [
      ("cluster-20261124T101500Z.json", "10:15"), ("/dumps/2026-11-24T10:15:00Z/x.json", nil),
      ("2026-11-24T10:15:00Z.yaml", "10:15"), ("cluster_20261124_101500.json", "10:15"),
      ("cluster-2026-11-24_10-15-00.json", "10:15"), ("20261124101500.json", "10:15"),
      ("cluster-2026-11-24T11:15:00+01:00.json", "10:15"), ("cluster-20261124T101500.25Z.json", "10:15"),
      ("a-20261124T101500Z-b-2026-11-24T10:15:00Z.json", "10:15"), ("cluster-20261124.json", nil),
      ("cluster-2026-11-24.json", nil), ("cluster-1795515300.json", nil), ("cluster.json", nil), ("", nil), ("/", nil),
      ("a-20261124T101500Z-b-20261124T111500Z.json", nil), ("20261124-101500-0100.json", nil),
      ("20261124T1015001.json", nil), ("120261124T101500.json", nil), ("20261324T101500.json", nil),
      ("19991124T101500.json", nil), ("99991124T101500.json", nil), ("20261124T251500.json", nil),
    ] as [(String, String?)])
  func fileName(name: String, time: String?) throws {
    let early = try dump("a.yaml", at: "09:00", list(nodeText, "\(Self.first)"))
    let named = try dump(name, list(nodeText, "\(Self.second)"))
    let timeline = MapTimeline([early, named])
    #expect(timeline.count == (time == nil ? 1 : 2))
    if let time { #expect(timeline.versions.last.map { $0.from / 1_000_000_000 } == clock(time) / 1_000_000_000) }
  }

  @Test("A person's word counts more than the file's name, and that more than the objects, unless it cannot be true")
  func precedence() throws {
    let old = try dump("a.yaml", at: "09:00", list(nodeText, "\(Self.first)"))
    let pod = PodText(name: "second", ip: "10.244.1.9", started: "10:20")
    func from(_ name: String, at time: String? = nil) throws -> Int64? {
      MapTimeline([old, try dump(name, at: time, list(nodeText, "\(pod)"))]).versions.last?.from
    }
    #expect(try from("b.yaml") == clock("10:20"))
    #expect(try from("b-20261124T103000Z.yaml") == clock("10:30"))
    #expect(try from("b-20261124T103000Z.yaml", at: "10:40") == clock("10:40"))
    // Local time, hours behind: the name is older than what is in the file.
    #expect(try from("b-20261124T053000.yaml") == clock("10:20"))
  }

  @Test("A word that is older than what is in the file counts, with a warning")
  func tooOld() throws {
    let pod = PodText(name: "second", ip: "10.244.1.9", started: "10:20")
    let timeline = MapTimeline([try dump("b.yaml", at: "10:00", list(nodeText, "\(pod)"))])
    #expect(timeline.problems.map(\.code) == [.dumpOlderThanContent])
    #expect(MapTimeline([try dump("b.yaml", at: "10:20", list(nodeText, "\(pod)"))]).problems.isEmpty)
  }

  @Test(
    "Dumps that contradict each other without times: the last one given counts, with a warning that says what to do")
  func undated() throws {
    let (one, two) = (
      try dump("a.yaml", list(nodeText, Self.service)),
      try dump("b.yaml", list(nodeText, TimelineTests.web("10.244.1.9", clusterIP: "10.96.0.11")))
    )
    let timeline = MapTimeline([one, two])
    #expect(timeline.count == 1)
    #expect(timeline[0].isFront(at("10.96.0.11:80"), transport: .tcp))
    #expect(!timeline[0].isFront(at("10.96.0.10:80"), transport: .tcp))
    #expect(timeline.problems.map(\.code) == [.undatedDumps])
    #expect(
      timeline.problems.first?.sentence
        == "a.yaml and b.yaml describe Service batch/web differently, and neither says when it was made: the one given last counts. Say --at TIME for each."
    )
    #expect(MapTimeline([two, one])[0].isFront(at("10.96.0.10:80"), transport: .tcp))
    // What an API server said goes over a manifest, whichever was given first.
    let node = "- kind: Node\n  metadata: {name: x, creationTimestamp: \"\(stamp("10:00"))\"}\n"
    let dated = try dump("dump.yaml", list(node, Self.service))
    for dumps in [[dated, two], [two, dated]] {
      let timeline = MapTimeline(dumps)
      #expect(timeline[0].isFront(at("10.96.0.10:80"), transport: .tcp))
      #expect(
        timeline.problems.first?.sentence.contains("b.yaml does not say when it was made: dump.yaml counts") == true)
    }
    let same = MapTimeline([
      try dump("a.yaml", at: "10:00", list(Self.service)),
      try dump("b.yaml", at: "10:00", list(TimelineTests.web("10.244.1.9", clusterIP: "10.96.0.11"))),
    ])
    #expect(same.count == 1)
    #expect(same.problems.first?.sentence.contains("both are of the same time") == true)
    #expect(same[0].isFront(at("10.96.0.11:80"), transport: .tcp))
  }

  @Test("A dump whose last change was a deletion has older objects, but a later revision: its time is not known")
  func revisions() throws {
    func slice(_ ip: String, _ revision: Int, _ time: String) -> String {
      """
      - kind: EndpointSlice
        metadata: {name: web-a, labels: {kubernetes.io/service-name: web}, resourceVersion: "\(revision)", creationTimestamp: "\(stamp(time))"}
        addressType: IPv4
        ports: [{port: 8080}]
        endpoints: [{addresses: [\(ip)]}]

      """
    }
    let before = try dump("a.yaml", list(slice("10.244.1.9", 100, "10:00")))
    let after = try dump("b.yaml", list(slice("10.244.1.10", 200, "09:00")))
    let timeline = MapTimeline([before, after])
    #expect(timeline.count == 1)
    #expect(timeline.problems.map(\.code) == [.undatedDumps])
    let healthy = MapTimeline([before, try dump("b.yaml", list(slice("10.244.1.10", 200, "11:00")))])
    #expect(healthy.versions.map(\.from) == [.min, clock("11:00")])
    #expect(healthy.problems.isEmpty)
  }

  @Test("What is wrong in every version is said once, and what is skipped in a file is said too")
  func problems() throws {
    let bad = "- {kind: Service, metadata: {name: bad}, spec: {ports: [{port: 99999}]}}\n"
    let lost = "- {kind: Service, metadata: {name: lost}, spec: {selector: {app: nobody}, ports: [{port: 80}]}}\n"
    let dumps = try [("a.yaml", "10:00", Self.first), ("b.yaml", "11:00", Self.second)].map { name, time, pod in
      ClusterDump(name: name, objects: try load(list(nodeText, "\(pod)", lost, bad)), saidTime: clock(time))
    }
    let timeline = MapTimeline(dumps)
    #expect(timeline.count == 2)
    #expect(timeline.problems.map(\.code) == [.skippedObject, .selectorMatchesNothing])
  }

  @Test("A rolling update of pods with host ports: each is named in its time, and nothing is reported as wrong")
  func rollout() throws {
    func agents(_ suffix: String, _ ip: String, _ time: String) -> String {
      """
      - kind: Pod
        metadata: {name: agent-\(suffix), namespace: batch, labels: {app: agent}, creationTimestamp: "\(stamp(time))"}
        spec: {nodeName: n1, containers: [{ports: [{containerPort: 8080, hostPort: 18080}]}]}
        status: {phase: Running, podIP: \(ip), hostIP: 192.168.1.1, startTime: "\(stamp(time))"}
      - kind: Pod
        metadata: {name: host-\(suffix), namespace: batch, creationTimestamp: "\(stamp(time))"}
        spec: {nodeName: n1, hostNetwork: true, containers: [{ports: [{containerPort: 9100}]}]}
        status: {phase: Running, podIP: 192.168.1.1, hostIP: 192.168.1.1, startTime: "\(stamp(time))"}

      """
    }
    let timeline = MapTimeline([
      try dump("a.yaml", at: "10:00", list(nodeText, agents("a", "10.244.1.9", "09:00"))),
      try dump("b.yaml", at: "11:00", list(nodeText, agents("b", "10.244.1.10", "10:30"))),
    ])
    #expect(timeline.problems.isEmpty)
    for (time, suffix) in [("10:10", "a"), ("10:40", "b"), ("11:10", "b")] {
      let map = timeline[timeline.index(at: clock(time))]
      for (socket, name) in [("192.168.1.1:18080", "agent-"), ("192.168.1.1:9100", "host-")] {
        let role = map.role(of: at(socket), transport: .tcp, at: clock(time))
        #expect(role.portKind == .hostPort)
        #expect(map.names(role.pods) == [name + suffix], "\(socket) at \(time)")
      }
      let address = suffix == "a" ? "10.244.1.9:8080" : "10.244.1.10:8080"
      #expect(map.permits("192.168.1.1:18080", address) == .yes)
    }
    #expect(timeline[0].names(timeline[0].role("192.168.1.1:18080").pods) == ["agent-a"])
    #expect(timeline[0].names(timeline[0].role("192.168.1.1:9100").pods) == ["host-a"])
  }

  @Test("Many dumps of a large cluster are held within bounds: the first ones stay, and the rest is told of")
  func many() throws {
    let objects = try load(list(nodeText, (0..<99).map { "\(PodText(name: "p\($0)", ip: "10.244.1.\($0)"))" }.joined()))
    let dumps = (0..<50).map { ClusterDump(name: "\($0)", objects: objects, saidTime: Int64($0)) }
    #expect(DumpVersions(dumps, limit: 5_000).versions.count == 50)
    #expect(DumpVersions(dumps, limit: 5_000).problems.isEmpty)
    let cut = DumpVersions(dumps, limit: 1_234)
    #expect(cut.versions.map(\.time) == [.min] + (1..<12))
    #expect(cut.problems.map(\.code) == [.tooManyVersions])
    #expect(DumpVersions(dumps, limit: 0).versions.count == 1)
  }
}
