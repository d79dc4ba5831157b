import Capture
import Cluster
import Wire

/// What a filter hides of connections that it shows, apart from sides of a translation.
enum FilterLoss: CaseIterable {
  case errors, errors6, fragments, tunnel

  var words: String {
    switch self {
    case .errors: "ICMP errors, which say who refused a connection and why"
    case .errors6: "ICMPv6 errors, which say who refused a connection and why"
    case .fragments: "later fragments of large packets, which have no ports"
    case .tunnel:
      "what goes between nodes through a tunnel (VXLAN, Geneve, IP in IP), if the pods' network of this cluster has one"
    }
  }

  /// What a filter needs besides to keep it.
  var remedy: String {
    switch self {
    case .errors: "icmp"
    case .errors6: "icmp6"
    case .fragments: "(ip[6:2] & 0x1fff != 0)"
    case .tunnel: "udp port (8472 or 4789 or 6081) or ip proto (4 or 41)"
    }
  }

  /// Packets of it, as they would be captured; it is hidden when none of them passes.
  /// - Parameter shown: a connection that passes.
  func probes(_ shown: Connection, _ map: ServiceMap) -> [[UInt8]] {
    let isIPv4 = shown.server.ip.isIPv4
    switch self {
    case .errors where isIPv4, .errors6 where !isIPv4: return [ProbeFrame.makeError(shown.server, shown.client)]
    case .fragments where isIPv4:
      return [ProbeFrame.makeFragment(shown.client.ip, shown.server.ip, shown.transport)]
    case .tunnel:
      let nodes = map.nodes.compactMap { $0.addresses.first { $0.isIPv4 } }
      // Where pods of one node only are known, nothing goes between nodes.
      guard nodes.count > 1, shown.isInside else { return [] }
      return [8472, 4789, 6081].map { ProbeFrame.make(Socket(nodes[0], 50_000), Socket(nodes[1], $0), .udp) }
        + [4, 41].map { ProbeFrame.make(Socket(nodes[0], 0), Socket(nodes[1], 0), TransportProtocol(rawValue: $0)) }
    default: return []
    }
  }

  /// A connection as packets at one place show it.
  struct Connection {
    var client: Socket
    var server: Socket
    var transport: TransportProtocol
    /// The server is a pod, which a tunnel may lead to.
    var isInside: Bool
  }
}

/// Finds them by asking the filter about packets as they would be.
struct FilterLossSearch {
  private let map: ServiceMap
  private let connections: [FilterLoss.Connection]
  private static let most = 500

  init(_ map: ServiceMap, expression: String) {
    self.map = map
    let words = expression.split { " ()!&|".contains($0) }
    let named = words.compactMap { IPAddress(String($0)) }.prefix(4)
    let clients = ["203.0.113.1", "2001:db8::1"].compactMap { IPAddress($0) } + named
    var servers = Self.servers(map)
    // What no object has: what the expression names itself, and anybody's.
    let ports = words.compactMap { UInt16($0) }.filter { $0 > 0 }.prefix(4)
    let hasIPv6 = servers.isEmpty || servers.contains { !$0.0.ip.isIPv4 }
    let anybody = (["192.0.2.2"] + (hasIPv6 ? ["2001:db8::2"] : [])).compactMap { IPAddress($0) }
    for ip in named + anybody {
      for port in ports {
        for transport in [TransportProtocol.tcp, .udp] { servers.append((Socket(ip, port), transport, false)) }
      }
      servers.append((Socket(ip, 80), .tcp, false))
    }
    connections = servers.prefix(Self.most).flatMap { server, transport, isInside in
      clients.filter { $0.isIPv4 == server.ip.isIPv4 && $0 != server.ip }.map {
        FilterLoss.Connection(client: Socket($0, 50_000), server: server, transport: transport, isInside: isInside)
      }
    }
  }

  private static func servers(_ map: ServiceMap) -> [(Socket, TransportProtocol, Bool)] {
    map.servicePorts.prefix(most / 4).flatMap { port in
      port.clusterIPs.map { (Socket($0, port.port), port.transport, false) }
        + port.backends.compactMap(\.socket).filter { $0.port != 0 }.prefix(2).map { ($0, port.transport, true) }
    }
  }

  /// - Returns: what it hides of something that it shows.
  func find(_ filter: inout PacketFilter) -> [FilterLoss] {
    var shown: [FilterLoss.Connection] = []
    for connection in connections {
      let there = ProbeFrame.make(connection.client, connection.server, connection.transport)
      let back = ProbeFrame.make(connection.server, connection.client, connection.transport)
      if filter.admits(ethernet: there) == true || filter.admits(ethernet: back) == true { shown.append(connection) }
    }
    return FilterLoss.allCases.filter { loss in
      for connection in shown {
        let probes = loss.probes(connection, map)
        if !probes.isEmpty, !probes.contains(where: { filter.admits(ethernet: $0) == true }) { return true }
      }
      return false
    }
  }

  /// The expression that keeps them, with no more than is needed, and asked again whether it hides nothing: what is added
  /// may itself have fragments.
  /// - Parameter start: what it begins with, in parentheses.
  func remedy(_ start: String, _ losses: [FilterLoss]) -> String? {
    var needed = losses
    for _ in FilterLoss.allCases {
      let remedy = ([start] + needed.map(\.remedy)).joined(separator: " or ")
      guard PacketFilter.instructions(of: remedy, .ethernet) != nil else { return nil }
      var filter = PacketFilter(remedy)
      let left = FilterLossSearch(map, expression: remedy).find(&filter).filter { !needed.contains($0) }
      if left.isEmpty { return find(&filter).isEmpty ? remedy : nil }
      needed += left
    }
    return nil
  }
}
