import Testing
import Wire

@Suite struct TransportTests {
  @Test func aSegmentKeepsWhatNATCannotChange() {
    let options: Bytes = [1, 1, 8, 10] + be32(111) + be32(222)
    let headers = decode(ethernet(.ipv4, ipv4(6, tcp(1024, 80, flags: 0x18, options: options, [1, 2, 3]))))
    #expect(headers.tuple.transport == .tcp)
    #expect(headers.sequence == 1000)
    #expect(headers.acknowledgement == 2000)
    #expect(headers.flags == [.psh, .ack])
    #expect(headers.window == 512)
    #expect(headers.timestampValue == 111)
    #expect(headers.timestampEcho == 222)
    #expect(headers.traits == [.hasTransport, .hasTimestamp])
    #expect(headers.payloadLength == 3)
    #expect(headers.optionsHash == 0)
  }

  @Test func aPushedPayloadIsHashedAndNoOther() {
    func hash(flags: UInt8, _ payload: Bytes) -> UInt32 {
      decode(ethernet(.ipv4, ipv4(6, tcp(1024, 80, flags: flags, payload)))).payloadHash
    }
    #expect(hash(flags: 0x18, [1, 2, 3]) == hash(flags: 0x18, [1, 2, 3]))
    #expect(hash(flags: 0x18, [1, 2, 3]) != hash(flags: 0x18, [1, 2, 4]))
    #expect(hash(flags: 0x18, [1, 2, 3]) != 0)
    #expect(hash(flags: 0x10, [1, 2, 3]) == 0)
    #expect(hash(flags: 0x18, []) == 0)
  }

  @Test func synOptionsAreHashedWithTheirOrderButNotTheirTime() {
    func hash(_ options: Bytes) -> UInt32 {
      decode(ethernet(.ipv4, ipv4(6, tcp(1, 2, flags: 2, options: options)))).optionsHash
    }
    let usual = hash(SamplePacket.synOptions)
    #expect(usual != 0)
    #expect(hash([2, 4, 5, 0xb4, 4, 2, 8, 10] + be32(9) + be32(0) + [1, 3, 3, 7]) == usual)
    #expect(hash([2, 4, 5, 0xa0, 4, 2, 8, 10] + be32(111) + be32(222) + [1, 3, 3, 7]) != usual)
    #expect(hash([4, 2, 2, 4, 5, 0xb4, 8, 10] + be32(111) + be32(222) + [1, 3, 3, 7]) != usual)
    #expect(hash([2, 4, 5, 0xb4, 4, 2, 8, 10] + be32(111) + be32(222) + [1, 3, 3, 8]) != usual)
  }

  @Test(arguments: [[8, 0, 0, 0], [8, 1, 0, 0], [8, 10, 1, 2], [2, 255, 0, 0], [0, 8, 10, 0]] as [Bytes])
  func aBrokenOptionEndsTheOptionsOnly(_ options: Bytes) {
    let headers = decode(ethernet(.ipv4, ipv4(6, tcp(1024, 80, flags: 2, options: options, [9]))))
    #expect(headers.stop == Stop())
    #expect(headers.traits == [.hasTransport])
    #expect(headers.payloadLength == 1)
  }

  @Test func aDataOffsetBelowFiveIsMalformedButHasPorts() {
    var segment = tcp(1024, 80)
    segment[12] = 0x40
    let headers = decode(ethernet(.ipv4, ipv4(6, segment)))
    #expect(headers.stop == Stop(.tcp, .malformed, offset: 34, present: 20))
    #expect(headers.tuple.destinationPort == 80)
  }

  @Test(arguments: [0, 7, 8, 9, 11, 2000])
  func aDatagramIsAsLongAsUDPSaysUnlessIPSaysLess(_ length: Int) {
    let headers = decode(ethernet(.ipv4, ipv4(17, udp(1, 2, [1, 2, 3], length: length))))
    #expect(headers.payloadLength == (length == 8 ? 0 : length == 9 ? 1 : 3))
  }

  @Test func udpLiteTellsItsCoverageInsteadOfItsLength() {
    let headers = decode(ethernet(.ipv4, ipv4(136, udp(1024, 53, [1, 2, 3], length: 8))))
    #expect(headers.tuple.transport == .udpLite)
    #expect(headers.payloadLength == 3)
  }

