import Wire
import Yams

/// YAML documents of one stream.
///
/// Aliases are the danger in YAML: a few of them multiply into billions of nodes. kubectl writes none, people write
/// few; so they are counted before anything is built, and what they expand to is counted before anything is decoded.
enum YAMLText {
  static func read(_ bytes: [UInt8], from start: Int, _ name: String) throws(ClusterLoadError) -> Found {
    let text = String(decoding: bytes[start...], as: UTF8.self)
    return try read(text, aliases: AliasCensus(bytes[start...]), name)
  }

  private static func read(_ text: String, aliases: AliasCensus, _ name: String) throws(ClusterLoadError) -> Found {
    if let reason = aliases.refusal { throw ClusterLoadError(name, "\(reason) \(ClusterLoader.advice)") }
    var found = Found()
    do {
      let parser = try Parser(yaml: text, resolver: Resolver.basic.appending(.merge))
      while let node = try parser.nextRoot() {
        try NodeCensus.check(node, expands: aliases.anchors > 0, name)
        if node.isBlank { continue }
        found.append(try YAMLDecoder().decode(Document.self, from: node))
      }
    } catch let error as ClusterLoadError {
      throw error
    } catch let error as YamlError {
      let (line, reason) = explain(error)
      throw ClusterLoadError(name, line: line, "it is not valid YAML: \(reason). \(ClusterLoader.advice)")
    } catch {
      throw ClusterLoadError(
        name, "no Kubernetes object is in it: \(ReadFailure.sentence(error, below: 0)). \(ClusterLoader.advice)")
    }
    return found
  }

  private static func explain(_ error: YamlError) -> (line: Int?, reason: String) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      (mark.line, problem)
    case .reader(let problem, _, _, _): (nil, problem)
    case .duplicatedKeysInMapping(let keys, let context):
      (context.mark.line, "the key “\(keys.first.map { String("\($0)".prefix(64)) } ?? "")” is there twice")
    default: (nil, "the parser gave up")
    }
  }

  /// The address ranges in kubeadm's ClusterConfiguration and kube-proxy's configuration; empty when unreadable.
  static func settings(_ text: String) -> NetworkSettings {
    guard AliasCensus(Array(text.utf8)[...]).anchors == 0, text.utf8.count < 1 << 20,
      let settings = try? YAMLDecoder().decode(NetworkSettings.self, from: text)
    else { return NetworkSettings() }
    return settings
  }
}

/// `networking.serviceSubnet`, `networking.podSubnet` (kubeadm) and `clusterCIDR` (kube-proxy): comma-separated ranges.
struct NetworkSettings: Decodable {
  var serviceSubnet: [IPPrefix] = []
  var podSubnet: [IPPrefix] = []
  var clusterCIDR: [IPPrefix] = []

  init() {}

  init(from decoder: any Swift.Decoder) throws {
    let fields = try decoder.container(keyedBy: Member.self)
    let networking = try fields.fields("networking")
    serviceSubnet = Self.list(try networking?.text("serviceSubnet"))
    podSubnet = Self.list(try networking?.text("podSubnet"))
    clusterCIDR = Self.list(try fields.text("clusterCIDR"))
  }

  private static func list(_ text: String?) -> [IPPrefix] {
    (text ?? "").split(separator: ",").compactMap { IPPrefix(String($0.filter { $0 != " " })) }
  }
}
