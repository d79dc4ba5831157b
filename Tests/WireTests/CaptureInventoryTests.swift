import Testing
import Wire

@Suite struct CaptureInventoryTests {
  private func inventory(_ packets: [Bytes], maximumFlows: Int = 100) -> CaptureInventory {
    var inventory = CaptureInventory(maximumFlows: maximumFlows)
    for packet in packets { inventory.add(decode(packet), capturedLength: packet.count) }
    return inventory
  }

  @Test func aTunnelIsUDPOutsideAndItsPacketInside() {
    let inner = ethernet(.ipv6, ipv6(6, tcp(1024, 80)))
    let counts = inventory([ethernet(.ipv4, ipv4(17, udp(40_000, 8472, vxlan(1, inner))))])
    #expect(counts.outer.udp == 1)
    #expect(counts.outer.ip4 == 1)
    #expect(counts.inner.tcp == 1)
    #expect(counts.inner.ip6 == 1)
    #expect(counts.inner.udp == 0)
    #expect(counts.outerFlows.udp == 1)
    #expect(counts.innerFlows.tcp == 1)
    #expect(counts.innerFlows.udp == 0)
    #expect(counts.tunnels.map(\.kind) == [.vxlan])
  }

  @Test func bothDirectionsAreOneFlow() {
    let counts = inventory([
      ethernet(.ipv4, ipv4(17, udp(1024, 53, []))),
      ethernet(.ipv4, ipv4(17, udp(53, 1024, []), from: [10, 0, 0, 2], to: [10, 0, 0, 1])),
      ethernet(.ipv4, ipv4(17, udp(53, 1024, []))),
    ])
    #expect(counts.innerFlows.udp == 2)
    #expect(counts.innermostFlows.map(\.packets) == [1, 2])
    #expect(counts.innermostFlows.map(\.flow.lowPort) == [53, 1024])
  }

  @Test func fragmentsEchoesAndUDPLiteAreNoFlows() {
    let counts = inventory([
      ethernet(.ipv4, ipv4(17, Bytes(1...16), fragment: 7)),
      ethernet(.ipv4, ipv4(136, udp(1, 2, []))),
      ethernet(.ipv4, ipv4(1, icmp(8, []))),
      ethernet(.ipv4, ipv4(1, icmp(3, ipv4(6, tcp(1, 2))))),
      ethernet(.arp, Bytes(repeating: 0, count: 28)),
    ])
    #expect(counts.inner.ip4 == 4)
    #expect(counts.inner.none == 1)
    #expect(counts.inner.icmp == 2)
    #expect(counts.inner.udp == 0)
    #expect(counts.innerFlows == FlowCounts())
    #expect(counts.stops == [.init(layer: .arp, reason: .complete, packets: 1)])
  }

  @Test func aCutHeaderStillSaysWhatThePacketIs() {
    var counts = CaptureInventory()
    let frame = ethernet(.ipv4, ipv4(6, tcp(1024, 80)))
    counts.add(decode(Array(frame.prefix(34)), wireLength: frame.count), capturedLength: 34)
    counts.add(decode(Array(frame.prefix(20)), wireLength: frame.count), capturedLength: 20)
    #expect(counts.inner.ip4 == 2)
    #expect(counts.inner.tcp == 1)
    #expect(counts.innerFlows.tcp == 0)
    #expect(counts.bytes == 108)
    #expect(counts.capturedBytes == 54)
  }

  @Test func flowsBeyondTheLimitAreSaidToBeThere() {
    let packets = (1...20).map { ethernet(.ipv4, ipv4(17, udp($0, 53, []))) }
    let counts = inventory(packets + packets, maximumFlows: 8)
    #expect(counts.innerFlows.udp == 8)
    #expect(counts.hasMoreFlows)
    #expect(counts.packetsOfUnkeptFlows == 24)
    #expect(counts.inner.udp == 40)
  }

  @Test func manyFlowsAreCountedExactly() {
    let packets = (0..<5_000).map { ethernet(.ipv4, ipv4(6, tcp($0 & 0xfff, 8_000 + $0 >> 12))) }
    #expect(inventory(packets + packets, maximumFlows: 1 << 20).innerFlows.tcp == 5_000)
  }
}
