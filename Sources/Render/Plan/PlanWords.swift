import Trace

extension CapturePlan.Reason {
  /// Behind a node's name.
  var words: String {
    switch self {
    case .endpoints(let names):
      let list = names.prefix(4).map { printable($0) }.joined(separator: ", ")
      return "connections end there: \(list)\(names.count > 4 ? " and \(names.count - 4) more" : "")"
    case .pod: return "the pod is there"
    case .client(let name): return "the client is there: \(printable(name))"
    case .entrance: return "clients enter there, as you said"
    case .mayBeEntrance: return "clients may enter there: any node answers the Service's outer addresses"
    case .mayHaveClients: return "clients may run there; nothing else is known"
    }
  }

  /// In `hopscope.plan/1`.
  var code: String {
    switch self {
    case .endpoints: "endpoints"
    case .pod: "pod"
    case .client: "client"
    case .entrance: "entrance"
    case .mayBeEntrance: "mayBeEntrance"
    case .mayHaveClients: "mayHaveClients"
    }
  }
}

extension CapturePlan {
  var title: String {
    switch target {
    case .service(let namespace, let name): "Service \(printable(namespace))/\(printable(name))"
    case .pod(let namespace, let name): "Pod \(printable(namespace))/\(printable(name))"
    }
  }
}
