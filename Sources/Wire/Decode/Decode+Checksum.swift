/// The outer UDP checksum of what a tunnel carries (RFC 768): looked at in one kind of packet only, for on virtual interfaces
/// it is wrong in healthy packets.
extension Decoder {
  /// An inner TCP SYN behind VXLAN over IPv4 is at most so long.
  private static let longestSYN = 160

  /// Notes a VXLAN packet around a SYN whose checksum is there and wrong.
  ///
  /// - Parameters:
  ///   - walk: at the UDP header.
  ///   - length: of the UDP datagram by its header.
  @inline(__always)
  func checkTunnelledSYN(_ walk: borrowing Walk, length: Int, _ headers: inout Headers) {
    guard walk.bytes.byteCount >= 70, length <= Self.longestSYN, walk.bytes.byteCount >= length,
      isSYN(walk.bytes), headers.outerIPVersion == .v4, walk.bytes.be16(6) != 0
    else { return }
    let (source, destination) = (headers.outer.source, headers.outer.destination)
    if checksum(walk.bytes, length: length, source, destination) != 0xffff { headers.traits.insert(.badOuterChecksum) }
  }

  /// UDP 8, VXLAN 8, Ethernet 14, IPv4 20 without options, and of TCP the flags at 13.
  @inline(__always)
  private func isSYN(_ bytes: RawSpan) -> Bool {
    bytes.byte(8 + 8 + 14 + 20 + 13) == 2 && bytes.be16(8 + 8 + 12) == 0x0800 && bytes.byte(8 + 8 + 14) == 0x45
      && bytes.byte(8 + 8 + 14 + 9) == 6
  }

  @inline(never)
  private func checksum(_ bytes: RawSpan, length: Int, _ source: IPAddress, _ destination: IPAddress) -> UInt32 {
    var sum: UInt32 = UInt32(TransportProtocol.udp.rawValue) + UInt32(length)
    for half in [source.low, destination.low] { sum += UInt32(half >> 16 & 0xffff) + UInt32(half & 0xffff) }
    var offset = 0
    while offset + 1 < length {
      sum += UInt32(bytes.be16(offset))
      offset += 2
    }
    if offset < length { sum += UInt32(bytes.byte(offset)) << 8 }
    while sum > 0xffff { sum = sum >> 16 + sum & 0xffff }
    return sum
  }
}
