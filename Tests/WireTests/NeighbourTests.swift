import Testing
import Wire

/// Who asks for an address, what is too big, and the one checksum that is looked at.
@Suite struct NeighbourTests {
  private static func arp(_ operation: Int, _ sender: Bytes, _ target: Bytes) -> Bytes {
    be16(1) + be16(0x0800) + [6, 4] + be16(operation) + Bytes(repeating: 2, count: 6) + sender
      + Bytes(repeating: 0, count: 6) + target
  }

  @Test func anARPQuestionNamesBoth() {
    let headers = decode(ethernet(.arp, Self.arp(1, [10, 0, 0, 1], [10, 0, 0, 9])))
    #expect(headers.traits == .asksNeighbour)
    #expect(headers.quoted.source == IPAddress(10, 0, 0, 1))
    #expect(headers.quoted.destination == IPAddress(10, 0, 0, 9))
    #expect(headers.tuple == Tuple())
    #expect(headers.stop.layer == .arp)
    #expect(headers.stop.reason == .complete)
  }

  @Test func anARPAnswerSaysWhoHasIt() {
    let headers = decode(ethernet(.arp, Self.arp(2, [10, 0, 0, 9], [10, 0, 0, 1])))
    #expect(headers.traits == .answersNeighbour)
    #expect(headers.quoted.source == IPAddress(10, 0, 0, 9))
  }

  @Test func aCutOrForeignARPPacketSaysNothing() {
    let whole = Self.arp(1, [10, 0, 0, 1], [10, 0, 0, 9])
    for length in 0..<whole.count { #expect(decode(ethernet(.arp, Bytes(whole.prefix(length)))).traits == []) }
    #expect(decode(ethernet(.arp, be16(1) + be16(0x86dd) + whole.dropFirst(4))).traits == [])
  }

  @Test(arguments: [(UInt8(135), HeaderTraits.asksNeighbour), (136, .answersNeighbour)])
  func neighbourDiscoveryIsTheSameInIPv6(_ type: UInt8, _ trait: HeaderTraits) {
    let target = [0xfd] + Bytes(repeating: 0, count: 14) + [7]
    let headers = decode(ethernet(.ipv6, ipv6(58, icmp(type, target))))
    #expect(headers.traits.contains(trait))
    #expect((type == 135 ? headers.quoted.destination : headers.quoted.source).description == "fd00::7")
    let cut = decode(ethernet(.ipv6, ipv6(58, icmp(type, Bytes(target.prefix(15))))))
    #expect(cut.traits.isDisjoint(with: [.asksNeighbour, .answersNeighbour]))
  }

  @Test func theNextHopsMTUIsKept() {
    let quoted = ipv4(6, tcp(1, 2, []))
    let needed = decode(ethernet(.ipv4, ipv4(1, icmp(3, code: 4, rest: be16(0) + be16(1450), quoted))))
    #expect(needed.sequence == 1450)
    #expect(needed.traits.contains(.hasQuote))
    let tooBig = decode(ethernet(.ipv6, ipv6(58, icmp(2, rest: be32(1280), ipv6(6, tcp(1, 2, []))))))
    #expect(tooBig.sequence == 1280)
    #expect(decode(ethernet(.ipv4, ipv4(1, icmp(3, code: 3, rest: be16(0) + be16(1450), quoted)))).sequence == 0)
  }

  @Test(arguments: [0, 1, -1]) func theOuterChecksumOfATunnelledSYNIsLookedAt(_ error: Int) {
    let frame = Self.tunnelledSYN(error)
    #expect(decode(frame).traits.contains(.badOuterChecksum) == (error != 0))
    #expect(decode(frame).encapsulation.kind == .vxlan)
    // Cut: nobody can tell.
    #expect(!decode(Bytes(frame.dropLast()), wireLength: frame.count).traits.contains(.badOuterChecksum))
  }

  @Test func withoutAChecksumThereIsNoneThatIsWrong() {
    var frame = Self.tunnelledSYN(5)
    (frame[14 + 20 + 6], frame[14 + 20 + 7]) = (0, 0)
    #expect(!decode(frame).traits.contains(.badOuterChecksum))
  }

  /// A SYN in VXLAN whose outer UDP checksum is off by so much.
  private static func tunnelledSYN(_ error: Int) -> Bytes {
    var segment = tcp(1024, 80, [])
    segment[13] = 2
    let inside = udp(40_000, 8472, vxlan(1, ethernet(.ipv4, ipv4(6, segment))))
    let (from, to): (Bytes, Bytes) = ([1, 1, 1, 1], [2, 2, 2, 2])
    var datagram = inside
    (datagram[6], datagram[7]) = (0, 0)
    let pseudo = from + to + be16(17) + be16(datagram.count)
    let words = pseudo + datagram + (datagram.count % 2 == 0 ? [] : [0])
    var sum = stride(from: 0, to: words.count, by: 2).reduce(0) { $0 + Int(words[$1]) << 8 + Int(words[$1 + 1]) }
    while sum > 0xffff { sum = sum >> 16 + sum & 0xffff }
    let checksum = (0xffff - sum + error) & 0xffff
    (datagram[6], datagram[7]) = (UInt8(checksum >> 8), UInt8(checksum & 255))
    return ethernet(.ipv4, ipv4(17, datagram, from: from, to: to))
  }
}
