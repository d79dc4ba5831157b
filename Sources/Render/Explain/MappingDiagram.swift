import Cluster
import Wire

/// A small picture of one mapping: entrances above, endpoints below, one rewrite between.
///
/// ```
/// ▶ 192.168.49.2:30001  nodePort    on every node
///   10.96.120.14:30080  port        on the ClusterIP
///           │  DNAT: the node writes a new destination
///           ▼
///   10.244.1.5:80       targetPort  Pod default/nginx on worker-1, ready
/// ```
struct MappingDiagram {
  let names: ExplainNames
  let prose: Prose
  let style: Style
  private var map: ServiceMap { names.map }

  struct Row {
    var socket: String
    var kind: String
    var note: String
    var isAsked = false
  }

  /// Endpoints that are drawn.
  static let mostEndpoints = 10

  func lines(_ id: ServicePortID, asked: Socket?) -> [String] {
    let port = map[id]
    let label = port.portName.map { ", port named \(printable($0))" } ?? ""
    let title = "\(names.service(id)), \(names.transport(port.transport))\(label)"
    let entrances = port.headless ? [] : entrances(id, asked)
    let link = port.headless ? nil : "one DNAT: the node that gets the packet writes the new destination"
    return prose.lines(title, indent: 2) + draw(entrances, link, endpoints(id, asked))
  }

  /// hostPort → containerPort.
  func lines(hostPortsOf pod: PodID, asked: Socket?) -> [String] {
    let info = map[pod]
    return info.containerPorts.flatMap { port -> [String] in
      guard let hostPort = port.hostPort, asked == nil || asked?.port == hostPort else { return [] }
      let node = info.node.map { "on \(names.node($0)) only" } ?? "on the pod's node only"
      let addresses = info.node.map { map[$0].addresses } ?? info.hostIPs
      let fronts = (port.hostIP.map { [$0] } ?? addresses).map { Socket($0, hostPort) }
      var rows = fronts.map { Row(socket: $0.description, kind: "hostPort", note: node, isAsked: $0 == asked) }
      if rows.isEmpty { rows = [Row(socket: "NodeIP:\(hostPort)", kind: "hostPort", note: node)] }
      let ends = info.ips.isEmpty ? ["PodIP:\(port.port)"] : info.ips.map { Socket($0, port.port).description }
      let place = info.node.map { " on \(names.node($0))" } ?? ""
      let note = "\(names.pod(pod))\(place)\(state(info))"
      let below = ends.map { Row(socket: $0, kind: "containerPort", note: note, isAsked: $0 == asked?.description) }
      let title = "\(names.pod(pod)), \(names.transport(port.transport))"
      return prose.lines(title, indent: 2) + draw(rows, "one DNAT on that node; the client's address stays", below)
    }
  }

  private func state(_ pod: PodInfo) -> String {
    if pod.terminating { return ", terminating" }
    return pod.ready.map { $0 ? ", ready" : ", not ready" } ?? ""
  }

  private func entrances(_ id: ServicePortID, _ asked: Socket?) -> [Row] {
    let port = map[id]
    var rows: [Row] = []
    func add(_ ip: IPAddress?, _ number: UInt16, _ kind: AddressKind, _ portKind: PortKind, _ note: String) {
      let socket = ip.map { Socket($0, number) }
      let text = socket?.description ?? "\(kind.rawValue):\(number)"
      rows.append(Row(socket: text, kind: portKind.rawValue, note: note, isAsked: socket != nil && socket == asked))
    }
    if let nodePort = port.nodePort {
      let addresses = map.nodes.flatMap(\.addresses).filter { $0.isIPv4 ? port.hasIPv4 : port.hasIPv6 }
      let shown = asked.flatMap { asked in asked.port == nodePort ? addresses.first { $0 == asked.ip } : nil }
      add(
        shown ?? addresses.first, nodePort, .nodeIP, .nodePort,
        port.externalTrafficPolicyLocal ? "on nodes with a ready endpoint" : "on the NodeIPs of every node")
    }
    for ip in port.clusterIPs { add(ip, port.port, .clusterIP, .port, "on the ClusterIP") }
    if port.clusterIPs.isEmpty {
      add(nil, port.port, .clusterIP, .port, "on the ClusterIP, which is not in the objects")
    }
    for ip in port.loadBalancerIPs { add(ip, port.port, .loadBalancerIP, .port, "on the LoadBalancerIP") }
    for ip in port.externalIPs { add(ip, port.port, .externalIP, .port, "on the ExternalIP") }
    return rows
  }

