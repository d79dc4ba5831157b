/// Packets by IP version and transport. A later fragment and a UDP-Lite packet count as IP only.
public struct PacketCounts: Hashable, Sendable {
  /// Packets without an IP header.
  public var none: UInt64 = 0
  public var ip4: UInt64 = 0
  public var ip6: UInt64 = 0
  public var tcp: UInt64 = 0
  public var udp: UInt64 = 0
  public var sctp: UInt64 = 0
  public var icmp: UInt64 = 0
  public var icmp6: UInt64 = 0

  public init() {}

  /// Adds another capture's packets.
  mutating func merge(_ other: PacketCounts) {
    none += other.none
    ip4 += other.ip4
    ip6 += other.ip6
    tcp += other.tcp
    udp += other.udp
    sctp += other.sctp
    icmp += other.icmp
    icmp6 += other.icmp6
  }

  mutating func add(_ version: IPVersion, _ transport: TransportProtocol) {
    switch version {
    case .none: none += 1
    case .v4: ip4 += 1
    case .v6: ip6 += 1
    }
    switch transport {
    case .tcp: tcp += 1
    case .udp: udp += 1
    case .sctp: sctp += 1
    case .icmp: icmp += 1
    case .icmpv6: icmp6 += 1
    default: break
    }
  }
}

/// Flows by transport.
public struct FlowCounts: Hashable, Sendable {
  public var tcp: UInt64 = 0
  public var udp: UInt64 = 0
  public var sctp: UInt64 = 0

  public init() {}

  mutating func add(_ transport: TransportProtocol) {
    switch transport {
    case .tcp: tcp += 1
    case .udp: udp += 1
    case .sctp: sctp += 1
    default: break
    }
  }
}
