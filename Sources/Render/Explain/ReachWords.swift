import Cluster
import Wire

/// From where, by which socket, and on what condition.
struct ReachWords {
  let names: ExplainNames

  func label(_ origin: Reach.Origin) -> String {
    switch origin {
    case .pod: "from a pod"
    case .node: "from a node"
    case .outside: "from outside"
    }
  }

  func sentence(_ reach: Reach) -> String {
    var doors = reach.doors.map(names.door)
    if reach.origin == .pod {
      for door in reach.doors {
        guard let name = door.name, door.addressKind == .clusterIP || door.addressKind == .podIP else { continue }
        let text = "\(printable(name)):\(door.port ?? 0)"
        if !doors.contains(text) { doors.append(text) }
      }
    }
    doors = doors.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    let conditions = reach.conditions.map(condition)
    guard !doors.isEmpty || reach.conditions.contains(.noEntrance) else {
      return "its address is not in the objects given"
    }
    return ([shown(doors)] + conditions).filter { !$0.isEmpty }.joined(separator: "; ")
  }

  private func shown(_ doors: [String]) -> String {
    guard doors.count > 6 else { return doors.joined(lastBy: "or") }
    return doors.prefix(6).joined(separator: ", ") + " or \(doors.count - 6) more"
  }

  func condition(_ condition: ReachCondition) -> String {
    switch condition {
    case .needsEndpoint: "nothing answers before an endpoint is ready"
    case .ownNode(let nodes):
      nodes.isEmpty
        ? "no node has a ready endpoint of its own"
        : "only on \(names.nodes(nodes)), which have an endpoint of their own"
    case .nodesWithEndpoint(let nodes):
      nodes.isEmpty
        ? "no node has a ready endpoint, so none answers" : "only \(names.nodes(nodes)), where a ready endpoint is"
    case .noEntrance:
      "no nodePort, LoadBalancerIP, ExternalIP or hostPort leads here; for a test use kubectl port-forward"
    case .podNetworkRouted: "the PodIP itself only where routers outside know the way to the pod network"
    case .routedToNode: "the ExternalIP only where a route leads to a node"
    case .sourceRanges: "the LoadBalancerIP only from loadBalancerSourceRanges"
    case .networkPolicy: "a NetworkPolicy may forbid it"
    case .firewall: "firewalls on the way must let it through"
    case .listens: "if something listens on the port"
    }
  }
}
