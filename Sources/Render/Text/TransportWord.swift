import Wire

extension TransportProtocol {
  /// The word in outputs.
  var word: String {
    switch self {
    case .tcp: "tcp"
    case .udp: "udp"
    case .udpLite: "udplite"
    case .sctp: "sctp"
    case .icmp: "icmp"
    case .icmpv6: "icmpv6"
    default: "ip-\(rawValue)"
    }
  }
}