  @Test func sctpTagsStandForSequenceNumbers() {
    let chunk: Bytes = [1, 0] + be16(20) + be32(0xbeef) + Bytes(1...12)
    let initiation = decode(ethernet(.ipv4, ipv4(132, sctp(1024, 80, tag: 0, chunk))))
    #expect(initiation.sequence == 0xbeef)
    #expect(initiation.acknowledgement == 0)
    #expect(initiation.icmpType == 1)
    let data = decode(ethernet(.ipv4, ipv4(132, sctp(80, 1024, tag: 0xbeef, [0, 3, 0, 16] + Bytes(1...12)))))
    #expect(data.acknowledgement == 0xbeef)
    #expect(data.sequence == 0)
    #expect(data.tuple.transport == .sctp)
  }

  @Test(arguments: [(1, 8), (1, 0), (58, 128), (58, 129)] as [(UInt8, UInt8)])
  func anEchoIdentifierIsBothPorts(_ number: UInt8, _ type: UInt8) {
    let echo = icmp(type, rest: be16(77) + be16(3), Bytes(1...40))
    let headers = decode(number == 1 ? ethernet(.ipv4, ipv4(1, echo)) : ethernet(.ipv6, ipv6(58, echo)))
    #expect(headers.traits == [.hasTransport, .isEcho])
    #expect(headers.tuple.sourcePort == 77)
    #expect(headers.tuple.destinationPort == 77)
    #expect(headers.sequence == 3)
    #expect(headers.icmpType == type)
    #expect(headers.payloadHash != 0)
    #expect(headers.payloadLength == 40)
  }

  @Test(arguments: [8, 20])
  func anErrorQuotesThePacketItSpeaksOf(_ kept: Int) {
    let segment = Array(tcp(1024, 80, sequence: 4711).prefix(kept))
    let quoted = ipv4(6, segment, from: [10, 9, 9, 9], to: [10, 8, 8, 8], total: 1500, identification: 99)
    let headers = decode(ethernet(.ipv4, ipv4(1, icmp(3, code: 3, quoted))))
    #expect(headers.traits == [.hasTransport, .hasQuote])
    #expect(
      headers.quoted
        == Tuple(
          source: IPAddress(10, 9, 9, 9), sourcePort: 1024, destination: IPAddress(10, 8, 8, 8), destinationPort: 80,
          transport: .tcp))
    #expect(headers.quotedPacketID == 99)
    #expect(headers.quotedSequence == 4711)
    #expect(headers.icmpType == 3)
    #expect(headers.icmpCode == 3)
    #expect(headers.tuple.sourcePort == 0)
    #expect(headers.layers == 1)
  }

  @Test func anIPv6ErrorQuotesBehindExtensionHeaders() {
    let headers = decode(
      ethernet(.ipv6, ipv6(58, icmp(2, ipv6(0, ipv6Extension(58, icmp(128, rest: be16(5) + be16(6), [])))))))
    #expect(headers.quoted.transport == .icmpv6)
    #expect(headers.quoted.sourcePort == 5)
    #expect(headers.quotedPacketID == 0xabcde)
  }
}

@Suite struct PayloadHashTests {
  private func hashes(_ payload: Bytes, captured: Int = .max) -> (short: UInt32, long: UInt32) {
    let frame = ethernet(.ipv4, ipv4(17, udp(1, 2, payload)))
    let headers = decode(Array(frame.prefix(captured == .max ? frame.count : 42 + captured)), wireLength: frame.count)
    return (headers.payloadHash, headers.longPayloadHash)
  }

  @Test(arguments: 0...40) func everyLengthHasAHash(_ length: Int) {
    let payload = Bytes(repeating: 5, count: length)
    #expect(hashes(payload).short != 0)
    #expect(hashes(payload).long != 0)
  }

  @Test(arguments: 0..<32) func everyByteThatCountsChangesIt(_ index: Int) {
    let payload = Bytes(1...40)
    var other = payload
    other[index] ^= 0x10
    #expect((hashes(payload).short != hashes(other).short) == (index < 12))
    #expect(hashes(payload).long != hashes(other).long)
  }

  @Test func onlyThePrefixCounts() {
    #expect(hashes(Bytes(1...40)) == hashes(Bytes(1...32) + [9, 9]))
    #expect(hashes(Bytes(1...40)) == hashes(Bytes(1...40), captured: 32))
  }

  @Test func aPrefixThatWasCutOffHasNone() {
    #expect(hashes(Bytes(1...40), captured: 31).long == 0)
    #expect(hashes(Bytes(1...40), captured: 31).short != 0)
    #expect(hashes(Bytes(1...40), captured: 11).short == 0)
    #expect(hashes(Bytes(1...5), captured: 4).short == 0)
  }
}
