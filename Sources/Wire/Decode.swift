/// UDP destination ports taken for tunnels. A port of 0 takes none; the last of each kind is for clusters that chose
/// their own.
@frozen public struct TunnelPorts: Hashable, BitwiseCopyable, Sendable {
  /// IANA: Calico, Open vSwitch, Docker.
  public var vxlan: UInt16 = 4789
  /// Linux before the assignment, still flannel's and Cilium's default.
  public var vxlanLinux: UInt16 = 8472
  public var vxlanOther: UInt16 = 0
  public var vxlanGPE: UInt16 = 4790
  public var geneve: UInt16 = 6081
  public var geneveOther: UInt16 = 0
  public init() {}
  public static let standard = TunnelPorts()
}

/// Turns one captured packet into `Headers`, from the link layer to the innermost transport.
///
/// Lax: what was understood before a cut, a contradiction or an unknown protocol stays, and `Headers.stop` says where and
/// why it ended. Checksums are not looked at: on virtual interfaces they are wrong in healthy packets. Fragments are not
/// joined here. Nothing is allocated, and every loop has a limit.
public struct Decoder: Sendable {
  /// Encapsulations entered in one packet.
  public static let maximumTunnels = 4
  /// Link-layer headers, tags and labels in front of one IP header; also the limit for IPv6 extension headers behind one.
  public static let maximumLayers = 16

  public var ports: TunnelPorts

  public init(ports: TunnelPorts = .standard) { self.ports = ports }

  /// - Parameter headers: overwritten completely.
  public func decode(_ packet: borrowing Packet, into headers: inout Headers) {
    headers = Headers()
    headers.timestamp = packet.timestamp
    headers.number = packet.number
    headers.direction = packet.direction
    headers.wireLength = UInt32(truncatingIfNeeded: packet.originalLength)
    var walk = Walk(packet.bytes, length: packet.originalLength)
    var next = start(packet.linkType, &walk, &headers)
    while next != .none {
      next = step(next, &walk, &headers)
    }
  }

  /// Reads one header; what comes next, or `.none` at the end.
  @inline(__always)
  private func step(_ layer: Layer, _ walk: inout Walk, _ headers: inout Headers) -> Layer {
    switch layer {
    case .ethernet: readEthernet(&walk, &headers)
    case .vlan: readVLAN(&walk, &headers)
    case .llc: readLLC(&walk, &headers)
    case .mpls: readMPLS(&walk, &headers)
    case .pppoe: readPPPoE(&walk, &headers)
    case .ppp: readPPP(&walk, &headers)
    case .raw: readRaw(&walk, &headers)
    case .ipv4: readIPv4(&walk, &headers)
    case .ipv6: readIPv6(&walk, &headers)
    case .ipv6Extension: readExtensions(&walk, &headers)
    case .tcp: readTCP(&walk, &headers)
    case .udp: readUDP(&walk, &headers)
    case .sctp: readSCTP(&walk, &headers)
    case .icmp: readICMP(.icmp, &walk, &headers)
    case .icmpv6: readICMP(.icmpv6, &walk, &headers)
    case .vxlan: readVXLAN(&walk, &headers)
    case .geneve: readGeneve(&walk, &headers)
    case .gre: readGRE(&walk, &headers)
    case .erspan: readERSPAN(&walk, &headers)
    case .nsh: readNSH(&walk, &headers)
    case .arp, .esp: walk.end(layer, .complete, &headers)
    case .none, .link, .linuxCooked, .loopback, .ah, .ipip: .none
    }
  }
}
