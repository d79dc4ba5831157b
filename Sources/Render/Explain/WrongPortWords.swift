import Cluster
import Wire

/// `33306 is mysql-service's port, valid only on its ClusterIP 10.96.33.6; it has no nodePort.`
struct WrongPortWords {
  let names: ExplainNames
  private var map: ServiceMap { names.map }

  func sentence(_ wrong: WrongPort, at kind: AddressKind, asked: TransportProtocol?) -> String {
    let owner = wrong.owner
    var sentence = "\(owner.port) is \(whose(owner)) \(owner.kind.rawValue)"
    switch wrong.reason {
    case .transport:
      let other = asked.map { ", not for \(names.transport($0))" } ?? ""
      return sentence + " for \(names.transport(owner.transport))\(other)."
    case .family: return sentence + ", but that Service has no addresses of this IP family."
    case .place, .otherNode: break
    }
    if let asked, asked != owner.transport { sentence += " for \(names.transport(owner.transport))" }
    sentence += ", valid only \(place(wrong))"
    return sentence + remedy(wrong, kind) + "."
  }

  private func whose(_ owner: PortOwner) -> String {
    if let service = owner.service { return "\(names.short(service))'s" }
    return owner.pod.map { "pod \(names.short($0))'s" } ?? "somebody's"
  }

  private func place(_ wrong: WrongPort) -> String {
    let addresses = wrong.validAt.map(\.ip.description).reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    let list = addresses.isEmpty ? "" : " \(names.some(addresses, most: 4))"
    switch wrong.owner.kind {
    case .nodePort: return "on the nodes' addresses" + (list.isEmpty ? "" : ",\(list)")
    case .port: return "on \(entrances(wrong.owner))\(list)"
    case .targetPort:
      return addresses.count == 1
        ? "on the PodIP\(list)" : "on the PodIPs of its pods" + (list.isEmpty ? "" : ",\(list)")
    case .containerPort: return "on its PodIP\(list)"
    case .hostPort:
      let node = wrong.owner.pod.flatMap { map[$0].node }.map { " \(names.node($0))" } ?? ""
      return "on the pod's own node\(node)" + (list.isEmpty ? "" : ",\(list)")
    }
  }

  private func entrances(_ owner: PortOwner) -> String {
    guard let service = owner.service.map({ map[$0] }) else { return "it" }
    if service.headless { return "nothing: the Service is headless" }
    var words = ["ClusterIP"]
    if !service.loadBalancerIPs.isEmpty { words.append("LoadBalancerIP") }
    if !service.externalIPs.isEmpty { words.append("ExternalIP") }
    return "its " + words.joined(lastBy: "and")
  }

  private func remedy(_ wrong: WrongPort, _ kind: AddressKind) -> String {
    if let door = wrong.instead, let port = door.portKind, let number = door.port {
      return "; here its \(port.rawValue) is \(number): dial \(names.door(door))"
    }
    switch (kind, wrong.owner.kind) {
    case (.nodeIP, .port), (.unknown, .port), (.external, .port): return nodePortLack(wrong.owner)
    case (.nodeIP, .targetPort): return "; the Service has no nodePort"
    case (.nodeIP, .containerPort): return "; the pod has no hostPort for it"
    case (.podIP, .port), (.podIP, .nodePort), (.podIP, .targetPort): return "; this pod is none of its endpoints"
    case (.clusterIP, _), (.loadBalancerIP, _), (.externalIP, _): return "; that is another object than this address's"
    default: return ""
    }
  }

  /// Also for an address of unknown kind, which may be a node's: a Service of type ClusterIP never has a nodePort, and for
  /// another type a manifest may leave the number to the API server.
  private func nodePortLack(_ owner: PortOwner) -> String {
    guard let service = owner.service.map({ map[$0] }), service.nodePort == nil else { return "" }
    switch service.type {
    case .clusterIP, .externalName: return "; it has no nodePort"
    case .nodePort, .loadBalancer:
      return service.clusterIPs.isEmpty ? "; its nodePort is not in the objects" : "; it has no nodePort"
    }
  }
}
