import Wire

/// What identifies one copy of a packet wherever it is seen: fields that neither NAT nor a tunnel changes and that a
/// retransmission does not repeat (the IPv4 identification belongs to the copy, the sequence number to the segment). As
/// a hash without a key, so that every run samples the same packets.
struct CopyMark: BitwiseCopyable {
  var hash: UInt64
  /// Where content alone may repeat (a datagram, an echo), what tells its repetitions apart: a content that is seen
  /// with two of them tells nothing.
  var copy: UInt32 = 0
  /// Begins a connection or refuses it: few, spread over the whole capture, and seen in both directions.
  var isHandshake = false

  /// - Returns: nil when the packet may look exactly like another one.
  @inline(__always)
  init?(_ headers: Headers) {
    guard headers.traits.contains(.hasTransport) else { return nil }
    let transport = headers.tuple.transport
    if transport == .tcp {
      self.init(segment: headers)
    } else if transport == .udp || headers.traits.contains(.isEcho) {
      self.init(datagram: headers)
    } else if headers.traits.contains(.hasQuote) {
      self.init(error: headers)
    } else if transport == .sctp {
      self.init(chunk: headers)
    } else {
      return nil
    }
  }

  private static func isNumbered(_ headers: Headers) -> Bool { headers.ipVersion == .v4 && headers.packetID != 0 }

  /// A SYN-ACK has identification 0 and IPv6 has none: there the timestamp tells a retransmission. It is left out where
  /// it is not needed, because a short snap length cuts it inside tunnels. A RST that refuses a SYN is known by what it
  /// acknowledges.
  @inline(__always)
  private init?(segment headers: Headers) {
    let isRefusal = headers.flags.isSuperset(of: [.rst, .ack]) && headers.sequence == 0
    isHandshake = headers.flags.contains(.syn) || isRefusal
    let isNumbered = Self.isNumbered(headers)
    let isStamped = headers.traits.contains(.hasTimestamp) && headers.payloadLength > 0
    guard isNumbered || isHandshake || isStamped else { return nil }
    hash = Self.mix(
      UInt64(headers.sequence) << 32 | UInt64(headers.acknowledgement),
      UInt64(headers.packetID) << 32 | UInt64(isNumbered ? 0 : headers.timestampValue),
      UInt64(headers.flags.rawValue & 7) << 8 | UInt64(TransportProtocol.tcp.rawValue))
  }

  /// Fewer bytes of payload than this may well be sent again as they are.
  private static let telling: UInt32 = 12

  /// Without the length: NAT joins fragments and cuts them anew. An IPv4 identification tells repetitions of one content
  /// apart; without one a content must have been seen under one flow label only.
  private init?(datagram headers: Headers) {
    guard headers.longPayloadHash != 0, !headers.tuple.destination.isMulticast else { return nil }
    let isNumbered = Self.isNumbered(headers)
    guard isNumbered || headers.payloadLength >= Self.telling else { return nil }
    copy = isNumbered ? 0 : headers.packetID
    hash = Self.mix(
      UInt64(headers.longPayloadHash) << 32 | UInt64(isNumbered ? headers.packetID : 0), UInt64(headers.sequence),
      UInt64(headers.icmpType) << 8 | UInt64(headers.tuple.transport.rawValue))
  }

  /// The packet that an ICMP error speaks of, as far as NAT leaves it alone.
  private init?(error headers: Headers) {
    guard Self.isNumbered(headers) || headers.quotedSequence != 0 else { return nil }
    hash = Self.mix(
      UInt64(headers.packetID) << 32 | UInt64(headers.quotedPacketID),
      UInt64(headers.quotedSequence) << 16 | UInt64(headers.icmpType) << 8 | UInt64(headers.icmpCode),
      UInt64(headers.tuple.transport.rawValue))
  }

  /// INIT and INIT ACK carry a random tag.
  private init?(chunk headers: Headers) {
    isHandshake = headers.sequence != 0
    guard Self.isNumbered(headers) || isHandshake else { return nil }
    hash = Self.mix(
      UInt64(headers.sequence) << 32 | UInt64(headers.acknowledgement), UInt64(headers.packetID),
      UInt64(headers.icmpType) << 8 | UInt64(TransportProtocol.sctp.rawValue))
  }

  @inline(__always)
  private static func mix(_ first: UInt64, _ second: UInt64, _ third: UInt64) -> UInt64 {
    let both = FlowHasher.fold(first ^ 0x9e37_79b9_7f4a_7c15, second ^ 0xa076_1d64_78bd_642f)
    return FlowHasher.fold(both ^ third, 0xe703_7ed1_a0b4_28db)
  }
}

extension Headers {
  /// Of the connection as this packet shows it: a hash of the two ends without direction, and in its lowest bit the
  /// direction. An ICMP error belongs to the connection that it speaks of and goes against the packet that caused it.
  var connection: UInt32 {
    (traits.contains(.hasQuote) ? quoted.reversed : tuple).directedHash
  }
}

extension Tuple {
  fileprivate var directedHash: UInt32 {
    let here = FlowHasher.fold(source.high ^ 0x9e37_79b9_7f4a_7c15, source.low ^ UInt64(sourcePort) << 48)
    let there = FlowHasher.fold(
      destination.high ^ 0x9e37_79b9_7f4a_7c15, destination.low ^ UInt64(destinationPort) << 48)
    let ends = FlowHasher.fold(min(here, there) ^ 0xa076_1d64_78bd_642f, max(here, there))
    return UInt32(truncatingIfNeeded: ends) & ~1 | (here <= there ? 0 : 1)
  }
}
