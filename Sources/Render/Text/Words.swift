import Cluster
import Trace
import Wire

/// The words that all text forms share: what an end of a connection is called, how it went, what a Service maps.
public struct Words: Sendable {
  let map: ServiceMap
  /// Addresses instead of names of pods and nodes.
  let isNumeric: Bool

  public init(map: ServiceMap, isNumeric: Bool = false) {
    self.map = map
    self.isNumeric = isNumeric
  }

  /// `ok` for what went well, else the state.
  func outcome(_ path: Path) -> String {
    path.state == .open || path.state == .closed ? "ok" : path.state.rawValue
  }

  func transport(_ transport: TransportProtocol) -> String { transport.word }

  /// Pod or node when exactly one has the address, else the address; with the port where ports exist.
  func end(_ socket: Socket, _ role: Role?, _ transport: TransportProtocol) -> String {
    guard let name = name(role) else { return address(socket, transport) }
    return isPortless(transport) ? name : "\(name):\(socket.port)"
  }

  func address(_ socket: Socket, _ transport: TransportProtocol) -> String {
    isPortless(transport) ? socket.ip.description : socket.description
  }

  func isPortless(_ transport: TransportProtocol) -> Bool { transport == .icmp || transport == .icmpv6 }

  /// Of the pod or node that alone has the address.
  func name(_ role: Role?) -> String? {
    guard let role, !isNumeric else { return nil }
    if role.addressKind == .podIP, role.pods.count == 1 { return printable(map[role.pods[0]].name) }
    if role.addressKind == .nodeIP, let node = role.node { return printable(map[node].name) }
    return nil
  }

  func pod(_ role: Role?) -> PodInfo? {
    guard let role, role.pods.count == 1 else { return nil }
    return map[role.pods[0]]
  }

  /// Of the only pod, for people.
  func podName(_ role: Role?) -> String? { isNumeric ? nil : pod(role).map { printable($0.name) } }

  /// The node that an end is on: its pod's node, or itself.
  func node(_ role: Role?) -> String? {
    guard let role else { return nil }
    if let node = role.node { return printable(map[node].name) }
    if let node = pod(role)?.node { return printable(map[node].name) }
    return nil
  }

  /// `default/nginx-service`; `pod default/influxdb` where no Service took part.
  func subject(_ path: Path) -> String {
    if let service = path.names.service { return title(service) }
    if let pod = path.probe.map({ map[$0.pod] }) { return "pod \(printable(pod.namespace))/\(printable(pod.name))" }
    if !path.names.candidates.isEmpty { return path.names.candidates.map(title).joined(separator: " or ") + "?" }
    if let pod = pod(path.names.backend) { return "pod \(printable(pod.namespace))/\(printable(pod.name))" }
    if let front = path.names.front { return front.addressKind.rawValue }
    return "unknown"
  }

  func title(_ id: ServicePortID) -> String { "\(printable(map[id].namespace))/\(printable(map[id].name))" }

  /// `nodePort 30001 · port 30080 → targetPort 80`: the Service's whole mapping, of which one entrance was used.
  func mapping(_ id: ServicePortID, reached: Socket?) -> String {
    let port = map[id]
    let entrances = (port.nodePort.map { "nodePort \($0) · " } ?? "") + "port \(port.port)"
    return "\(entrances) → targetPort \(target(port, reached: reached))"
  }

  private func target(_ port: ServicePort, reached: Socket?) -> String {
    switch port.targetPort {
    case .number(let number): "\(number)"
    case .name(let name): reached.map { "\(printable(name)) (\($0.port))" } ?? printable(name)
    }
  }

  /// The address kind and what the port is there: `nodePort`, `ClusterIP port`, `External`.
  func kind(_ role: Role?) -> String {
    guard let role else { return "" }
    let shown = role.portKind == .port ? "\(role.addressKind.rawValue) " : ""
    let port = role.portKind.map { shown + $0.rawValue } ?? role.addressKind.rawValue
    return role.inferred ? port + " (inferred)" : port
  }

  /// `ISN + timestamp + map`.
  func evidence(_ evidence: [Evidence]) -> String {
    evidence.map(word).joined(separator: " + ")
  }

  private func word(_ evidence: Evidence) -> String {
    switch evidence {
    case .isn: "ISN"
    case .tsval: "timestamp"
    case .packetID: "IP ID"
    case .dnsID: "DNS id"
    case .sctpTag: "SCTP tag"
    case .echo: "echo sequence"
    case .port: "source port"
    default: evidence.rawValue
    }
  }
}
