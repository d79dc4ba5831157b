import Testing
import Wire

@Suite struct LinkTests {
  @Test(arguments: SamplePacket.link)
  func everyLinkLayerLeadsToTheSameDatagram(_ sample: SamplePacket) {
    let headers = decode(sample.bytes, sample.linkType)
    #expect(
      headers.tuple
        == Tuple(
          source: IPAddress(10, 0, 0, 1), sourcePort: 1024, destination: IPAddress(10, 0, 0, 2), destinationPort: 53,
          transport: .udp))
    #expect(headers.outer == headers.tuple)
    #expect(headers.ipVersion == .v4)
    #expect(headers.packetID == 0x1234)
    #expect(headers.ttl == 64)
    #expect(headers.payloadLength == 40)
    #expect(headers.layers == 1)
    #expect(headers.tunnels == 0)
    #expect(headers.stop == Stop())
  }

  @Test(arguments: [LinkType.raw, .rawBSD, .ipv4, .ipv6])
  func rawLinksCarryIPv6(_ linkType: LinkType) {
    #expect(decode(SamplePacket.datagram6, linkType).tuple.sourcePort == 1024)
  }

  @Test(arguments: [10, 24, 28, 30] as [UInt8])
  func everySystemHasItsOwnNumberForIPv6(_ family: UInt8) {
    #expect(decode([family, 0, 0, 0] + SamplePacket.datagram6, .null).ipVersion == .v6)
    #expect(decode([0, 0, 0, family] + SamplePacket.datagram6, .loop).ipVersion == .v6)
  }

  @Test(arguments: [(0, .in), (1, .in), (2, .in), (3, .in), (4, .out), (5, .unknown)] as [(Int, PacketDirection)])
  func aCookedPacketTypeIsADirection(_ type: Int, _ direction: PacketDirection) {
    #expect(decode(cooked(type, .ipv4, SamplePacket.datagram), .linuxCooked).direction == direction)
    let second = decode(cooked2(UInt8(type), interface: 12, .ipv4, SamplePacket.datagram), .linuxCooked2)
    #expect(second.direction == direction)
    #expect(second.interfaceIndex == 12)
  }

  @Test func theInnermostTagIsKept() {
    let headers = decode(ethernet(.providerBridge, vlan(9, .vlan, vlan(0x2005, .ipv4, SamplePacket.datagram))))
    #expect(headers.vlan == 5)
  }

  @Test func paddingBehindAnIPPacketIsNoPayload() {
    let headers = decode(ethernet(.ipv4, ipv4(17, udp(1, 2, [7])) + Bytes(repeating: 0, count: 17)))
    #expect(headers.payloadLength == 1)
    #expect(headers.ipLength == 29)
  }

  @Test func aWordAboutWhatIsNotRead() {
    #expect(
      decode([1, 2, 3], LinkType(rawValue: 105)).stop == Stop(.link, .unsupported, offset: 0, needed: 105, present: 3))
    #expect(
      decode(ethernet(EtherType(rawValue: 0x88cc), [1])).stop
        == Stop(.ethernet, .unsupported, offset: 14, needed: 0x88cc, present: 1))
    #expect(decode(ethernet(EtherType(rawValue: 4), [0x42, 0x42, 3, 0])).stop.layer == .llc)
    #expect(
      decode(cooked(0, .ipv4, [], hardware: 824), .linuxCooked).stop
        == Stop(.linuxCooked, .unsupported, offset: 16, needed: 824))
    #expect(
      decode(ethernet(.arp, Bytes(repeating: 0, count: 28))).stop == Stop(.arp, .complete, offset: 14, present: 28))
    #expect(decode(ethernet(.arp, Bytes(repeating: 0, count: 28))).ipVersion == .none)
  }
}
