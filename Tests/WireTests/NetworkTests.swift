import Testing
import Wire

@Suite struct NetworkTests {
  @Test func optionsAreSteppedOver() {
    let headers = decode(ethernet(.ipv4, ipv4(17, udp(1024, 53, [1, 2]), options: Bytes(repeating: 1, count: 40))))
    #expect(headers.tuple.destinationPort == 53)
    #expect(headers.payloadLength == 2)
  }

  @Test func theFirstFragmentHasPortsTheOthersOnlyAProtocol() {
    let first = decode(ethernet(.ipv4, ipv4(17, udp(1024, 53, [1], length: 4000), fragment: 0x2000)))
    #expect(first.traits == [.fragment, .hasMoreFragments, .hasTransport])
    #expect(first.tuple.destinationPort == 53)
    let last = decode(ethernet(.ipv4, ipv4(17, udp(1024, 53, [1]), fragment: 100)))
    #expect(last.traits == [.fragment, .laterFragment])
    #expect(last.tuple.destinationPort == 0)
    #expect(last.tuple.transport == .udp)
    #expect(last.outer.transport == .none)
    #expect(last.payloadLength == 9)
  }

  @Test func aSixthFragmentIsToldByItsExtension() {
    let later = decode(ethernet(.ipv6, ipv6(44, [17, 0] + be16(8) + be32(5) + Bytes(1...16))))
    #expect(later.traits == [.fragment, .laterFragment])
    let atomic = decode(ethernet(.ipv6, ipv6(44, [17, 0] + be16(0) + be32(5) + udp(1, 2, []))))
    #expect(atomic.traits == [.hasTransport])
  }

  @Test(arguments: [false, true]) func aLengthOfZeroMeansTheRestOfTheFrame(isSnapped: Bool) {
    let payload = Bytes(repeating: 0, count: 70_000)
    let frame = ethernet(.ipv4, ipv4(6, tcp(1, 2, payload), total: 0))
    let bytes = isSnapped ? Array(frame.prefix(96)) : frame
    #expect(decode(bytes, wireLength: frame.count).payloadLength == 70_000)
    #expect(decode(bytes, wireLength: frame.count).ipLength == 70_040)
    let frame6 = ethernet(.ipv6, ipv6(6, tcp(1, 2, payload), length: 0))
    let bytes6 = isSnapped ? Array(frame6.prefix(96)) : frame6
    #expect(decode(bytes6, wireLength: frame6.count).payloadLength == 70_000)
  }

  @Test func anIPv6PayloadOfZeroInAShortFrameIsEmpty() {
    let headers = decode(ethernet(.ipv6, ipv6(6, Bytes(repeating: 0, count: 20), length: 0)))
    #expect(headers.tuple.transport == .none)
    #expect(headers.stop == Stop(.tcp, .malformed, offset: 54, needed: 20))
  }

  @Test func everyExtensionHeaderIsSteppedOver() {
    let headers = decode(ethernet(.ipv6, ipv6(0, SamplePacket.everyExtension)))
    #expect(headers.tuple.destinationPort == 53)
    #expect(headers.payloadLength == 3)
    #expect(headers.packetID == 0xabcde)
    #expect(headers.traits == [.fragment, .hasMoreFragments, .hasTransport])
    #expect(headers.stop == Stop())
  }

  @Test func sixteenExtensionHeadersAreReadAndNoMore() {
    func chain(_ count: Int) -> Headers {
      var bytes = udp(1024, 53, [])
      for index in 0..<count { bytes = ipv6Extension(index == 0 ? 17 : 60, bytes) }
      return decode(ethernet(.ipv6, ipv6(60, bytes)))
    }
    #expect(chain(16).tuple.destinationPort == 53)
    #expect(chain(17).stop.reason == .tooDeep)
    #expect(chain(17).stop.layer == .ipv6Extension)
    #expect(chain(17).tuple.source.low == 1)
  }

  @Test(
    arguments: [
      (50, Layer.esp, StopReason.complete), (59, .ipv6, .unsupported), (89, .ipv6, .unsupported),
    ] as [(UInt8, Layer, StopReason)])
  func someProtocolsHaveNoPorts(_ number: UInt8, _ layer: Layer, _ reason: StopReason) {
    let headers = decode(ethernet(.ipv6, ipv6(number, Bytes(1...8))))
    #expect(headers.stop.layer == layer)
    #expect(headers.stop.reason == reason)
    #expect(headers.tuple.transport == .none)
    #expect(headers.layers == 1)
  }

  @Test func aHeaderThatContradictsItselfIsMalformed() {
    var short = ethernet(.ipv4, SamplePacket.datagram)
    short[14] = 0x44
    #expect(decode(short).stop == Stop(.ipv4, .malformed, offset: 14, present: short.count - 14))
    #expect(decode(short).ipVersion == .v4)
    #expect(decode(ethernet(.ipv4, ipv4(17, udp(1, 2, []), total: 19))).stop.reason == .malformed)
    #expect(decode(ethernet(.ipv6, SamplePacket.datagram)).ipVersion == .none)
    #expect(decode(ethernet(.ipv4, SamplePacket.datagram6)).ipVersion == .v6)
  }
}
