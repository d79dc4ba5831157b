import Capture
import Cluster
import Foundation
import Testing

/// Rules of a real cluster, each dump beside the objects of its time: nothing is missing, and nothing is too much.
@Suite struct NodeRulesTruthTests {
  struct Dump: CustomTestStringConvertible, Sendable {
    var path: String
    var node: String
    var cluster: String
    var testDescription: String { path.split(separator: "/").suffix(3).joined(separator: "/") }
  }

  static let dumps: [Dump] = {
    let root = KubeCase.root.path
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: root)) ?? []
    return names.filter { $0.contains("/rules/") && $0.hasSuffix(".gz") && !$0.contains("-after") }.sorted().map {
      name in
      let file = name.split(separator: "/").last.map(String.init) ?? ""
      return Dump(
        path: "\(root)/\(name)", node: String(file.prefix { $0 != "." }),
        cluster: "\(root)/\(name.prefix { $0 != "/" })/cluster.json")
    }
  }()

  static func rules(_ dump: Dump) throws -> NodeRules {
    try NodeRules(try WholeFile.read(dump.path, limit: 1 << 26), name: dump.testDescription)
  }

  static func map(_ dump: Dump) throws -> ServiceMap {
    var objects = ClusterObjects()
    try ClusterLoader.load(try WholeFile.read(dump.cluster, limit: 1 << 26), name: "cluster.json", into: &objects)
    return ServiceMap(objects)
  }

  @Test(
    "Rules agree with the objects", .enabled(if: !dumps.isEmpty, "skipped: no ../shared/captures/kube"),
    arguments: dumps)
  func agreement(_ dump: Dump) throws {
    let (rules, map) = (try Self.rules(dump), try Self.map(dump))
    #expect(rules.fronts.count > 30)
    #expect(!rules.isCut && rules.problems.isEmpty)
    #expect(!rules.fronts.contains { !$0.isComplete })
    let node = try #require(map.node(named: dump.node))
    let drifts = DriftFinder.drifts(of: rules, node: node, in: map)
    #expect(drifts.isEmpty, "\(drifts.map { "\($0)" }.joined(separator: "\n"))")
  }
}
