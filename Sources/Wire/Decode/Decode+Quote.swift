/// The packet quoted in an ICMP error, of which often only eight bytes follow its IP header (RFC 792).
extension Decoder {
  func readQuote(_ outer: borrowing Walk, _ headers: inout Headers) {
    var walk = copy outer
    guard walk.bytes.byteCount > 0 else { return }
    let isRead = walk.bytes.byte(0) >> 4 == 6 ? quoteIPv6(&walk, &headers) : quoteIPv4(&walk, &headers)
    if isRead { headers.traits.insert(.hasQuote) }
  }

  private func quoteIPv4(_ walk: inout Walk, _ headers: inout Headers) -> Bool {
    guard let ip = IPv4Header(walk.bytes), ip.version == 4, ip.headerLength >= IPv4Header.headerLength else {
      return false
    }
    headers.quoted.source = ip.source
    headers.quoted.destination = ip.destination
    headers.quoted.transport = TransportProtocol(rawValue: ip.protocolNumber)
    headers.quotedPacketID = UInt32(ip.identification)
    guard ip.fragmentOffset == 0, walk.bytes.byteCount >= ip.headerLength else { return true }
    walk.skip(ip.headerLength)
    quoteTransport(walk.bytes, &headers)
    return true
  }

  private func quoteIPv6(_ walk: inout Walk, _ headers: inout Headers) -> Bool {
    guard let ip = IPv6Header(walk.bytes) else { return false }
    headers.quoted.source = ip.source
    headers.quoted.destination = ip.destination
    headers.quotedPacketID = ip.flowLabel
    var number = ip.nextHeader
    walk.skip(IPv6Header.headerLength)
    for _ in 0..<Self.maximumLayers where IPProtocol.isExtension(number) {
      guard let header = IPv6Extension(walk.bytes, number: number), walk.bytes.byteCount >= header.headerLength,
        number != IPProtocol.fragment || header.fragmentOffset == 0
      else { return true }
      number = header.nextHeader
      walk.skip(header.headerLength)
    }
    headers.quoted.transport = TransportProtocol(rawValue: number)
    quoteTransport(walk.bytes, &headers)
    return true
  }

  private func quoteTransport(_ bytes: RawSpan, _ headers: inout Headers) {
    switch headers.quoted.transport {
    case .tcp, .udp, .udpLite, .sctp:
      guard bytes.byteCount >= 4 else { return }
      headers.quoted.sourcePort = bytes.be16(0)
      headers.quoted.destinationPort = bytes.be16(2)
      if headers.quoted.transport == .tcp, bytes.byteCount >= 8 { headers.quotedSequence = bytes.be32(4) }
    case .icmp, .icmpv6:
      guard let icmp = ICMPHeader(bytes), ICMPHeader.isEcho(type: icmp.type, version: headers.quoted.transport) else {
        return
      }
      headers.quoted.sourcePort = icmp.identifier
      headers.quoted.destinationPort = icmp.identifier
    default: return
    }
  }
}
