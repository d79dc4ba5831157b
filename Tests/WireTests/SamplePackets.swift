import Testing
import Wire

/// One packet of each kind that hopscope reads, all around the same innermost datagram or its like.
struct SamplePacket: CustomTestStringConvertible, Sendable {
  var testDescription: String
  var linkType = LinkType.ethernet
  var bytes: Bytes

  init(_ name: String, _ bytes: Bytes) { self.init(name, .ethernet, bytes) }

  init(_ name: String, _ linkType: LinkType, _ bytes: Bytes) {
    testDescription = name
    self.linkType = linkType
    self.bytes = bytes
  }

  /// 10.0.0.1:1024 → 10.0.0.2:53.
  static let datagram = ipv4(17, udp(1024, 53, Bytes(1...40)))
  static let datagram6 = ipv6(17, udp(1024, 53, Bytes(1...40)))
  static let frame = ethernet(.ipv4, datagram)

  /// In `.link`: IPv4 directly, with nothing between that changes its fields.
  static let link: [SamplePacket] = [
    .init("Ethernet", frame),
    .init("802.1Q", ethernet(.vlan, vlan(5, .ipv4, datagram))),
    .init("802.1ad QinQ", ethernet(.providerBridge, vlan(9, .vlan, vlan(5, .ipv4, datagram)))),
    .init("QinQ of old", ethernet(.oldQinQ, vlan(9, .vlan, vlan(5, .ipv4, datagram)))),
    .init("802.1ah", ethernet(.backboneBridge, be32(77) + frame)),
    .init("802.1BR", ethernet(.portExtender, Bytes(repeating: 0, count: 6) + be16(0x0800) + datagram)),
    .init("VN-Tag", ethernet(.virtualNIC, Bytes(repeating: 0, count: 4) + be16(0x0800) + datagram)),
    .init("Cisco metadata", ethernet(.ciscoMetadata, Bytes(repeating: 1, count: 6) + be16(0x0800) + datagram)),
    .init("NSH", ethernet(.serviceHeader, [0, 2, 2, 1] + be32(3) + datagram)),
    .init("MPLS", ethernet(.mpls, label(17, bottom: false, label(18, bottom: true, datagram)))),
    .init("MPLS multicast", ethernet(.mplsMulticast, label(17, bottom: true, datagram))),
    .init("MPLS pseudowire", ethernet(.mpls, label(17, bottom: true, frame))),
    .init("MPLS pseudowire with control word", ethernet(.mpls, label(17, bottom: true, be32(1) + frame))),
    .init("PPPoE", ethernet(.pppoeSession, pppoe(be16(0x21) + datagram))),
    .init("802.3 SNAP", ethernet(EtherType(rawValue: 76), [0xaa, 0xaa, 3, 0, 0, 0] + be16(0x0800) + datagram)),
    .init("802.3 LLC IP", ethernet(EtherType(rawValue: 71), [6, 6, 3] + datagram)),
    .init(
      "802.3 bridged Ethernet",
      ethernet(EtherType(rawValue: 90), [0xaa, 0xaa, 3, 0, 0x80, 0xc2] + be16(7) + frame)),
    .init("PPP", .ppp, [0xff, 3] + be16(0x21) + datagram),
    .init("PPP without framing", .ppp, be16(0x21) + datagram),
    .init("PPP with a short protocol", .pppHDLC, [0x21] + datagram),
    .init("PPP with MPLS", .ppp, be16(0x281) + label(3, bottom: true, datagram)),
    .init("Cisco HDLC", .ciscoHDLC, [0x0f, 0] + be16(0x0800) + datagram),
    .init("PPPoE without Ethernet", .pppEther, pppoe(be16(0x21) + datagram)),
    .init("cooked", .linuxCooked, cooked(0, .ipv4, datagram)),
    .init("cooked 802.2", .linuxCooked, cooked(0, .linuxLLC, [6, 6, 3] + datagram)),
    .init("cooked with a tag", .linuxCooked, cooked(0, .vlan, vlan(5, .ipv4, datagram))),
    .init("cooked 2", .linuxCooked2, cooked2(4, interface: 3, .ipv4, datagram)),
    .init("null, little endian", .null, [2, 0, 0, 0] + datagram),
    .init("null, big endian", .null, [0, 0, 0, 2] + datagram),
    .init("null with an EtherType", .null, [0x0f, 0] + be16(0x0800) + datagram),
    .init("loop", .loop, [0, 0, 0, 2] + datagram),
    .init("raw", .raw, datagram),
    .init("raw of BSD", .rawBSD, datagram),
    .init("raw of OpenBSD", .rawOpenBSD, datagram),
    .init("IPv4", .ipv4, datagram),
  ]

  static let network: [SamplePacket] = [
    .init("ARP", ethernet(.arp, Bytes(repeating: 1, count: 28))),
    .init("IPv4 with options", ethernet(.ipv4, ipv4(17, udp(1024, 53, [1]), options: Bytes(repeating: 1, count: 8)))),
    .init("IPv4 first fragment", ethernet(.ipv4, ipv4(17, udp(1024, 53, [1]), fragment: 0x2000))),
    .init("IPv4 later fragment", ethernet(.ipv4, ipv4(17, Bytes(1...24), fragment: 0x2003))),
    .init("IPv4 AH", ethernet(.ipv4, ipv4(51, authentication(17, udp(1024, 53, [1]))))),
    .init("ESP", ethernet(.ipv4, ipv4(50, Bytes(1...32)))),
    .init("IPv6", ethernet(.ipv6, datagram6)),
    .init("IPv6 extensions", ethernet(.ipv6, ipv6(0, everyExtension))),
    .init("IPv6 later fragment", ethernet(.ipv6, ipv6(44, [17, 0] + be16(8 << 3 | 1) + be32(5) + Bytes(1...16)))),
  ]

