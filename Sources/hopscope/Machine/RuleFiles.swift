import Cluster
import Trace

/// Reads what `--rules` names: what nodes' packet filters do with Services.
struct RuleFiles {
  static let advice = "make it on the node with: iptables-save > FILE, or nft list ruleset > FILE"

  private(set) var rules: [ObjectCheck.Rules] = []
  /// Sentences on what could not be read.
  private(set) var unread: [String] = []
  private let map: ServiceMap
  private let nodes: [String]

  /// - Parameters:
  ///   - values: `[NODE=]FILE`; several of one node are joined, as of iptables-save and ip6tables-save.
  ///   - nodes: what `--node` names.
  /// - Throws: `Failure` when a file cannot be read, is no dump of rules, or nothing says whose it is.
  init(_ values: [String], map: ServiceMap, nodes: [String]) throws {
    self.map = map
    self.nodes = nodes
    for source in try HostFile.parse(values, option: "--rules") { try load(source) }
  }

  private mutating func load(_ source: HostFile) throws {
    let node = try node(of: source)
    let bytes = try FileBytes.read(source.path, what: "rules", advice: Self.advice)
    do {
      try add(NodeRules(bytes, name: FileBytes.name(of: source.path)), of: node, source.path)
    } catch let error as RulesLoadError {
      throw Failure(sentence: error.description)
    }
  }

  private mutating func add(_ found: NodeRules, of node: String, _ path: String) throws {
    unread += found.problems
    if found.isCut {
      unread.append("\(path) is not whole: what it lacks is not told, only what it has too much.")
    }
    if let place = rules.firstIndex(where: { $0.node == node }) {
      rules[place].rules.add(found)
    } else {
      rules.append(ObjectCheck.Rules(node: node, rules: found))
    }
  }

  /// Said, in the file's name, or the only one there is.
  private func node(of source: HostFile) throws -> String {
    let naming = WitnessNaming(
      knownHosts: map.nodes.map(\.name), namesAllNodes: !map.nodes.isEmpty, kind: .rules)
    let only = nodes.count == 1 ? nodes[0] : map.nodes.count == 1 ? map.nodes[0].name : nil
    guard let node = source.host ?? (source.path == "-" ? nil : naming.host(ofPath: source.path)) ?? only else {
      throw Failure(
        sentence: "whose rules \(source.path) holds cannot be told from its name; write --rules NODE=\(source.path)")
    }
    if !map.nodes.isEmpty, map.node(named: node) == nil { throw Self.stranger(node, map) }
    return node
  }

  static func stranger(_ name: String, _ map: ServiceMap) -> Failure {
    let names = map.nodes.map(\.name)
    let near = NearestNames.find(name, among: names)
    let hint =
      near.first.map { "did you mean \($0)?" } ?? "there are \(names.sorted().prefix(8).joined(separator: ", "))"
    return Failure(sentence: "no node \(name) is among the objects; \(hint)")
  }
}
