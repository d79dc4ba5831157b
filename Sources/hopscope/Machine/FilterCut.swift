import Capture
import Cluster
import Render
import Trace
import Wire

/// A filter that shows a connection on one side of a Service's translation and not on the other.
struct FilterCut: Equatable {
  /// `default/nginx-service`.
  var service: String
  var shown: String
  var hidden: String
  /// The server's socket that is hidden, before or after translation.
  var missing: Socket
  var transport: TransportProtocol
  /// Other Services of which it does the same.
  var others = 0

  var sentence: String {
    let more = others > 0 ? " (and of \(others) more)" : ""
    return """
      of connections to Service \(printable(service))\(more) the filter shows \(shown), but not \(hidden), the other side \
      of their translation: such paths fall apart, or look as if nothing was translated. To choose paths after they are \
      joined, use selectors: --service \(printable(service)), --ip, --port
      """
  }
}

extension FilterCut {
  init(_ service: String, _ shown: Socket, _ hidden: Socket, _ transport: TransportProtocol) {
    self.init(
      service: service, shown: "\(shown)", hidden: "\(hidden)", missing: hidden, transport: transport)
  }
}

/// Finds such Services by asking the filter about packets as they would be.
struct FilterCutSearch {
  private let map: ServiceMap
  /// Who connects: anyone, and the addresses that the filter names.
  private let clients: [IPAddress]
  private static let mostPorts = 2000
  private static let mostAddresses = 4
  /// Addresses of documentation (RFC 5737, RFC 3849), which are nobody's; the second two where a manifest has none.
  private static let anyone = ["203.0.113.1", "2001:db8::1"].compactMap { IPAddress($0) }
  private static let someNode = ["192.0.2.1"].compactMap { IPAddress($0) }
  private static let somePod = ["192.0.2.2"].compactMap { IPAddress($0) }

  init(_ map: ServiceMap, expression: String) {
    self.map = map
    let words = expression.split { " ()!&|".contains($0) }
    clients = Self.anyone + words.compactMap { IPAddress(String($0)) }.prefix(Self.mostAddresses)
  }

  /// - Returns: the first; nil when every path stays whole, or the filter has no meaning for Ethernet.
  func find(_ filter: inout PacketFilter) -> FilterCut? {
    var found: FilterCut?
    var told: Set<String> = []
    for port in map.servicePorts.prefix(Self.mostPorts) where !port.headless {
      let name = "\(port.namespace)/\(port.name)"
      guard !told.contains(name), let cut = cut(port, name, &filter) else { continue }
      if found == nil { found = cut } else { found?.others += 1 }
      told.insert(name)
    }
    return found
  }

  private func cut(_ port: ServicePort, _ name: String, _ filter: inout PacketFilter) -> FilterCut? {
    for entrance in entrances(port) {
      for endpoint in endpoints(port) where endpoint.ip.isIPv4 == entrance.ip.isIPv4 {
        for client in clients where client.isIPv4 == entrance.ip.isIPv4 {
          let before = shows(client, entrance, port.transport, &filter)
          let after = shows(client, endpoint, port.transport, &filter)
          if before && !after { return FilterCut(name, entrance, endpoint, port.transport) }
          if after && !before { return FilterCut(name, endpoint, entrance, port.transport) }
          if before, isMasqueraded(client, entrance, port), !shows(entrance.ip, endpoint, port.transport, &filter) {
            return FilterCut(
              service: name, shown: "client \(client)", hidden: "the node's address that SNAT may make of it",
              missing: endpoint, transport: port.transport)
          }
        }
      }
    }
    return nil
  }

  /// The filter, widened by what it hides; nil when several Services would have to be added, or it would not suffice.
  func remedy(_ expression: String, _ cut: FilterCut) -> String? {
    guard cut.others == 0 else { return nil }
    var parts = KernelFilterParts()
    var widened = expression
    var next: FilterCut? = cut
    // Each step adds one hidden socket: those of all nodes and all endpoints.
    for _ in 0..<Self.mostSteps {
      guard let hidden = next, hidden.others == 0 else { break }
      parts.addEndpoint(hidden.missing, hidden.transport)
      widened = "(\(expression)) or \(KernelFilterWriter.words(parts))"
      var filter = PacketFilter(widened)
      next = find(&filter)
    }
    guard next == nil, PacketFilter.instructions(of: widened, .ethernet) != nil else { return nil }
    return widened
  }

  private static let mostSteps = 24

  /// Whether a node may put its own address in the client's place.
  private func isMasqueraded(_ client: IPAddress, _ entrance: Socket, _ port: ServicePort) -> Bool {
    guard entrance.port == port.nodePort, !port.externalTrafficPolicyLocal else { return false }
    switch map.role(of: Socket(client, 0), transport: .icmp).addressKind {
    case .external, .unknown: return true
    default: return false
    }
  }

  /// A packet to the server, or one back.
  private func shows(
    _ client: IPAddress, _ server: Socket, _ transport: TransportProtocol, _ filter: inout PacketFilter
  ) -> Bool {
    let source = Socket(client, 50_000)
    return filter.admits(ethernet: ProbeFrame.make(source, server, transport)) == true
      || filter.admits(ethernet: ProbeFrame.make(server, source, transport)) == true
  }

  private func entrances(_ port: ServicePort) -> [Socket] {
    var sockets = (port.clusterIPs + port.loadBalancerIPs + port.externalIPs).map { Socket($0, port.port) }
    if let nodePort = port.nodePort {
      let nodes = map.nodes.compactMap(\.addresses.first)
      sockets += (nodes.isEmpty ? Self.someNode : nodes).prefix(Self.mostAddresses).map { Socket($0, nodePort) }
    }
    return sockets
  }

  private func endpoints(_ port: ServicePort) -> [Socket] {
    let known = port.backends.compactMap(\.socket).filter { $0.port != 0 }.prefix(Self.mostAddresses)
    guard known.isEmpty, case .number(let number) = port.targetPort else { return Array(known) }
    return Self.somePod.map { Socket($0, number) }
  }
}