  /// Hop-by-hop, destination options, routing, fragment (the first), AH, mobility, HIP, shim6, then UDP.
  static let everyExtension = ipv6Extension(
    60,
    ipv6Extension(
      43,
      words: 2,
      ipv6Extension(
        44,
        [51, 0] + be16(1) + be32(99)
          + authentication(
            135,
            ipv6Extension(139, ipv6Extension(140, ipv6Extension(17, udp(1024, 53, [1, 2, 3]))))))))

  static let synOptions: Bytes = [2, 4, 5, 0xb4, 4, 2, 8, 10] + be32(111) + be32(222) + [1, 3, 3, 7]

  static let transport: [SamplePacket] = [
    .init("TCP SYN", ethernet(.ipv4, ipv4(6, tcp(1024, 80, flags: 2, options: synOptions)))),
    .init("TCP data", ethernet(.ipv6, ipv6(6, tcp(1024, 80, options: [1, 1, 8, 10] + be32(1) + be32(2), [1, 2])))),
    .init("UDP-Lite", ethernet(.ipv4, ipv4(136, udp(1024, 53, [1, 2], length: 8)))),
    .init(
      "SCTP INIT", ethernet(.ipv4, ipv4(132, sctp(1024, 80, tag: 0, [1, 0] + be16(20) + be32(0xbeef) + Bytes(1...12))))),
    .init("echo", ethernet(.ipv4, ipv4(1, icmp(8, rest: be16(77) + be16(3), Bytes(1...40))))),
    .init("echo 6", ethernet(.ipv6, ipv6(58, icmp(129, rest: be16(77) + be16(3), Bytes(1...40))))),
    .init("unreachable", ethernet(.ipv4, ipv4(1, icmp(3, code: 3, ipv4(6, tcp(1024, 80)))))),
    .init("too big", ethernet(.ipv6, ipv6(58, icmp(2, ipv6(0, ipv6Extension(17, udp(1024, 53, [])), length: 16))))),
  ]

  /// Checksum, key 42, sequence number.
  static let greFields = be32(0) + be32(42) + be32(1)
  /// GRE version 1: length, call 42, sequence, acknowledgement.
  static let callFields = be16(30) + be16(42) + be32(1) + be32(1)
  /// VLAN 5, session 42.
  static let erspan2 = be16(0x1005) + be16(42) + be32(7)
  /// The same, with the optional eight bytes.
  static let erspan3 = be16(0x2005) + be16(42) + be32(7) + be32(1) + Bytes(1...8)

  static let tunnel: [SamplePacket] = [
    .init(
      "VXLAN", ethernet(.ipv4, ipv4(17, udp(40_000, 4789, vxlan(42, frame)), from: [1, 1, 1, 1], to: [2, 2, 2, 2]))),
    .init("VXLAN of Linux", ethernet(.ipv6, ipv6(17, udp(40_000, 8472, vxlan(42, frame))))),
    .init("VXLAN-GPE", ethernet(.ipv4, ipv4(17, udp(40_000, 4790, vxlan(42, flags: 12, next: 1, datagram))))),
    .init(
      "VXLAN-GPE, NSH",
      ethernet(.ipv4, ipv4(17, udp(40_000, 4790, vxlan(42, flags: 12, next: 4, [0, 2, 2, 3] + be32(3) + frame))))),
    .init(
      "Geneve",
      ethernet(.ipv4, ipv4(17, udp(40_000, 6081, geneve(42, .transparentEthernet, options: Bytes(1...8), frame))))),
    .init("Geneve with IP", ethernet(.ipv4, ipv4(17, udp(40_000, 6081, geneve(42, .ipv4, datagram))))),
    .init("GRE", ethernet(.ipv4, ipv4(47, gre(.ipv4, datagram)))),
    .init(
      "GRE with all fields",
      ethernet(.ipv4, ipv4(47, gre(flags: 0xb000, .transparentEthernet, fields: greFields, frame)))),
    .init(
      "GRE with PPP",
      ethernet(
        .ipv4, ipv4(47, gre(flags: 0x3081, .ppp, fields: callFields, be16(0x21) + datagram)))),
    .init("GRE with WCCP", ethernet(.ipv4, ipv4(47, gre(.webCache, fields: be32(0), datagram)))),
    .init("ERSPAN I", ethernet(.ipv4, ipv4(47, gre(.erspan2, frame)))),
    .init(
      "ERSPAN II",
      ethernet(.ipv4, ipv4(47, gre(flags: 0x1000, .erspan2, fields: be32(1), erspan2 + frame)))),
    .init(
      "ERSPAN III",
      ethernet(
        .ipv4,
        ipv4(
          47, gre(flags: 0x1000, .erspan3, fields: be32(1), erspan3 + frame))
      )),
    .init("IP in IP", ethernet(.ipv4, ipv4(4, datagram))),
    .init("6in4", ethernet(.ipv4, ipv4(41, datagram6))),
    .init("MPLS in IP", ethernet(.ipv4, ipv4(137, label(5, bottom: true, datagram)))),
  ]

  static let all = link + network + transport + tunnel
}
