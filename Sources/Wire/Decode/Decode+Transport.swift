/// Transport layers: fill in what `Headers` keeps and end the walk, or go on into a tunnel.
extension Decoder {
  /// The ports were read. The first transport behind the first IP header is also the outermost.
  @inline(__always)
  private func enterTransport(
    _ transport: TransportProtocol, _ source: UInt16, _ destination: UInt16, _ headers: inout Headers
  ) {
    headers.tuple.transport = transport
    headers.tuple.sourcePort = source
    headers.tuple.destinationPort = destination
    headers.traits.insert(.hasTransport)
    if headers.layers == 1 {
      headers.outer.transport = transport
      headers.outer.sourcePort = source
      headers.outer.destinationPort = destination
    }
  }

  @inline(__always)
  func readTCP(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    guard let tcp = TCPHeader(walk.bytes) else {
      return endCut(.tcp, .tcp, needed: TCPHeader.headerLength, &walk, &headers)
    }
    enterTransport(.tcp, tcp.sourcePort, tcp.destinationPort, &headers)
    headers.sequence = tcp.sequence
    headers.acknowledgement = tcp.acknowledgement
    headers.flags = tcp.flags
    headers.window = tcp.window
    let headerLength = tcp.headerLength
    guard headerLength >= TCPHeader.headerLength else { return walk.end(.tcp, .malformed, &headers) }
    headers.payloadLength = UInt32(truncatingIfNeeded: max(0, walk.length &- headerLength))
    if headerLength > TCPHeader.headerLength {
      let options = TCPOptions(tcp.options, hashing: tcp.flags.contains(.syn))
      if options.hasTimestamp {
        headers.timestampValue = options.timestampValue
        headers.timestampEcho = options.timestampEcho
        headers.traits.insert(.hasTimestamp)
      }
      headers.optionsHash = options.hash
    }
    if tcp.flags.contains(.psh) { hashTCPPayload(walk, headerLength, &headers) }
    guard walk.bytes.byteCount >= headerLength else { return walk.endShort(.tcp, needed: headerLength, &headers) }
    return .none
  }

  @inline(__always)
  func readUDP(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    let transport = TransportProtocol(rawValue: walk.protocolNumber)
    guard let udp = UDPHeader(walk.bytes) else {
      return endCut(.udp, transport, needed: UDPHeader.headerLength, &walk, &headers)
    }
    let destination = udp.destinationPort
    enterTransport(transport, udp.sourcePort, destination, &headers)
    let length = udp.length
    let next = transport == .udp ? tunnel(port: destination) : .none
    if next == .vxlan, headers.layers == 1 { checkTunnelledSYN(walk, length: length, &headers) }
    walk.skip(UDPHeader.headerLength)
    if transport == .udp, length >= UDPHeader.headerLength {
      walk.limit(to: length - UDPHeader.headerLength)
    }
    let isWhole = !headers.traits.contains(.fragment)
    headers.payloadLength = UInt32(truncatingIfNeeded: isWhole ? walk.length : max(0, length - UDPHeader.headerLength))
    if next == .none {
      hashPayload(walk, &headers)
      if isQUICLong(walk.bytes) { headers.traits.insert(.hasConnectionID) }
    }
    return next
  }

  /// Form and fixed bit, a version of QUIC (RFC 9000, RFC 9369, the drafts), and a destination connection identifier.
  @inline(__always)
  private func isQUICLong(_ payload: RawSpan) -> Bool {
    guard payload.byteCount >= 14, payload.byte(0) & 0xc0 == 0xc0, payload.byte(5) >= 8 else { return false }
    let version = payload.be32(1)
    return version == 1 || version == 0x6b33_43cf || version >> 8 == 0xff_0000
  }

