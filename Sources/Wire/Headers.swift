/// Which way a packet crossed the interface it was captured on, as the capture itself says (Linux cooked packet type,
/// pcapng `epb_flags`). An Ethernet file without flags does not say.
@frozen public enum PacketDirection: UInt8, Sendable, BitwiseCopyable { case unknown, `in`, out }

/// Transport protocol numbers (IANA "Assigned Internet Protocol Numbers") that carry ports or stand in for them.
@frozen public struct TransportProtocol: RawRepresentable, Hashable, BitwiseCopyable, Sendable {
  public var rawValue: UInt8
  @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }
  @inlinable public static var none: TransportProtocol { TransportProtocol(rawValue: 0) }
  @inlinable public static var icmp: TransportProtocol { TransportProtocol(rawValue: 1) }
  @inlinable public static var tcp: TransportProtocol { TransportProtocol(rawValue: 6) }
  @inlinable public static var udp: TransportProtocol { TransportProtocol(rawValue: 17) }
  @inlinable public static var icmpv6: TransportProtocol { TransportProtocol(rawValue: 58) }
  @inlinable public static var sctp: TransportProtocol { TransportProtocol(rawValue: 132) }
  @inlinable public static var udpLite: TransportProtocol { TransportProtocol(rawValue: 136) }
}

/// Source and destination of one packet as one header stack says them.
///
/// For ICMP echo both ports are the echo identifier (as conntrack keeps it), so that a request and its reply are one
/// unordered pair; for every other ICMP message they are 0.
@frozen public struct Tuple: Hashable, BitwiseCopyable, Sendable {
  public var source: IPAddress
  public var destination: IPAddress
  public var sourcePort: UInt16
  public var destinationPort: UInt16
  public var transport: TransportProtocol
  @inlinable public init(
    source: IPAddress = .unspecified, sourcePort: UInt16 = 0, destination: IPAddress = .unspecified,
    destinationPort: UInt16 = 0, transport: TransportProtocol = .none
  ) {
    self.source = source
    self.destination = destination
    self.sourcePort = sourcePort
    self.destinationPort = destinationPort
    self.transport = transport
  }
  @inlinable public var reversed: Tuple {
    Tuple(
      source: destination, sourcePort: destinationPort, destination: source, destinationPort: sourcePort,
      transport: transport)
  }
}

@frozen public enum IPVersion: UInt8, Sendable, BitwiseCopyable { case none, v4, v6 }

@frozen public enum TunnelKind: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  case none, vxlan, vxlanGPE, geneve, gre, erspan, ipip, sixInFour
}

/// The encapsulation directly around the innermost IP header.
@frozen public struct Encapsulation: Hashable, BitwiseCopyable, Sendable {
  public var kind: TunnelKind = .none
  /// VXLAN and Geneve VNI (24 bits), GRE key (low 24 bits), ERSPAN session; 0 when the tunnel has none.
  public var identifier: UInt32 = 0
  public var source: IPAddress = .unspecified
  public var destination: IPAddress = .unspecified
  @inlinable public init() {}
}

@frozen public struct TCPFlags: OptionSet, BitwiseCopyable, Sendable {
  public var rawValue: UInt8
  @inlinable public init(rawValue: UInt8) { self.rawValue = rawValue }
  @inlinable public static var fin: TCPFlags { TCPFlags(rawValue: 1) }
  @inlinable public static var syn: TCPFlags { TCPFlags(rawValue: 2) }
  @inlinable public static var rst: TCPFlags { TCPFlags(rawValue: 4) }
  @inlinable public static var psh: TCPFlags { TCPFlags(rawValue: 8) }
  @inlinable public static var ack: TCPFlags { TCPFlags(rawValue: 16) }
}

/// Facts about the innermost headers, one bit each.
@frozen public struct HeaderTraits: OptionSet, BitwiseCopyable, Sendable {
  public var rawValue: UInt16
  @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }
  /// Any fragment, the first included.
  @inlinable public static var fragment: HeaderTraits { HeaderTraits(rawValue: 1) }
  /// A fragment that is not the first: there is no transport header, ports are 0.
  @inlinable public static var laterFragment: HeaderTraits { HeaderTraits(rawValue: 2) }
  /// The innermost transport header was read: all of it, or at least its ports when `stop` names it as cut.
  @inlinable public static var hasTransport: HeaderTraits { HeaderTraits(rawValue: 4) }
  /// `timestampValue` and `timestampEcho` were present.
  @inlinable public static var hasTimestamp: HeaderTraits { HeaderTraits(rawValue: 8) }
  /// `quoted` holds the packet that an ICMP error speaks of.
  @inlinable public static var hasQuote: HeaderTraits { HeaderTraits(rawValue: 16) }
  /// An ICMP or ICMPv6 echo request or reply: `icmpIdentifier` is in both ports, `sequence` is the echo sequence.
  @inlinable public static var isEcho: HeaderTraits { HeaderTraits(rawValue: 32) }
  /// A fragment that more fragments follow.
  @inlinable public static var hasMoreFragments: HeaderTraits { HeaderTraits(rawValue: 64) }
  /// ARP or ICMPv6 neighbour discovery: `quoted.source` asks who has `quoted.destination`; or the former tells the latter that
  /// it has its own.
  @inlinable public static var asksNeighbour: HeaderTraits { HeaderTraits(rawValue: 256) }
  @inlinable public static var answersNeighbour: HeaderTraits { HeaderTraits(rawValue: 512) }
  /// VXLAN around a TCP SYN: the outer UDP checksum is there and does not fit.
  @inlinable public static var badOuterChecksum: HeaderTraits { HeaderTraits(rawValue: 1024) }
  /// A UDP payload that begins like a QUIC long header (RFC 9000 §17.2) with a connection identifier of 8 bytes or more.
  @inlinable public static var hasConnectionID: HeaderTraits { HeaderTraits(rawValue: 128) }
}

