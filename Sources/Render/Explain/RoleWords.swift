import Cluster
import Wire

/// The first sentences: what an address and a port are, or what an object is.
struct RoleWords {
  let names: ExplainNames
  private var map: ServiceMap { names.map }

  func sentences(_ explanation: Explanation) -> [String] {
    switch explanation.subject {
    case .address(let ip, let port, _):
      guard let first = explanation.roles.first else { return [] }
      var sentences = [address(ip, first.role)]
      if let port { sentences += explanation.roles.map { self.port(port, $0) } }
      if port == nil || explanation.hasOddAddress {
        sentences += explanation.roles.compactMap(\.role.note).map(printable)
      }
      return sentences.filter { !$0.isEmpty }
    case .service: return explanation.services.first.map { [service($0)] } ?? []
    case .pod(let pod): return [self.pod(pod)]
    case .node(let node): return [self.node(node)]
    }
  }

  private func address(_ ip: IPAddress, _ role: Role) -> String {
    let owners = map.services(at: ip)
    switch role.addressKind {
    case .nodeIP:
      let node = role.node.map { "of node \(names.node($0))" } ?? "of a node"
      return role.isNodeGateway
        ? "\(ip) is an address \(node) towards its pods." : "\(ip) is a NodeIP: an address \(node)."
    case .podIP:
      guard !role.pods.isEmpty else { return "\(ip) is a PodIP." }
      let node = role.node.map { ", on node \(names.node($0))" } ?? ""
      return "\(ip) is the PodIP of \(names.some(role.pods.map(names.pod)))\(node)."
    case .clusterIP, .loadBalancerIP, .externalIP:
      let word = role.addressKind.rawValue
      let article = role.addressKind == .externalIP ? "an" : role.addressKind == .clusterIP ? "the" : "a"
      guard let owner = owners.first else { return "\(ip) lies in the range of ClusterIPs." }
      let services = unique(owners.isEmpty ? [owner] : owners)
      return "\(ip) is \(article) \(word) of \(names.some(services))"
        + (role.addressKind == .clusterIP ? ": a virtual address." : ".")
    case .external: return "\(ip) is none of the cluster's addresses."
    case .unknown: return "\(ip) is an address of which the objects given say nothing."
    default: return "\(ip) is a \(role.addressKind.rawValue) address."
    }
  }

  private func unique(_ ids: [ServicePortID]) -> [String] {
    ids.map(names.service).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  private func port(_ port: UInt16, _ explained: ExplainedRole) -> String {
    let role = explained.role
    let transport = explained.transport.map { " over \(names.transport($0))" } ?? ""
    guard let kind = role.portKind else {
      if role.addressKind == .external || role.addressKind == .unknown { return "" }
      return "\(port)\(transport) is no port of it."
    }
    var owners: [String] = []
    switch kind {
    case .nodePort, .port, .targetPort: owners = role.services.map(names.service)
    case .hostPort, .containerPort: owners = role.pods.map(names.pod)
    }
    if kind == .nodePort || kind == .port { owners += role.pods.map { "\(names.pod($0)) (hostPort)" } }
    let article = kind == .containerPort ? "a" : "the"
    let whose = owners.isEmpty ? "" : " of \(names.some(owners))"
    return "\(port) is \(article) \(kind.rawValue)\(whose)\(transport)."
  }

  private func service(_ service: ExplainedService) -> String {
    let port = map[service.ports[0]]
    let name = "\(names.service(service.ports[0])) (type \(port.type.rawValue))"
    if port.headless { return "\(name) is headless: it gives its pods one name, but no address of its own." }
    if port.type == .externalName { return "\(name) is another name for something outside." }
    guard !port.clusterIPs.isEmpty else { return "\(name) is one address for all pods behind it, its ClusterIP." }
    let addresses = port.clusterIPs.map(\.description).joined(lastBy: "and")
    return "\(name) is one address for all pods behind it: the ClusterIP \(addresses)."
  }

  private func pod(_ id: PodID) -> String {
    let pod = map[id]
    var sentence = names.pod(id)
    sentence = sentence.prefix(1).uppercased() + sentence.dropFirst()
    if pod.replicas != nil { return "\(sentence) is the template of a workload: its pods are not among the objects." }
    let addresses = pod.ips.map(\.description).joined(lastBy: "and")
    let node = pod.node.map { " on node \(names.node($0))" } ?? ""
    if pod.hostNetwork { return "\(sentence)\(node) uses the network of its node: \(addresses)." }
    return "\(sentence)\(node) has "
      + (addresses.isEmpty ? "no address in the objects given." : "the PodIP \(addresses).")
  }

  private func node(_ id: NodeID) -> String {
    let node = map[id]
    let addresses = node.addresses.map(\.description).joined(lastBy: "and")
    let ranges = node.podCIDRs.map(\.description).joined(lastBy: "and")
    let pods = ranges.isEmpty ? "" : " Its pods get their addresses from \(ranges)."
    let own = addresses.isEmpty ? "has no address in the objects given" : "has the NodeIP \(addresses)"
    return "Node \(names.node(id)) \(own).\(pods)"
  }
}
