import Cluster

/// What is said when a name is no object's, or several objects'.
enum ExplainMisses {
  static func sentence(
    _ target: ExplainTarget, _ text: String, namespace: String?, _ subjects: [ExplainSubject], _ map: ServiceMap
  ) -> String {
    guard subjects.isEmpty else {
      let names = subjects.map { shown($0, map) }
      let list = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? " …" : "")
      return "several objects are called \(text): \(list); say which one, in this form"
    }
    var sentence = "no \(word(target)) \(text)"
    if let namespace { sentence += " in namespace \(namespace)" }
    sentence += " in the objects given"
    let near = map.namesLike(target)
    if near.isEmpty { return "\(sentence): they hold \(counts(map))" }
    return "\(sentence); did you mean \(near.joined(separator: ", "))?"
  }

  private static func word(_ target: ExplainTarget) -> String {
    if case .object(let word?, _, _) = target { return word.rawValue }
    return "Service, Pod or Node"
  }

  private static func shown(_ subject: ExplainSubject, _ map: ServiceMap) -> String {
    switch subject {
    case .address(let ip, _, _): ip.description
    case .service(let namespace, let name): "svc/\(namespace)/\(name)"
    case .pod(let pod): "pod/\(map[pod].namespace)/\(map[pod].name)"
    case .node(let node): "node/\(map[node].name)"
    }
  }

  private static func counts(_ map: ServiceMap) -> String {
    let services = Set(map.servicePorts.map { "\($0.namespace)/\($0.name)" }).count
    let counts = [(services, "Service"), (map.pods.count, "Pod"), (map.nodes.count, "Node")].map { count, kind in
      "\(count) \(kind)\(count == 1 ? "" : "s")"
    }
    return "\(counts[0]), \(counts[1]) and \(counts[2])"
  }
}