/// What one packet's headers say: fixed size, no reference in it, the only thing kept of a packet.
///
/// "Innermost" is the last IP header reached through tunnels, "outermost" the first; without a tunnel they agree.
/// A field that its packet does not have is 0. Layout matters: the flow engine copies one of these per packet.
@frozen public struct Headers: BitwiseCopyable, Sendable {
  /// Innermost addresses and ports; the protocol alone, with ports 0, for later fragments and when `hasTransport` is not set.
  /// Addresses are unspecified when the innermost IP header itself was unreadable.
  public var tuple = Tuple()
  /// Outermost addresses and ports: up to the first transport header or the second IP header.
  public var outer = Tuple()
  /// Around the innermost IP header.
  public var encapsulation = Encapsulation()
  /// The tuple of the packet quoted in an ICMP error, in the direction that packet travelled.
  public var quoted = Tuple()

  /// Nanoseconds since 1970-01-01 UTC, as the file has it.
  public var timestamp: Int64 = 0
  /// Position in its file, counted from 1.
  public var number: UInt64 = 0

  /// TCP sequence number; ICMP echo sequence; the MTU of ICMP "fragmentation needed" and ICMPv6 "packet too big"; SCTP
  /// initiate tag of INIT and INIT ACK.
  public var sequence: UInt32 = 0
  /// TCP acknowledgement number; SCTP verification tag.
  public var acknowledgement: UInt32 = 0
  public var timestampValue: UInt32 = 0
  public var timestampEcho: UInt32 = 0
  /// TCP SYN: a hash of MSS, window scale, SACK-permitted and option order. 0 on other packets.
  public var optionsHash: UInt32 = 0
  /// IPv4 identification, or the IPv6 flow label (20 bits); of the innermost header.
  public var packetID: UInt32 = 0
  /// Of the quoted packet in an ICMP error: its IPv4 identification or IPv6 flow label.
  public var quotedPacketID: UInt32 = 0
  /// Of the quoted packet: its TCP sequence number, when it was TCP.
  public var quotedSequence: UInt32 = 0

  /// Transport payload bytes by the headers' own lengths, not by what was captured.
  public var payloadLength: UInt32 = 0
  /// A hash of the first 12 captured payload bytes; 0 when fewer were captured and the payload is longer.
  public var payloadHash: UInt32 = 0
  /// A hash of the first 32 captured payload bytes, 0 when fewer were captured and the payload is longer.
  public var longPayloadHash: UInt32 = 0
  /// Packet length on the wire, link header included.
  public var wireLength: UInt32 = 0
  /// Length of the innermost IP packet by its header; of the bytes that were left when the header says 0 (BIG TCP).
  public var ipLength: UInt32 = 0
  /// Interface index of a Linux cooked v2 packet; 0 when the link type has none.
  public var interfaceIndex: UInt32 = 0

  public var ipVersion = IPVersion.none
  public var outerIPVersion = IPVersion.none
  /// Innermost TTL or hop limit.
  public var ttl: UInt8 = 0
  public var flags = TCPFlags()
  /// ICMP or ICMPv6 type and code; SCTP: the type of the first chunk in `icmpType`.
  public var icmpType: UInt8 = 0
  public var icmpCode: UInt8 = 0
  public var direction = PacketDirection.unknown
  public var traits = HeaderTraits()
  /// Innermost VLAN identifier, 0 when untagged.
  public var vlan: UInt16 = 0
  /// TCP window or 0.
  public var window: UInt16 = 0
  /// IP headers passed, and tunnels among them.
  public var layers: UInt8 = 0
  public var tunnels: UInt8 = 0
  /// Why decoding ended before the innermost transport header was complete; `.none` when it did not.
  public var stop = Stop()

  @inlinable public init() {}
}
