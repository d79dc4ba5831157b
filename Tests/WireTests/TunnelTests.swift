import Testing
import Wire

@Suite struct TunnelTests {
  static let kinds: [String: (TunnelKind, UInt32)] = [
    "VXLAN": (.vxlan, 42), "VXLAN of Linux": (.vxlan, 42), "VXLAN-GPE": (.vxlanGPE, 42),
    "VXLAN-GPE, NSH": (.vxlanGPE, 42), "Geneve": (.geneve, 42), "Geneve with IP": (.geneve, 42), "GRE": (.gre, 0),
    "GRE with all fields": (.gre, 42), "GRE with PPP": (.gre, 42), "GRE with WCCP": (.gre, 0), "ERSPAN I": (.erspan, 0),
    "ERSPAN II": (.erspan, 42), "ERSPAN III": (.erspan, 42), "IP in IP": (.ipip, 0), "6in4": (.sixInFour, 0),
    "MPLS in IP": (.none, 0),
  ]

  @Test(arguments: SamplePacket.tunnel)
  func everyTunnelLeadsToTheInnerDatagram(_ sample: SamplePacket) throws {
    let headers = decode(sample.bytes)
    let (kind, identifier) = try #require(Self.kinds[sample.testDescription])
    #expect(headers.encapsulation.kind == kind)
    #expect(headers.encapsulation.identifier == identifier)
    #expect(headers.tuple.sourcePort == 1024)
    #expect(headers.tuple.destinationPort == 53)
    #expect(headers.payloadLength == 40)
    #expect(headers.layers == 2)
    #expect(headers.tunnels == (kind == .none ? 0 : 1))
    #expect(headers.stop == Stop())
  }

  @Test func outsideAndInsideAreKeptApart() {
    let headers = decode(SamplePacket.tunnel[0].bytes)
    #expect(
      headers.outer
        == Tuple(
          source: IPAddress(1, 1, 1, 1), sourcePort: 40_000, destination: IPAddress(2, 2, 2, 2), destinationPort: 4789,
          transport: .udp))
    #expect(headers.tuple.source == IPAddress(10, 0, 0, 1))
    #expect(headers.encapsulation.source == IPAddress(1, 1, 1, 1))
    #expect(headers.encapsulation.destination == IPAddress(2, 2, 2, 2))
  }

  @Test func outsideEndsAtTheSecondIPHeader() {
    let headers = decode(ethernet(.ipv4, ipv4(4, SamplePacket.datagram, from: [1, 1, 1, 1])))
    #expect(headers.outer.source == IPAddress(1, 1, 1, 1))
    #expect(headers.outer.transport == .none)
    #expect(headers.tuple.transport == .udp)
  }

  @Test func aFrameWithoutIPInsideLeavesTheOuterDatagram() {
    let bytes = ethernet(.ipv4, ipv4(17, udp(40_000, 8472, vxlan(42, ethernet(.arp, Bytes(repeating: 0, count: 28))))))
    let headers = decode(bytes)
    #expect(headers.tuple.destinationPort == 8472)
    #expect(headers.traits == [.hasTransport])
    #expect(headers.encapsulation.kind == .none)
    #expect(headers.tunnels == 1)
    #expect(headers.stop.layer == .arp)
  }

  @Test func aDatagramOnATunnelPortThatIsNoTunnelStaysOne() {
    let headers = decode(ethernet(.ipv4, ipv4(17, udp(40_000, 8472, vxlan(42, flags: 0, SamplePacket.frame)))))
    #expect(headers.tuple.destinationPort == 8472)
    #expect(headers.payloadHash != 0)
    #expect(headers.stop == Stop())
  }

  @Test func portsCanBeChosen() {
    var ports = TunnelPorts()
    ports.vxlanOther = 10_351
    let bytes = ethernet(.ipv4, ipv4(17, udp(40_000, 10_351, vxlan(42, SamplePacket.frame))))
    #expect(decode(bytes).tunnels == 0)
    #expect(decode(bytes, ports: ports).tunnels == 1)
    ports.vxlan = 0
    #expect(decode(SamplePacket.tunnel[0].bytes, ports: ports).tunnels == 0)
    #expect(decode(ethernet(.ipv4, ipv4(17, udp(1, 0, vxlan(42, SamplePacket.frame)))), ports: ports).tunnels == 0)
  }

  @Test func fourTunnelsAreEnteredAndNoMore() {
    func nested(_ count: Int) -> Headers {
      var bytes = SamplePacket.datagram
      for _ in 0..<count { bytes = ipv4(4, bytes) }
      return decode(ethernet(.ipv4, bytes))
    }
    #expect(nested(4).tuple.destinationPort == 53)
    #expect(nested(4).layers == 5)
    let deep = nested(200)
    #expect(deep.stop.reason == .tooDeep)
    #expect(deep.stop.layer == .ipip)
    #expect(deep.tunnels == 4)
  }

  @Test(arguments: [(16, StopReason.complete), (17, .tooDeep), (200, .tooDeep)])
  func sixteenLinkHeadersAreReadAndNoMore(_ count: Int, _ reason: StopReason) {
    var bytes = vlan(5, .ipv4, SamplePacket.datagram)
    for _ in 2..<count { bytes = vlan(5, .vlan, bytes) }
    #expect(decode(ethernet(.vlan, bytes)).stop.reason == reason)
  }

  @Test func aLabelStackIsOneLayer() {
    var bytes = label(1, bottom: true, SamplePacket.datagram)
    for _ in 0..<100 { bytes = label(1, bottom: false, bytes) }
    #expect(decode(ethernet(.mpls, bytes)).tuple.destinationPort == 53)
  }
}
