import Cluster
import Testing
import Trace
import Wire

/// Packets are judged by the map of their moment.
@Suite struct MapOfTheMomentTests {
  /// The stage begins at 2026-11-18T11:06:40Z.
  private func dump(_ pod: String, created: String, at seconds: Int64) throws -> ClusterDump {
    let text = """
      ---
      kind: Pod
      metadata: {name: \(pod), namespace: default, uid: \(pod), creationTimestamp: "\(created)"}
      spec: {nodeName: n2, containers: [{name: c, ports: [{containerPort: 8080}]}]}
      status: {phase: Running, podIP: 10.244.2.30, podIPs: [{ip: 10.244.2.30}], startTime: "\(created)"}

      """
    let time = Stage.start + seconds * 1_000_000_000
    return ClusterDump(name: "\(pod).yaml", objects: try SmallCluster.objects(text), saidTime: time)
  }

  private func stage() -> Stage {
    var stage = Stage("n2/veth")
    for (number, time) in [0.0, 150_000].enumerated() {
      Conversation(
        stops: [.init(0, "10.244.1.10:\(2000 + number)", "10.244.2.30:8080")], clientISN: UInt32(1_000 + number * 77)
      ).play(&stage, at: time)
    }
    return stage
  }

  @Test("A pod's address used again between two dumps: each path has the pod of its moment")
  func reused() throws {
    let timeline = MapTimeline([
      try dump("old", created: "2026-11-18T10:00:00Z", at: -10),
      try dump("new", created: "2026-11-18T11:07:30Z", at: 100),
    ])
    #expect(timeline.count == 2)
    let paths = stage().run(timeline).paths
    #expect(paths.map(\.mapIndex) == [0, 1])
    let names = paths.map { path in path.names.backend?.pods.map { timeline[path.mapIndex][$0].name } }
    #expect(names == [["old"], ["new"]])
    #expect(paths.allSatisfy { !$0.isAmbiguous })
  }

  @Test("With the later dump alone, the earlier path is not given to a pod that did not exist yet")
  func laterOnly() throws {
    let timeline = MapTimeline([try dump("new", created: "2026-11-18T11:07:30Z", at: 100)])
    let paths = stage().run(timeline).paths
    #expect(paths[1].names.backend?.pods.map { timeline[0][$0].name } == ["new"])
    // Either nobody, or marked as concluded from who has the address now.
    #expect(paths[0].names.backend?.pods.isEmpty != false || paths[0].names.backend?.inferred == true)
  }
}
