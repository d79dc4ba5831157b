import Cluster
import Wire

/// What explanations call things. All names pass `printable` here.
struct ExplainNames {
  let map: ServiceMap

  func service(_ id: ServicePortID) -> String { "Service \(title(id))" }
  func title(_ id: ServicePortID) -> String { "\(printable(map[id].namespace))/\(printable(map[id].name))" }
  func pod(_ id: PodID) -> String { "pod \(printable(map[id].namespace))/\(printable(map[id].name))" }
  func node(_ id: NodeID) -> String { printable(map[id].name) }

  /// `nginx-service` when no other namespace has one of that name, else with its namespace.
  func short(_ id: ServicePortID) -> String {
    let isOnly = !map.servicePorts.contains { $0.name == map[id].name && $0.namespace != map[id].namespace }
    return isOnly ? printable(map[id].name) : title(id)
  }

  func short(_ id: PodID) -> String {
    map.pods(named: map[id].name).count == 1
      ? printable(map[id].name) : "\(printable(map[id].namespace))/\(printable(map[id].name))"
  }

  func transport(_ transport: TransportProtocol) -> String {
    switch transport {
    case .tcp: "TCP"
    case .udp: "UDP"
    case .sctp: "SCTP"
    default: "IP protocol \(transport.rawValue)"
    }
  }

  /// `worker-1 and worker-2`; of many the first eight.
  func nodes(_ ids: [NodeID]) -> String { some(ids.map(node)) }

  func some(_ texts: [String], most: Int = 8) -> String {
    guard texts.count > most else { return texts.joined(lastBy: "and") }
    return texts.prefix(most).joined(separator: ", ") + " and \(texts.count - most) more"
  }

  func door(_ door: Door) -> String {
    guard let port = door.port else { return door.ip?.description ?? "" }
    guard let ip = door.ip else { return "\(door.addressKind.rawValue):\(port)" }
    return Socket(ip, port).description
  }

  /// What was asked about, as one would type it.
  func subject(_ subject: ExplainSubject) -> String {
    switch subject {
    case .address(let ip, let port, let transport):
      let socket = port.map { Socket(ip, $0).description } ?? ip.description
      return transport.map { "\(socket)/\(self.transport($0).lowercased())" } ?? socket
    case .service(let namespace, let name): return "Service \(printable(namespace))/\(printable(name))"
    case .pod(let id): return "Pod \(printable(map[id].namespace))/\(printable(map[id].name))"
    case .node(let id): return "Node \(node(id))"
    }
  }

  /// What the container port of this number is called in a pod.
  func targetName(_ id: ServicePortID) -> String {
    switch map[id].targetPort {
    case .number(let number): "\(number)"
    case .name(let name): printable(name)
    }
  }
}
