import Cluster
import Trace
import Wire

/// A display filter of Wireshark (wireshark-filter(4)) that shows the packets of paths, before and after every NAT. Made of
/// addresses, ports and words of ours alone.
enum WiresharkFilter {
  /// More ends would not be read by anyone.
  private static let most = 12

  /// Of one path: the pairs of ends that it had.
  static func of(_ path: Path) -> String {
    var terms: [String] = []
    for hop in path.hops {
      let term = pair(hop.tuple)
      if !terms.contains(term), terms.count < most { terms.append(term) }
    }
    return terms.joined(separator: " || ")
  }

  /// Of many: what was dialled, and where it led.
  static func of(_ paths: [Path]) -> String {
    var terms: [String] = []
    for path in paths.reversed() {
      for socket in [path.front, path.backend] {
        guard let socket, terms.count < most else { continue }
        let term = end(socket, path.transport)
        if !terms.contains(term) { terms.append(term) }
      }
    }
    return terms.joined(separator: " || ")
  }

  private static func pair(_ tuple: Tuple) -> String {
    let name = field(tuple.source)
    let ends = "\(name) == \(tuple.source) && \(name) == \(tuple.destination)"
    guard let layer = layer(tuple.transport) else { return "(\(ends))" }
    return "(\(ends) && \(layer).port == \(tuple.sourcePort) && \(layer).port == \(tuple.destinationPort))"
  }

  private static func end(_ socket: Socket, _ transport: TransportProtocol) -> String {
    let address = "\(field(socket.ip)) == \(socket.ip)"
    guard let layer = layer(transport) else { return "(\(address))" }
    return "(\(address) && \(layer).port == \(socket.port))"
  }

  private static func field(_ ip: IPAddress) -> String { ip.description.contains(":") ? "ipv6.addr" : "ip.addr" }

  private static func layer(_ transport: TransportProtocol) -> String? {
    switch transport {
    case .tcp: "tcp"
    case .udp: "udp"
    case .sctp: "sctp"
    default: nil
    }
  }
}