  @inline(__always)
  private func tunnel(port: UInt16) -> Layer {
    guard port != 0 else { return .none }
    if port == ports.vxlan || port == ports.vxlanLinux || port == ports.vxlanOther || port == ports.vxlanGPE {
      return .vxlan
    }
    return port == ports.geneve || port == ports.geneveOther ? .geneve : .none
  }

  func readSCTP(_ walk: inout Walk, _ headers: inout Headers) -> Layer {
    guard let sctp = SCTPHeader(walk.bytes) else {
      return endCut(.sctp, .sctp, needed: SCTPHeader.headerLength, &walk, &headers)
    }
    enterTransport(.sctp, sctp.sourcePort, sctp.destinationPort, &headers)
    headers.acknowledgement = sctp.verificationTag
    headers.sequence = sctp.initiateTag ?? 0
    headers.icmpType = sctp.chunkType ?? 0
    headers.payloadLength = UInt32(truncatingIfNeeded: max(0, walk.length &- SCTPHeader.headerLength))
    return .none
  }

  func readICMP(_ version: TransportProtocol, _ walk: inout Walk, _ headers: inout Headers) -> Layer {
    let layer = version == .icmp ? Layer.icmp : .icmpv6
    guard let icmp = ICMPHeader(walk.bytes) else {
      return endCut(layer, version, needed: ICMPHeader.headerLength, &walk, &headers)
    }
    let type = icmp.type
    let isEcho = ICMPHeader.isEcho(type: type, version: version)
    let port = isEcho ? icmp.identifier : 0
    enterTransport(version, port, port, &headers)
    headers.icmpType = type
    headers.icmpCode = icmp.code
    if isEcho {
      headers.traits.insert(.isEcho)
      headers.sequence = UInt32(icmp.sequence)
    }
    if ICMPHeader.isTooBig(type: type, code: icmp.code, version: version) { headers.sequence = icmp.nextMTU(version) }
    walk.skip(ICMPHeader.headerLength)
    headers.payloadLength = UInt32(truncatingIfNeeded: walk.length)
    if isEcho { hashPayload(walk, &headers) }
    if ICMPHeader.isError(type: type, version: version) { readQuote(walk, &headers) }
    if version == .icmpv6 { readNeighbour(type: type, walk, &headers) }
    return .none
  }

  /// A pushed segment ends what the application wrote at once, and a small request is one: enough to know a request again
  /// that a proxy passes on.
  @inline(__always)
  private func hashTCPPayload(_ walk: borrowing Walk, _ headerLength: Int, _ headers: inout Headers) {
    guard headers.payloadLength > 0, walk.bytes.byteCount > headerLength else { return }
    let payload = walk.bytes.dropping(headerLength)
    headers.payloadHash = PayloadHash.of(payload, first: 12, length: Int(headers.payloadLength))
  }

  @inline(__always)
  func hashPayload(_ walk: borrowing Walk, _ headers: inout Headers) {
    headers.payloadHash = PayloadHash.of(walk.bytes, first: 12, length: walk.length)
    headers.longPayloadHash = PayloadHash.of(walk.bytes, first: 32, length: walk.length)
  }

  /// A transport header that IP announces and of which only the beginning is here, if anything: the packet is still one of
  /// that protocol, and the first four bytes of TCP and UDP are its ports.
  @inline(never)
  private func endCut(
    _ layer: Layer, _ transport: TransportProtocol, needed: Int, _ walk: inout Walk, _ headers: inout Headers
  ) -> Layer {
    guard walk.length > 0 else { return walk.endShort(layer, needed: needed, &headers) }
    headers.tuple.transport = transport
    if headers.layers == 1 { headers.outer.transport = transport }
    if walk.bytes.byteCount >= 4, layer == .tcp || layer == .udp {
      enterTransport(transport, walk.bytes.be16(0), walk.bytes.be16(2), &headers)
    }
    if layer == .tcp, walk.bytes.byteCount >= 8 { headers.sequence = walk.bytes.be32(4) }
    return walk.endShort(layer, needed: needed, &headers)
  }
}