  private func endpoints(_ id: ServicePortID, _ asked: Socket?) -> [Row] {
    let port = map[id]
    var rows = port.backends.prefix(Self.mostEndpoints).map { backend in
      let socket = backend.socket.map { $0.port == 0 ? "\($0.ip) (all ports)" : $0.description }
      return Row(
        socket: socket ?? "PodIP:\(names.targetName(id))", kind: "targetPort", note: note(backend, port),
        isAsked: backend.socket != nil && backend.socket == asked)
    }
    if port.backends.count > rows.count {
      rows.append(Row(socket: "…", kind: "", note: "and \(port.backends.count - rows.count) more endpoints"))
    }
    if rows.isEmpty {
      rows.append(
        Row(
          socket: "PodIP:\(names.targetName(id))", kind: "targetPort",
          note: port.endpointsKnown ? "no endpoint: nothing answers" : "not in the objects"))
    }
    return rows
  }

  private func note(_ backend: Backend, _ port: ServicePort) -> String {
    var parts: [String] = []
    if case .name(let name) = port.targetPort { parts.append("“\(printable(name))” of") }
    let owner = backend.socket.flatMap { map.nodeOwning($0.ip) }.map { "node \(names.node($0)) itself" }
    parts.append(backend.pod.map(names.pod) ?? owner ?? "an address of no pod in the objects")
    if let node = backend.node, backend.pod != nil || owner == nil { parts.append("on \(names.node(node))") }
    return parts.joined(separator: " ") + ", " + Self.readiness(backend)
  }

  static func readiness(_ backend: Backend) -> String {
    if backend.terminating { return backend.serving ? "terminating, still serving" : "terminating" }
    if backend.ready { return backend.assumed ? "taken for ready" : "ready" }
    return backend.serving ? "serving, not ready" : "not ready"
  }

  private func draw(_ above: [Row], _ link: String?, _ below: [Row]) -> [String] {
    let rows = above + below
    let first = rows.map { displayWidth($0.socket) }.max() ?? 0
    let second = rows.map { displayWidth($0.kind) }.max() ?? 0
    var lines = above.flatMap { line($0, first, second) }
    if let link, !above.isEmpty {
      lines += prose.lines("│ \(link)", indent: 10).enumerated().map {
        $0.offset == 0 ? $0.element : "\(bar)\($0.element.dropFirst(10))"
      }
      lines.append(String(repeating: " ", count: 10) + "▼")
    }
    return lines + below.flatMap { line($0, first, second) }
  }

  private var bar: String { String(repeating: " ", count: 10) + "│ " }

  private func line(_ row: Row, _ first: Int, _ second: Int) -> [String] {
    let mark = row.isAsked ? style(.strong, "▶ ") : "  "
    let head = "  \(mark)\(style(row.isAsked ? .strong : .name, row.socket.padded(first)))  \(row.kind.padded(second))"
    let start = first + second + 8
    guard prose.width - start >= 24 else { return [head.trimmed] + prose.lines(row.note, indent: 8) }
    let notes = prose.lines(row.note, indent: start)
    return [head + "  " + (notes.first.map { String($0.dropFirst(start)) } ?? "")] + notes.dropFirst()
  }
}

extension String {
  /// Without spaces at the end.
  var trimmed: String {
    var text = Substring(self)
    while text.last == " " { text.removeLast() }
    return String(text)
  }
}
