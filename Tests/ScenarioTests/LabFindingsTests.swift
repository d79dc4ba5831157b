import Cluster
import Foundation
import Testing

/// The lab's experiments: each fault is named for certain, and what works is silent. By dataplane.md §5.
@Suite(
  "Findings of the lab",
  .enabled(if: LabView.isPresent && Tool.isPresent, "skipped: captures/lab is not beside this package"))
struct LabFindingsTests {
  /// Grave findings of each experiment with a fault; explanations of those that people take for one.
  private static let grave: [String: Set<String>] = [
    "f1": ["F01", "F34"], "f2": ["F01", "F34"], "f3": ["F03"], "f4": ["F02"], "f5": ["F07"], "f6": ["F06"],
    "f8": ["F01", "F34"], "h1": ["F12"], "k2": ["F24"], "b2": ["F13"], "c1": ["F39"], "n3": ["F51"],
  ]
  /// Its packets are lost on the node that has no capture of all interfaces.
  private static let notSeenByAny: Set<String> = ["k2"]
  private static let explained: [String: String] = ["f7": "F05", "n5": "F05", "e1": "F08", "e2": "F08", "n1": "F08"]
  static let experiments = LabView.documented.keys.sorted()

  @Test("Each fault is certain, and nothing else is found", arguments: experiments)
  func all(_ name: String) throws { try check(name) { _ in true } }

  @Test("Also where nothing but captures of all interfaces is there", arguments: experiments)
  func any(_ name: String) throws {
    if !Self.notSeenByAny.contains(name) { try check(name) { $0.hasSuffix("-any.pcap") } }
  }

  private func check(_ name: String, _ isWanted: (String) -> Bool) throws {
    let captures = LabView.captures(of: name).filter(isWanted)
    guard !captures.isEmpty else { return }
    let objects = LabView.root.appending(path: "cluster.json").path
    let tool = try Tool(["diagnose"] + captures + ["--cluster", objects, "-o", "json", "-q"])
    let found = tool.output.split(separator: "\n").compactMap(FaultFound.init)
    let grave = found.filter(\.isGrave)
    #expect(Set(grave.map(\.code)) == Self.grave[name] ?? [], "\(name): \(found)")
    #expect(grave.filter { !$0.isCertain }.map(\.description) == [], "\(name)")
    let codes = Set(found.map(\.code))
    if let code = Self.explained[name] { #expect(codes.contains(code), "\(name): \(found)") }
  }
}
