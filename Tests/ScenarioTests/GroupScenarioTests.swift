import Cluster
import Foundation
import Testing

@testable import Render
@testable import Trace

/// Groups and kubelet probes of the folders of `captures/`, against their truth and tshark.
@Suite struct GroupScenarioTests {
  private func scenario(_ name: String) throws -> Scenario {
    try #require(Scenario.all.first { $0.folder.lastPathComponent == name })
  }

  private func groups(_ scenario: Scenario, by grouping: Grouping) throws -> [GroupTable.Group] {
    let map = try scenario.map()
    var table = GroupTable(by: grouping)
    table.add(try scenario.paths(map), MapTimeline(map))
    return table.sorted
  }

  @Test("However they are grouped, every path is in one group, with its outcome", arguments: Scenario.all)
  func complete(_ scenario: Scenario) throws {
    let paths = try scenario.paths(scenario.map())
    for grouping in Grouping.allCases {
      let groups = try groups(scenario, by: grouping)
      #expect(groups.reduce(0) { $0 + $1.counts.connections } == paths.count)
      #expect(groups.reduce(0) { $0 + $1.counts.ok } == paths.count(where: \.isOK))
      for group in groups { #expect(group.counts.failures.values.reduce(0, +) == group.counts.failed) }
    }
  }

  @Test("Connections and outcomes of each backend pod are those of conntrack and the servers", arguments: Scenario.all)
  func backends(_ scenario: Scenario) throws {
    let truth = try scenario.truth().connections
    // A connection with several mappings, or one that only conntrack can tell, is not one path of one backend.
    guard truth.allSatisfy({ $0.undecidable == nil && $0.legs.allSatisfy(\.isSeen) }),
      Set(truth.map(\.id)).count == truth.count,
      try scenario.paths(scenario.map()).allSatisfy(\.related.isEmpty)
    else { return }
    var expected: [String: [Int]] = [:]
    for connection in truth {
      guard let pod = connection.backend?.pod, connection.outcome == "ok" || connection.outcome == "refused" else {
        continue
      }
      expected[pod, default: [0, 0]][connection.outcome == "ok" ? 0 : 1] += 1
    }
    var found: [String: [Int]] = [:]
    for group in try groups(scenario, by: .backend) {
      guard case .backend(.pod(let namespace, let name), .some, _) = group.key else { continue }
      let refused = group.counts.failures[.refused] ?? 0
      guard group.counts.ok + refused > 0 else { continue }
      found["\(namespace)/\(name)", default: [0, 0]][0] += group.counts.ok
      found["\(namespace)/\(name)"]![1] += refused
    }
    guard !found.isEmpty else { return }
    #expect(found == expected)
  }

  /// `tshark -r captures/zones/X.pcap -Y tcp -T fields -e ip.src -e ip.len`, added up by source.
  @Test(
    "Bytes are those that tshark counts at the client's tap",
    arguments: [
      ("203.0.113.7", 1448, 2648), ("web-0", 1448, 2648), ("report-29404800-qk7wd", 724, 1324),
    ])
  func bytes(client: String, request: Int, reply: Int) throws {
    let found = try groups(scenario("zones"), by: .client).first { group in
      switch group.key {
      case .client(.pod(_, let name), _): name == client
      case .client(.address(let ip, _), _): ip.description == client
      default: false
      }
    }
    let bytes = try #require(found).counts.bytes
    #expect(bytes.request == request && bytes.reply == reply)
  }

  @Test("What crosses zones, by the nodes of the truth")
  func zones() throws {
    let scenario = try scenario("zones")
    let data = try Data(contentsOf: scenario.folder.appending(path: "truth.json"))
    let truth = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    var crossing = 0
    for connection in try #require(truth["connections"] as? [[String: Any]]) {
      let backend = try #require((connection["backend"] as? [String: Any])?["node"] as? String)
      // The client comes in by worker-1, web-0 is there, and the Job's pod on worker-2.
      let start = (connection["client_name"] as? String)?.hasPrefix("default/report") == true ? "worker-2" : "worker-1"
      if start != backend { crossing += 1 }
    }
    let groups = try groups(scenario, by: .zone)
    let found = groups.filter { group in
      guard case .zone(let from, let via, let to) = group.key else { return false }
      return GroupTitle.crosses(from, via, to) == true
    }
    #expect(found.reduce(0) { $0 + $1.counts.connections } == crossing)
    #expect(groups.reduce(0) { $0 + $1.counts.connections } == 10)
  }

  @Test("The Deployment and the CronJob are found by owner references")
  func workloads() throws {
    let scenario = try scenario("zones")
    let groups = try groups(scenario, by: .workload)
    #expect(
      groups.map(\.key) == [
        .workload(.workload(namespace: "default", Workload(kind: "Deployment", name: "nginx")), isReached: true)
      ])
    let map = try scenario.map()
    let job = try #require(map.pods.first { $0.name.hasPrefix("report") })
    #expect(job.workload == Workload(kind: "CronJob", name: "report"))
  }

  @Test(
    "Probes are what the node dials at its own pods' probe ports; not the other node's, nor a masqueraded client's",
    arguments: [
      "", "worker-1_veth", "worker-1_cni0", "worker-1",
    ])
  func probes(files: String) throws {
    let scenario = try scenario("kubelet-probes")
    let map = try scenario.map()
    let captures = scenario.captures.filter { ($0 as NSString).lastPathComponent.hasPrefix(files) }
    let paths = try CaptureRun(captures, map: map).paths
    #expect(paths.count >= 6)
    let probed = paths.filter { $0.probe != nil }
    #expect(Set(probed.map(\.client.port)) == [43000, 43002, 43010, 43012, 43014])
    let words = Words(map: map)
    for path in probed {
      #expect((path.client.port < 43010) == (path.probe?.kinds == [.liveness, .readiness]))
      #expect((words.probeFailure(path) == nil) == path.isOK)
    }
  }

  @Test("A failing probe says what Kubernetes makes of it")
  func failure() throws {
    let scenario = try scenario("kubelet-probes")
    let map = try scenario.map()
    let path = try #require(scenario.paths(map).first { $0.state == .refused })
    #expect(
      Words(map: map).probeFailure(path)
        == "kubelet readiness probe (by source and port) of pod default/api-0 port 8080 failed: RST, nothing listens there; "
        + "the pod is not Ready by the cluster objects and gets no traffic from Service default/api-service")
  }
}
