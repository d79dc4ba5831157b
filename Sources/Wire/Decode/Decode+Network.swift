/// Network layers: each takes its addresses and forgets the transport seen before it.
extension Decoder {
  @inline(__always)
  func readIPv4(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    guard let ip = IPv4Header(walk.bytes) else {
      return endShortNetwork(.v4, needed: IPv4Header.headerLength, &walk, &headers)
    }
    let headerLength = ip.headerLength
    let totalLength = ip.totalLength == 0 ? walk.length : ip.totalLength
    guard ip.version == 4 else { return readMislabelled(ip.version, &walk, &headers) }
    guard headerLength >= IPv4Header.headerLength, totalLength >= headerLength else {
      return endMalformedIPv4(&walk, &headers)
    }
    enterNetwork(.v4, ip.source, ip.destination, &walk, &headers)
    headers.ttl = ip.ttl
    headers.packetID = UInt32(ip.identification)
    headers.ipLength = UInt32(truncatingIfNeeded: totalLength)
    walk.protocolNumber = ip.protocolNumber
    let offset = ip.fragmentOffset
    let hasMore = ip.hasMoreFragments
    walk.limit(to: totalLength)
    guard walk.bytes.byteCount >= headerLength else { return walk.endShort(.ipv4, needed: headerLength, &headers) }
    walk.skip(headerLength)
    if offset != 0 || hasMore {
      markFragment(isFirst: offset == 0, hasMore: hasMore, &headers)
      if offset != 0 { return endFragment(&walk, &headers) }
    }
    return nextTransport(after: .ipv4, &walk, &headers)
  }

  /// IPv6 announced as IPv4 (BSD raw links, tunnels that say only "IP").
  @inline(never)
  private func readMislabelled(_ version: UInt8, _ walk: inout Walk, _ headers: inout Headers) -> Layer {
    version == 6 ? readIPv6(&walk, &headers) : endMalformedIPv4(&walk, &headers)
  }

  @inline(never)
  private func endMalformedIPv4(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    enterNetwork(.v4, .unspecified, .unspecified, &walk, &headers)
    return walk.end(.ipv4, .malformed, &headers)
  }

  /// An IP header that was announced and of which something is on the wire, but not enough was captured to have its
  /// addresses: the packet is still one of that version.
  @inline(never)
  private func endShortNetwork(
    _ version: IPVersion, needed: Int, _ walk: inout Walk, _ headers: inout Headers
  ) -> Layer {
    let layer = version == .v4 ? Layer.ipv4 : .ipv6
    if walk.length > 0 {
      let isSix = walk.bytes.byteCount > 0 && walk.bytes.byte(0) >> 4 == 6
      if version == .v6 && walk.bytes.byteCount > 0 && !isSix { return walk.end(layer, .malformed, &headers) }
      enterNetwork(isSix ? .v6 : version, .unspecified, .unspecified, &walk, &headers)
    }
    return walk.endShort(layer, needed: needed, &headers)
  }

  func readIPv6(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    guard let ip = IPv6Header(walk.bytes) else {
      return endShortNetwork(.v6, needed: IPv6Header.headerLength, &walk, &headers)
    }
    guard ip.version == 6 else { return walk.end(.ipv6, .malformed, &headers) }
    let rest = walk.length &- IPv6Header.headerLength
    let isJumbo = ip.payloadLength == 0 && (ip.nextHeader == IPProtocol.hopByHop || rest > 0xffff)
    let payloadLength = isJumbo ? rest : ip.payloadLength
    enterNetwork(.v6, ip.source, ip.destination, &walk, &headers)
    headers.ttl = ip.hopLimit
    headers.packetID = ip.flowLabel
    headers.ipLength = UInt32(truncatingIfNeeded: payloadLength &+ IPv6Header.headerLength)
    walk.protocolNumber = ip.nextHeader
    walk.skip(IPv6Header.headerLength)
    walk.limit(to: payloadLength)
    return nextTransport(after: .ipv6, &walk, &headers)
  }

