import Wire

/// What the first packet says about its flow: who the client is, and the fingerprint by which other taps know it again.
extension Flow {
  /// Packets of a flow whose handshake was not captured that are compared with other flows before giving up.
  private static let probes: UInt8 = 8

  mutating func start(_ headers: Headers, fromA: Bool) {
    if fromA { marks.insert(.firstFromA) } else { marks.insert(.clientIsB) }
    if headers.direction != .unknown { marks.insert(.directionKnown) }
    if headers.ipVersion == .v6 { marks.insert(.isIPv6) }
    packetID = headers.packetID
    switch headers.transport {
    case .tcp: startTCP(headers, fromA: fromA)
    case .sctp: startSCTP(headers, fromA: fromA)
    default: startDatagram(headers, fromA: fromA)
    }
  }

  private mutating func startTCP(_ headers: Headers, fromA: Bool) {
    let flags = headers.flags
    if flags.contains(.syn) && !flags.contains(.ack) {
      clientISN = headers.sequence
      optionsHash = headers.optionsHash
      marks.formUnion([.isnKnown, .clientKnown])
      probesLeft = Self.probes
      keepTimestamp(headers, headers.timestampValue)
      keepCookie(headers.acknowledgement)
    } else if flags.contains(.syn) {
      setClient(isA: !fromA)
      clientISN = headers.acknowledgement &- 1
      serverISN = headers.sequence
      marks.formUnion([.isnKnown, .serverISNKnown, .clientKnown])
      probesLeft = Self.probes
      keepTimestamp(headers, headers.timestampEcho)
    } else if flags.isSuperset(of: [.rst, .ack]) && headers.sequence == 0 {
      // The answer to a SYN that this tap did not show (RFC 9293 §3.10.7.1).
      setClient(isA: !fromA)
      clientISN = headers.acknowledgement &- 1
      marks.formUnion([.isnKnown, .clientKnown])
    } else {
      clientISN = headers.sequence
      serverISN = headers.acknowledgement
      probesLeft = Self.probes
      keepTimestamp(headers, headers.timestampValue)
    }
  }

  private mutating func startSCTP(_ headers: Headers, fromA: Bool) {
    switch headers.icmpType {
    case SCTPChunk.initiate:
      clientISN = headers.sequence
      marks.formUnion([.isnKnown, .clientKnown])
    case SCTPChunk.initiateAck:
      // The verification tag of an INIT ACK is the initiate tag of the INIT it answers (RFC 9260 §5.1).
      setClient(isA: !fromA)
      clientISN = headers.acknowledgement
      serverISN = headers.sequence
      marks.formUnion([.isnKnown, .serverISNKnown, .clientKnown])
    default:
      clientISN = headers.acknowledgement
      probesLeft = Self.probes
    }
  }

  private mutating func startDatagram(_ headers: Headers, fromA: Bool) {
    probesLeft = Self.probes
    clientISN = headers.sequence
    payloadHash = headers.payloadHash
    payloadLength = headers.payloadLength
    if headers.traits.contains(.isEcho) {
      marks.insert(.clientKnown)
      if headers.isEchoReply { setClient(isA: !fromA) }
    }
  }

  private mutating func keepTimestamp(_ headers: Headers, _ value: UInt32) {
    guard headers.traits.contains(.hasTimestamp), value != 0 else { return }
    marks.insert(.hasTimestamp)
    timestampValue = value
  }

  /// A SYN: whether it is one sent again. What ended the attempt before it, ended only that.
  mutating func noteAttempt(_ headers: Headers) -> Bool {
    guard headers.sequence == clientISN, isSynCopy, headers.timestamp > first else { return false }
    marks.subtract([.rstFromA, .rstFromB])
    attemptID = headers.packetID
    attemptStamp = headers.timestampValue
    attemptSpan = UInt32(clamping: max(1, headers.timestamp.since(first) / 1000))
    return true
  }

  /// The answer to the client's SYN names its timestamp; other flags have none that all taps of a connection share.
  mutating func keepAttempt(_ headers: Headers) {
    marks.remove(.hasTimestamp)
    keepTimestamp(headers, headers.timestampEcho)
  }

  mutating func setClient(isA: Bool) {
    if isA { marks.remove(.clientIsB) } else { marks.insert(.clientIsB) }
  }

  /// RFC 9293 gives the field no meaning in a SYN; Linux' SYN proxy leaves its cookie there.
  private mutating func keepCookie(_ acknowledgement: UInt32) {
    guard acknowledgement != 0 else { return }
    marks.insert(.hasCookie)
    cookie = acknowledgement
  }
}

extension Headers {
  /// ICMP echo reply (RFC 792) or ICMPv6 echo reply (RFC 4443 §4.2).
  var isEchoReply: Bool { transport == .icmpv6 ? icmpType == 129 : icmpType == 0 }

  /// A packet that belongs to a flow: it has ports, or an echo identifier.
  @inline(__always) var hasFlow: Bool {
    guard traits.contains(.hasTransport), !traits.contains(.laterFragment) else { return false }
    switch transport {
    case .tcp, .udp, .sctp, .udpLite: return true
    case .icmp, .icmpv6: return traits.contains(.isEcho)
    default: return false
    }
  }
}
