import Cluster
import Wire

/// Findings on hostPorts in a node's rules.
extension DriftWords {
  private static let portRemedy =
    "Delete the pod, so that the network plugin makes its rules anew; if those of a former pod are left (its DEL did not "
    + "run), delete their chain or rule by hand."

  func hostPortMissing(_ pod: PodID, _ port: ContainerPort, _ family: AddressFamily) -> Finding {
    let entrance = RuleFront.Entrance.hostPort(port.hostPort ?? port.port, port.hostIP, family)
    let door = title(entrance, port.transport, nil)
    return make(
      .hostPortConflict,
      FindingSubject(pod: .init(map[pod].namespace, map[pod].name), node: node),
      "The rules of node \(node) lack \(door) of \(words.title(pod)), which is on this node.",
      [
        "\(words.title(pod)): containerPort \(port.port), \(door), spec.nodeName \(node)",
        "no rule of the plugin portmap on node \(node) has it",
      ], confirm: confirm(needle(entrance), family), remedy: Self.portRemedy)
  }

  func hostPortStale(_ front: RuleFront, _ endpoint: RuleEndpoint) -> Finding {
    let door = title(front.entrance, front.transport, nil)
    let holder = map.podOwning(endpoint.socket.ip)
    let who =
      holder.map { "\(words.title($0)), which has no such hostPort on this node" } ?? "an address that no pod has"
    return make(
      .hostPortConflict,
      FindingSubject(
        pod: holder.map { .init(map[$0].namespace, map[$0].name) }, node: node, front: front.entrance.socket,
        backend: endpoint.socket),
      "The rules of node \(node) lead \(door) to \(endpoint.socket): \(who).",
      ["\(place(endpoint.place)): \(door) → \(endpoint.socket)"],
      confirm: confirm(needle(front.entrance), front.family), remedy: Self.portRemedy)
  }
}
