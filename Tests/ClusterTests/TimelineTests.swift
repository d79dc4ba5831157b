import Cluster
import Testing
import Wire

/// Several dumps of one cluster: a packet is judged by the map of its moment.
@Suite struct TimelineTests {
  static func web(_ ip: String, clusterIP: String = "10.96.0.10") -> String {
    """
    - kind: Service
      metadata: {name: web, namespace: batch}
      spec: {clusterIP: \(clusterIP), ports: [{port: 80, targetPort: 8080}], selector: {app: web}}
    - kind: EndpointSlice
      metadata: {name: web-a, namespace: batch, labels: {kubernetes.io/service-name: web}}
      addressType: IPv4
      ports: [{port: 8080}]
      endpoints: [{addresses: [\(ip)]}]

    """
  }
  static let first = PodText(name: "first", ip: "10.244.1.9")
  static let second = PodText(name: "second", ip: "10.244.1.9")

  @Test("One dump is one map for all times, and says what the map alone says")
  func single() throws {
    let timeline = MapTimeline([try dump("cluster.yaml", at: "10:00", cluster)])
    #expect(timeline.count == 1)
    #expect(timeline.versions[0].from == .min)
    #expect(timeline.nextChange(after: .min) == nil)
    let (map, alone) = (timeline[timeline.index(at: clock("09:00"))], try ClusterTests.map(cluster))
    #expect(String(describing: map.servicePorts) == String(describing: alone.servicePorts))
    #expect(map.pods == alone.pods)
    #expect(timeline.hostNames == alone.hostNames)
    #expect(timeline.problems == alone.problems)
    #expect(MapTimeline(alone).count == 1)
  }

  @Test("No dump at all is a map that knows nothing")
  func none() {
    let timeline = MapTimeline([ClusterDump]())
    #expect(timeline.count == 1)
    #expect(timeline.isEmpty)
    #expect(MapTimeline(ServiceMap.empty).isEmpty)
  }

  @Test("An address used again: the pod of the dump before, then the pod of the dump after, in whatever order given")
  func reuse() throws {
    let dumps = [
      try dump("a.yaml", at: "10:00", list(nodeText, "\(Self.first)")),
      try dump("b.yaml", at: "11:00", list(nodeText, "\(Self.second)")),
    ]
    for given in [dumps, dumps.reversed()] {
      let timeline = MapTimeline(given)
      #expect(timeline.versions.map(\.from) == [.min, clock("11:00")])
      #expect(timeline.pod("10.244.1.9", "09:00") == "first")
      #expect(timeline.pod("10.244.1.9", "10:59:59") == "first")
      #expect(timeline.pod("10.244.1.9", "11:00") == "second")
      #expect(timeline.pod("10.244.1.9", "12:00") == "second")
      #expect(timeline.hostNames == ["n1", "first", "second"])
      #expect(timeline.problems.isEmpty)
    }
  }

  @Test("The map of a moment, and when the next one begins")
  func index() throws {
    let timeline = MapTimeline(
      try (0..<7).map {
        try dump("\($0).yaml", at: "10:0\($0)", list(nodeText, "\(PodText(name: "p\($0)", ip: "10.244.1.9"))"))
      })
    #expect(timeline.count == 7)
    for (time, index, next) in [
      (Int64.min, 0, "10:01"), (clock("10:00:59"), 0, "10:01"), (clock("10:01"), 1, "10:02"),
      (clock("10:03") - 1, 2, "10:03"), (clock("10:03"), 3, "10:04"), (clock("10:06"), 6, nil), (.max, 6, nil),
    ] as [(Int64, Int, String?)] {
      #expect(timeline.index(at: time) == index)
      #expect(timeline.nextChange(after: time) == next.map(clock))
    }
  }

