import Foundation
import Testing

/// The shipped folders that are not about faults: what is wrong in some of them is named, and the others are silent.
@Suite("Findings of shipped captures", .enabled(if: Tool.isPresent)) struct ShippedFindingsTests {
  /// By what each folder's README says of it; all others are in order.
  private static let grave: [String: Set<String>] = [
    "bridge-nf-off": ["F13"], "entry-lost": ["F28"], "etp-local": ["F03"], "icmp-through-nat": ["F02", "F10"],
    "kubelet-probes": ["F02"], "mysql-from-outside": ["F06", "F07", "F51"], "no-endpoints": ["F01", "F34"],
    "port-clash": ["F39"], "two-mappings": ["F41"], "wrong-targetport": ["F02"],
  ]

  @Test("What is wrong, and no more", arguments: Scenario.all) func all(_ scenario: Scenario) throws {
    let name = scenario.folder.lastPathComponent
    // A manifest without addresses says nothing of kinds.
    guard
      scenario.objects.lastPathComponent == "cluster.json"
        || Scenario.all.filter({ $0.folder == scenario.folder }).count == 1
    else { return }
    let tool = try Tool(["diagnose"] + scenario.captures + ["--cluster", scenario.objects.path, "-o", "json", "-q"])
    let found = tool.output.split(separator: "\n").compactMap(FaultFound.init)
    #expect(Set(found.filter(\.isGrave).map(\.code)) == Self.grave[name] ?? [], "\(name): \(found)")
  }
}