  @inline(__always)
  private func enterNetwork(
    _ version: IPVersion, _ source: IPAddress, _ destination: IPAddress, _ walk: inout Walk, _ headers: inout Headers
  ) {
    if headers.layers == 0 {
      headers.outerIPVersion = version
      headers.outer.source = source
      headers.outer.destination = destination
    } else {
      forgetTransport(&walk, &headers)
    }
    headers.layers += 1
    headers.ipVersion = version
    headers.tuple.source = source
    headers.tuple.destination = destination
    walk.beginNetwork()
  }

  @inline(never)
  private func forgetTransport(_ walk: inout Walk, _ headers: inout Headers) {
    if walk.tunnel != .none {
      headers.encapsulation.kind = walk.tunnel
      headers.encapsulation.identifier = walk.tunnelIdentifier
      headers.encapsulation.source = headers.tuple.source
      headers.encapsulation.destination = headers.tuple.destination
      walk.tunnel = .none
    }
    headers.tuple = Tuple()
    headers.traits.formIntersection(.badOuterChecksum)
    headers.payloadLength = 0
    headers.payloadHash = 0
    headers.longPayloadHash = 0
  }

  /// IPv6 extension headers, and AH behind either IP version.
  func readExtensions(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    for _ in 0..<Self.maximumLayers {
      let number = walk.protocolNumber
      guard IPProtocol.isExtension(number) else { return nextTransport(after: .ipv6Extension, &walk, &headers) }
      guard let header = IPv6Extension(walk.bytes, number: number) else {
        return walk.endShort(.ipv6Extension, needed: IPv6Extension.headerLength, &headers)
      }
      guard walk.bytes.byteCount >= header.headerLength else {
        return walk.endShort(.ipv6Extension, needed: header.headerLength, &headers)
      }
      walk.protocolNumber = header.nextHeader
      let offset = header.fragmentOffset
      let hasMore = header.hasMoreFragments
      walk.skip(header.headerLength)
      if number == IPProtocol.fragment, offset != 0 || hasMore {
        markFragment(isFirst: offset == 0, hasMore: hasMore, &headers)
        if offset != 0 { return endFragment(&walk, &headers) }
      }
    }
    guard IPProtocol.isExtension(walk.protocolNumber) else {
      return nextTransport(after: .ipv6Extension, &walk, &headers)
    }
    return walk.end(.ipv6Extension, .tooDeep, &headers)
  }

  @inline(never)
  private func markFragment(isFirst: Bool, hasMore: Bool, _ headers: inout Headers) {
    headers.traits.insert(.fragment)
    if !isFirst { headers.traits.insert(.laterFragment) }
    if hasMore { headers.traits.insert(.hasMoreFragments) }
  }

  private func endFragment(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    headers.tuple.transport = TransportProtocol(rawValue: walk.protocolNumber)
    headers.payloadLength = UInt32(truncatingIfNeeded: walk.length)
    return .none
  }

  @inline(__always)
  private func nextTransport(after layer: Layer, _ walk: inout Walk, _ headers: inout Headers) -> Layer {
    switch walk.protocolNumber {
    case TransportProtocol.tcp.rawValue: .tcp
    case TransportProtocol.udp.rawValue: .udp
    default: nextProtocol(after: layer, &walk, &headers)
    }
  }

  @inline(never)
  private func nextProtocol(after layer: Layer, _ walk: inout Walk, _ headers: inout Headers) -> Layer {
    let number = walk.protocolNumber
    switch TransportProtocol(rawValue: number) {
    case .udpLite: return .udp
    case .icmp: return .icmp
    case .icmpv6: return .icmpv6
    case .sctp: return .sctp
    default: break
    }
    switch number {
    case IPProtocol.gre: return .gre
    case IPProtocol.ipv4: return enterTunnel(.ipip, layer: .ipip, next: .ipv4, &walk, &headers)
    case IPProtocol.ipv6: return enterTunnel(.sixInFour, layer: .ipip, next: .ipv6, &walk, &headers)
    case IPProtocol.mplsInIP: return .mpls
    case IPProtocol.encapsulatingSecurity: return .esp
    case IPProtocol.authentication: return .ipv6Extension
    default:
      if headers.ipVersion == .v6 && IPProtocol.isExtension(number) && layer != .ipv6Extension { return .ipv6Extension }
      return walk.end(layer, .unsupported, needed: Int(number), &headers)
    }
  }
}