  @Test("What began between two dumps counts from its own start, not from the second dump")
  func between() throws {
    let second = PodText(name: "second", ip: "10.244.1.9", started: "10:20")
    let third = PodText(name: "third", ip: "10.244.1.30", started: "10:40")
    let done = PodText(name: "done", ip: "10.244.1.31", phase: "Succeeded", started: "10:30", finished: "10:35")
    let timeline = MapTimeline([
      try dump("a.yaml", at: "10:00", list(nodeText, "\(Self.first)", Self.web("10.244.1.9"))),
      try dump("b.yaml", at: "11:00", list(nodeText, "\(second)\(third)\(done)", Self.web("10.244.1.30"))),
    ])
    #expect(timeline.pod("10.244.1.9", "10:10") == "first")
    #expect(timeline.pod("10.244.1.9", "10:30") == "second")
    #expect(timeline.pod("10.244.1.9", "11:30") == "second")
    #expect(timeline.pod("10.244.1.30", "10:39") == nil)
    #expect(timeline.pod("10.244.1.30", "10:41") == "third")
    #expect(timeline.pod("10.244.1.31", "10:32") == "done")
    #expect(timeline.pod("10.244.1.31", "10:45") == nil)
    // Both endpoints may have been in use, others too; after the second dump it is known.
    let (early, late) = (timeline[0], timeline[1])
    #expect(early.permits("10.96.0.10:80", "10.244.1.9:8080") == .yes)
    #expect(early.permits("10.96.0.10:80", "10.244.1.30:8080") == .yes)
    #expect(early.permits("10.96.0.10:80", "10.244.1.77:8080") == .unknown)
    #expect(late.permits("10.96.0.10:80", "10.244.1.9:8080") == .no)
    #expect(late.permits("10.96.0.10:80", "10.244.1.30:8080") == .yes)
    // As of the first dump nothing of it is so.
    #expect(early.podOwning(ip("10.244.1.9")).map { early[$0].name } == "first")
    #expect(early.podOwning(ip("10.244.1.30")) == nil)
    #expect(timeline.problems.isEmpty)
  }

  @Test("A pod that the second dump shows finished, or under the same name again, ended in between")
  func ended() throws {
    let running = PodText(name: "job", ip: "10.244.1.9", created: "09:00", started: "09:00", uid: "1")
    var finished = running
    finished.phase = "Succeeded"
    finished.finished = "10:20"
    let mysql = PodText(name: "mysql-0", ip: "10.244.1.40", created: "09:00", started: "09:00", uid: "2")
    let again = PodText(name: "mysql-0", ip: "10.244.1.41", created: "10:30", started: "10:30", uid: "3")
    let timeline = MapTimeline([
      try dump("a.yaml", at: "10:00", list(nodeText, "\(running)\(mysql)")),
      try dump("b.yaml", at: "11:00", list(nodeText, "\(finished)\(again)")),
    ])
    #expect(timeline.pod("10.244.1.9", "10:10") == "job")
    #expect(timeline.pod("10.244.1.9", "10:40") == nil)
    #expect(timeline.pod("10.244.1.9", "11:10") == nil)
    #expect(timeline.pod("10.244.1.40", "10:10") == "mysql-0")
    #expect(timeline.pod("10.244.1.40", "10:40") == nil)
    #expect(timeline.pod("10.244.1.41", "10:10") == nil)
    #expect(timeline.pod("10.244.1.41", "10:40") == "mysql-0")
    #expect(timeline.pod("10.244.1.41", "11:10") == "mysql-0")
  }

  @Test("A Service that only the second dump has exists before it, unless its address was another's")
  func services() throws {
    let api = "- {kind: Service, metadata: {name: api}, spec: {clusterIP: 10.96.0.20, ports: [{port: 80}]}}\n"
    let thief = "- {kind: Service, metadata: {name: thief}, spec: {clusterIP: 10.96.0.10, ports: [{port: 80}]}}\n"
    let timeline = MapTimeline([
      try dump("a.yaml", at: "10:00", list(nodeText, Self.web("10.244.1.9"))),
      try dump("b.yaml", at: "11:00", list(nodeText, api, thief)),
    ])
    #expect(timeline.service("10.96.0.20:80", "10:30") == ["api"])
    #expect(timeline.service("10.96.0.10:80", "10:30") == ["web"])
    #expect(timeline.service("10.96.0.10:80", "11:30") == ["thief"])
  }
}
