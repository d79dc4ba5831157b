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
/// why it ended. Checksums are not looked at, but for one of VXLAN (`badOuterChecksum`): on virtual interfaces they are wrong
/// in healthy packets. Fragments are not joined here. Nothing is allocated, and every loop has a limit.
public struct Decoder: Sendable {
  /// Encapsulations entered in one packet.
  public static let maximumTunnels = 4
  /// Link-layer headers, tags and labels in front of one IP header; also the limit for IPv6 extension headers behind one.
  public static let maximumLayers = 16

  public var ports: TunnelPorts

  public init(ports: TunnelPorts = .standard) { self.ports = ports }

  /// - Parameter headers: overwritten completely.
  @inlinable
  public func decode(_ packet: borrowing Packet, into headers: inout Headers) {
    decode(packet.bytes, linkType: packet.linkType, originalLength: packet.originalLength, into: &headers)
    headers.timestamp = packet.timestamp
    headers.number = packet.number
    if headers.direction == .unknown { headers.direction = packet.direction }
  }

  /// What the bytes alone say. Apart from `decode(_:into:)`, so that a packet's fields reach it in registers.
  @inline(never) @usableFromInline
  func decode(_ bytes: RawSpan, linkType: LinkType, originalLength: Int, into headers: inout Headers) {
    headers = Headers()
    headers.wireLength = UInt32(truncatingIfNeeded: originalLength)
    var walk = Walk(bytes, length: originalLength)
    var next = start(linkType, &walk, &headers)
    while next != .none {
      if next == .ethernet { next = readEthernet(&walk, &headers) }
      if next == .ipv4 { next = readIPv4(&walk, &headers) }
      if next == .tcp { next = readTCP(&walk, &headers) } else { next = step(next, &walk, &headers) }
    }
  }

  /// Reads one header; what comes next, or `.none` at the end. The three that most packets have stand in the loop itself,
  /// where the processor predicts them apart from the others.
  @inline(__always)
  private func step(_ layer: Layer, _ walk: inout Walk, _ headers: inout Headers) -> Layer {
    switch layer {
    case .vlan: readVLAN(&walk, &headers)
    case .llc: readLLC(&walk, &headers)
    case .mpls: readMPLS(&walk, &headers)
    case .pppoe: readPPPoE(&walk, &headers)
    case .ppp: readPPP(&walk, &headers)
    case .raw: readRaw(&walk, &headers)
    case .ipv6: readIPv6(&walk, &headers)
    case .ipv6Extension: readExtensions(&walk, &headers)
    case .udp: readUDP(&walk, &headers)
    case .sctp: readSCTP(&walk, &headers)
    case .icmp: readICMP(.icmp, &walk, &headers)
    case .icmpv6: readICMP(.icmpv6, &walk, &headers)
    case .vxlan: readVXLAN(&walk, &headers)
    case .geneve: readGeneve(&walk, &headers)
    case .gre: readGRE(&walk, &headers)
    case .erspan: readERSPAN(&walk, &headers)
    case .nsh: readNSH(&walk, &headers)
    case .arp: readARP(&walk, &headers)
    case .esp: walk.end(layer, .complete, &headers)
    case .ethernet, .ipv4, .tcp: layer
    case .none, .link, .linuxCooked, .loopback, .ah, .ipip: .none
    }
  }
}
