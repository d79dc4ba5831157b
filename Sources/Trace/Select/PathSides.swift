import Cluster
import Wire

/// What a path shows of one of its sides: before and after every translation, at every hop.
struct PathSides {
  let path: Path
  let map: ServiceMap

  /// Whether any address and port of a side passes. `from`: the client's, also as rewritten; `to`: what was dialled, and
  /// what became of it.
  func hasSocket(_ side: SelectorField.Side, _ passes: (Socket) -> Bool) -> Bool {
    if side != .to {
      if passes(path.client) { return true }
      if tuples({ passes(Socket($0.source, $0.sourcePort)) }) { return true }
    }
    guard side != .from else { return false }
    if let front = path.front, passes(front) { return true }
    if let backend = path.backend, passes(backend) { return true }
    return tuples { passes(Socket($0.destination, $0.destinationPort)) }
  }

  private func tuples(_ passes: (Tuple) -> Bool) -> Bool {
    path.hops.contains { passes($0.tuple) } || path.translations.contains { passes($0.before) || passes($0.after) }
  }

  private func roles(_ side: SelectorField.Side) -> [Role] {
    switch side {
    case .any: [path.names.client, path.names.front, path.names.backend].compactMap { $0 }
    case .from: [path.names.client]
    case .to: [path.names.front, path.names.backend].compactMap { $0 }
    }
  }

  /// Pods that have an end, or may have it.
  func pods(_ side: SelectorField.Side) -> [PodID] { roles(side).flatMap(\.pods) }

  /// The Service used, or those that may have been.
  var services: [ServicePortID] { path.names.service.map { [$0] } ?? path.names.candidates }

  /// Of the pods of a side, and of the Service.
  func namespaces(_ side: SelectorField.Side) -> [String] {
    let ofPods = pods(side).map { map[$0].namespace }
    return side == .from ? ofPods : ofPods + services.map { map[$0].namespace }
  }

  /// Nodes of a side's ends; of both sides together also every host that saw the path.
  func nodes(_ side: SelectorField.Side) -> [String] {
    var names = roles(side).compactMap(\.node).map { map[$0].name }
    names += pods(side).compactMap { map[$0].node }.map { map[$0].name }
    return side == .any ? names + path.hops.compactMap(\.host) : names
  }

  /// Services of which a pod of the client's side is an endpoint.
  func servesAsClient(_ passes: (ServicePort) -> Bool) -> Bool {
    let clients = path.names.client.pods
    guard !clients.isEmpty else { return false }
    return map.servicePorts.contains { port in
      passes(port) && port.backends.contains { $0.pod.map(clients.contains) ?? false }
    }
  }
}
