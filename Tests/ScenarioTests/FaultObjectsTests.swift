import Cluster
import Foundation
import Testing
import Trace

/// The objects of every fault that is shipped, and of its healthy twin: what stands in objects is found in them, and nowhere
/// else.
@Suite struct FaultObjectsTests {
  private static let root = Scenario.root.appending(path: "captures/faults")

  /// Faults that stand in the objects; all others need packets or rules.
  private static let expected: [String: [FindingKind]] = [
    "named-target-port-missing": [.namedTargetPortMissing],
    "no-local-endpoint-external": [.nodesWithoutLocalEndpoint],
    "no-local-endpoint-external-nft": [.nodesWithoutLocalEndpoint],
    "no-local-endpoint-internal": [.nodesWithoutLocalEndpoint],
    "no-ready-endpoints-nft": [.noReadyEndpoints], "no-ready-endpoints-rate-limited": [.noReadyEndpoints],
    "no-ready-endpoints-udp": [.noReadyEndpoints], "selector-matches-nothing": [.selectorMatchesNothing],
    "selector-matches-nothing-nft": [.selectorMatchesNothing], "several-faults": [.selectorMatchesNothing],
    "target-port-refused": [.targetPortNotDeclared], "target-port-refused-udp": [.targetPortNotDeclared],
  ]

  static let folders: [String] = ((try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []).sorted()

  private func kinds(_ folder: String) throws -> [FindingKind] {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    var dumps: [ClusterDump] = []
    for file in files.sorted() where file.hasPrefix("cluster") {
      var dump = ClusterDump(name: file, objects: ClusterObjects())
      let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(file)"))
      try ClusterLoader.load(Array(data), name: file, into: &dump.objects)
      dumps.append(dump)
    }
    let timeline = MapTimeline(dumps)
    return ObjectCheck.findings(in: timeline[timeline.count - 1]).map(\.kind)
  }

  @Test("Objects of faults and of healthy twins", arguments: folders)
  func fault(_ folder: String) throws {
    let path = Self.root.appending(path: folder).path
    #expect(try kinds("\(path)/broken") == Self.expected[folder] ?? [])
    #expect(try kinds("\(path)/healthy") == [])
  }

  @Test("The faults named here are there") func present() {
    #expect(Set(Self.folders).isSuperset(of: Self.expected.keys))
  }
}
