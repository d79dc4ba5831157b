import Testing

@testable import Cluster

/// What dumps lack, and what they should not hold.
@Suite struct DumpOmissionsTests {
  private func dump(_ kinds: String...) throws -> ClusterDump {
    var dump = ClusterDump(name: "dump.json", objects: ClusterObjects())
    for kind in kinds {
      try ClusterLoader.load(Array("kind: \(kind)\nmetadata: {name: x}".utf8), name: "dump.json", into: &dump.objects)
    }
    return dump
  }

  @Test("No Service is said once, over all dumps")
  func services() throws {
    let told = MapTimeline([try dump("Node"), try dump("Pod")]).omissions
    #expect(told.count == 1)
    #expect(told.first?.hasPrefix("no Service is among the cluster objects") == true)
    #expect(MapTimeline([try dump("Node"), try dump("Service")]).omissions.isEmpty)
    #expect(MapTimeline([]).omissions.isEmpty)
  }

  @Test("Secrets are told, whatever is beside them")
  func secrets() throws {
    #expect(MapTimeline([try dump("Service", "Secret")]).omissions.first?.hasPrefix("dump.json holds Secrets") == true)
  }

  @Test(
    "Nothing of use",
    arguments: [("Secret", "Secrets and nothing else"), ("Config", "a kubeconfig"), ("Event", "only Event")])
  func emptiness(kind: String, reason: String) throws {
    #expect(DumpOmissions.emptiness([try dump(kind)])?.contains(reason) == true)
    #expect(DumpOmissions.emptiness([try dump(kind), try dump("Service")]) == nil)
  }
}
