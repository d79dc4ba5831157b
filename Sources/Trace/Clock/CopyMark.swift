import Wire

/// What identifies one copy of a packet wherever it is seen: fields that neither NAT nor a tunnel changes and that a
/// retransmission does not repeat (dataplane facts: the IPv4 identification belongs to the copy, the sequence number to the
/// segment). As a hash, without a key, so that every run samples the same packets.
struct CopyMark: BitwiseCopyable {
  var hash: UInt64
  /// A SYN or SYN-ACK: few, spread over the whole capture, and seen in both directions of every connection.
  var isHandshake: Bool

  /// - Returns: nil when the packet may look exactly like another one.
  @inline(__always)
  init?(_ headers: Headers) {
    guard headers.traits.contains(.hasTransport) else { return nil }
    let transport = headers.tuple.transport
    if transport == .tcp {
      self.init(segment: headers)
    } else if transport == .udp || headers.traits.contains(.isEcho) {
      self.init(datagram: headers)
    } else {
      return nil
    }
  }

  /// A SYN-ACK has identification 0 and IPv6 has none: there the timestamp tells a retransmission. It is left out where it
  /// is not needed, because a short snap length cuts it inside tunnels.
  @inline(__always)
  private init?(segment headers: Headers) {
    let isHandshake = headers.flags.contains(.syn)
    let isNumbered = headers.ipVersion == .v4 && headers.packetID != 0
    let isStamped = headers.traits.contains(.hasTimestamp) && headers.payloadLength > 0
    guard isNumbered || isHandshake || isStamped else { return nil }
    self.isHandshake = isHandshake
    hash = Self.mix(
      UInt64(headers.sequence) << 32 | UInt64(headers.acknowledgement),
      UInt64(headers.packetID) << 32 | UInt64(isNumbered ? 0 : headers.timestampValue),
      UInt64(headers.flags.rawValue & 7) << 8 | UInt64(TransportProtocol.tcp.rawValue))
  }

  /// Fewer bytes of payload than this may well be sent again as they are.
  private static let telling: UInt32 = 12

  private init?(datagram headers: Headers) {
    let isNumbered = headers.ipVersion == .v4 && headers.packetID != 0
    guard headers.longPayloadHash != 0, isNumbered || headers.payloadLength >= Self.telling else { return nil }
    guard !headers.traits.contains(.fragment), !headers.tuple.destination.isMulticast else { return nil }
    isHandshake = false
    hash = Self.mix(
      UInt64(headers.longPayloadHash) << 32 | UInt64(headers.payloadLength),
      UInt64(headers.packetID) << 32 | UInt64(headers.sequence),
      UInt64(headers.icmpType) << 8 | UInt64(headers.tuple.transport.rawValue))
  }

  @inline(__always)
  private static func mix(_ first: UInt64, _ second: UInt64, _ third: UInt64) -> UInt64 {
    let both = FlowHasher.fold(first ^ 0x9e37_79b9_7f4a_7c15, second ^ 0xa076_1d64_78bd_642f)
    return FlowHasher.fold(both ^ third, 0xe703_7ed1_a0b4_28db)
  }
}

extension Tuple {
  /// A hash of the two ends without direction, and in its lowest bit the direction.
  var directedHash: UInt32 {
    let here = FlowHasher.fold(source.high ^ 0x9e37_79b9_7f4a_7c15, source.low ^ UInt64(sourcePort) << 48)
    let there = FlowHasher.fold(
      destination.high ^ 0x9e37_79b9_7f4a_7c15, destination.low ^ UInt64(destinationPort) << 48)
    let ends = FlowHasher.fold(min(here, there) ^ 0xa076_1d64_78bd_642f, max(here, there))
    return UInt32(truncatingIfNeeded: ends) & ~1 | (here <= there ? 0 : 1)
  }
}
