import Wire

/// What one packet does to its flow. Runs once per packet: nothing here allocates, calls out or looks elsewhere.
extension Flow {
  /// Copies of one packet at one tap (bridges, promiscuous capture) closer than this are one packet.
  private static let copyWindow: Int64 = 1_000_000

  /// - Returns: false when the packet is a copy of the one before it, which is counted once.
  @inline(__always)
  mutating func take(_ headers: borrowing Headers, fromA: Bool) -> Bool {
    let transport = headers.transport
    if transport == .tcp {
      if isSegmentCopy(headers, fromA: fromA) { return false }
      count(headers, fromA: fromA)
      takeTCP(headers, fromA: fromA)
    } else {
      if isCopy(headers, fromA: fromA) { return false }
      count(headers, fromA: fromA)
      if transport == .sctp { takeSCTP(headers, fromA: fromA) }
    }
    return true
  }

  @inline(__always)
  private func isCopy(_ headers: borrowing Headers, fromA: Bool) -> Bool {
    let id = headers.packetID
    guard id != 0, id == (fromA ? lastPacketIDA : lastPacketIDB), headers.ipVersion == .v4 else { return false }
    return headers.timestamp &- last < Self.copyWindow
  }

  /// A segment that brings nothing new right after one with its identification. Where segments have none (SYN-ACKs, IPv6)
  /// it must end where that one ended, and be no mere acknowledgement: those are repeated in earnest.
  @inline(__always)
  private func isSegmentCopy(_ headers: borrowing Headers, fromA: Bool) -> Bool {
    guard headers.packetID == (fromA ? lastPacketIDA : lastPacketIDB), headers.timestamp &- last < Self.copyWindow,
      marks.contains(fromA ? .sequenceKnownA : .sequenceKnownB)
    else { return false }
    let length = headers.sequenceLength
    let beyond = Int32(bitPattern: headers.sequence &+ length &- (fromA ? nextSequenceA : nextSequenceB))
    let (id, version) = (headers.packetID, headers.ipVersion)
    if id != 0 && version == .v4 { return beyond <= 0 }
    return beyond == 0 && length > 0
  }

  @inline(__always)
  private mutating func count(_ headers: borrowing Headers, fromA: Bool) {
    if headers.timestamp > last {
      if headers.timestamp &- last > Self.silence { resume(at: headers.timestamp) }
      last = headers.timestamp
    }
    if fromA {
      packetsA &+= 1
      bytesA &+= UInt64(headers.ipLength)
      lastPacketIDA = headers.packetID
      if ttlA == 0 { ttlA = headers.ttl }
      if headers.ipLength > UInt32(largestA) { largestA = UInt16(clamping: headers.ipLength) }
    } else {
      packetsB &+= 1
      bytesB &+= UInt64(headers.ipLength)
      lastPacketIDB = headers.packetID
      if ttlB == 0 { ttlB = headers.ttl }
      if headers.ipLength > UInt32(largestB) { largestB = UInt16(clamping: headers.ipLength) }
    }
    if !marks.contains(.bothWays) && fromA != marks.contains(.firstFromA) {
      marks.insert(.bothWays)
      firstReverse = headers.timestamp
    }
  }

  /// A silence in which a mapping can be lost unseen, in nanoseconds.
  private static let silence: Int64 = 1_000_000_000

  @inline(never)
  private mutating func resume(at time: Int64) {
    marks.insert(.resumed)
    probesLeft = max(probesLeft, 4)
    let length = UInt32(clamping: time.since(last) / 1_000_000)
    if length <= pause { return }
    pause = length
    pauseEnd = UInt32(clamping: time.since(first) / 1_000_000)
    pausePacketsA = UInt8(clamping: packetsA)
    pausePacketsB = UInt8(clamping: packetsB)
  }

  @inline(__always)
  private mutating func takeTCP(_ headers: borrowing Headers, fromA: Bool) {
    let flags = headers.flags
    if !flags.isDisjoint(with: [.syn, .fin, .rst]) { takeTCPControl(flags, fromA: fromA) }
    if !flags.contains(.rst) { takeSequence(headers, fromA: fromA) }
    if fromA == clientIsA {
      if !marks.isSuperset(of: [.established, .requestSeen]) && flags.isDisjoint(with: [.syn, .rst]) {
        takeClient(headers)
      }
    } else if !marks.contains(.firstByteSeen), headers.payloadLength > 0 {
      marks.insert(.firstByteSeen)
      if marks.contains(.isnKnown) { firstByte = microseconds(until: headers.timestamp) }
    }
  }

  /// The client's first packets after its SYN.
  private mutating func takeClient(_ headers: borrowing Headers) {
    marks.insert(.clientSpoke)
    if !marks.contains(.established) && hasSynAck {
      marks.insert(.established)
      handshake = microseconds(until: headers.timestamp)
    }
    guard headers.payloadLength > 0, !marks.contains(.requestSeen) else { return }
    marks.insert(.requestSeen)
    payloadHash = headers.payloadHash
  }

  private mutating func takeTCPControl(_ flags: TCPFlags, fromA: Bool) {
    if flags.contains(.syn) {
      if flags.contains(.ack) {
        marks.insert(fromA ? .synAckFromA : .synAckFromB)
      } else {
        marks.insert(fromA ? .synFromA : .synFromB)
      }
    }
    if flags.contains(.fin) { marks.insert(fromA ? .finFromA : .finFromB) }
    if flags.contains(.rst) { marks.insert(fromA ? .rstFromA : .rstFromB) }
  }

  @inline(__always)
  private mutating func takeSequence(_ headers: borrowing Headers, fromA: Bool) {
    let flags = headers.flags
    let control: UInt32 = flags.isDisjoint(with: [.syn, .fin]) ? 0 : 1
    let length = headers.sequenceLength
    let end = headers.sequence &+ length
    if fromA { carriedA &+= length } else { carriedB &+= length }
    let known: FlowMarks = fromA ? .sequenceKnownA : .sequenceKnownB
    if !marks.contains(fromA ? .sequenceKnownB : .sequenceKnownA), flags.contains(.ack) {
      if fromA { nextSequenceB = headers.acknowledgement } else { nextSequenceA = headers.acknowledgement }
    }
    guard marks.contains(known), !flags.contains(.syn) else {
      if marks.contains(known), headers.sequence &+ length == (fromA ? nextSequenceA : nextSequenceB) {
        repeatSegment(fromA: fromA)
        return
      }
      marks.insert(known)
      if fromA { nextSequenceA = end } else { nextSequenceB = end }
      return
    }
    let next = fromA ? nextSequenceA : nextSequenceB
    if Int32(bitPattern: end &- next) > 0 {
      if fromA { nextSequenceA = end } else { nextSequenceB = end }
    } else if length > 0 && !(control == 0 && length == 1 && end == next) {
      // The exception is a keep-alive probe: one old byte just below the next (RFC 9293 §3.8.4).
      repeatSegment(fromA: fromA)
    }
  }

  @inline(__always)
  private mutating func repeatSegment(fromA: Bool) {
    if fromA { retransmissionsA &+= 1 } else { retransmissionsB &+= 1 }
  }

  private mutating func takeSCTP(_ headers: borrowing Headers, fromA: Bool) {
    switch headers.icmpType {
    case SCTPChunk.initiate: marks.insert(fromA ? .synFromA : .synFromB)
    case SCTPChunk.initiateAck: marks.formUnion([fromA ? .synAckFromA : .synAckFromB, .tagSeen])
    case SCTPChunk.abort: marks.insert(fromA ? .rstFromA : .rstFromB)
    case SCTPChunk.cookieAck: marks.insert(.established)
    case SCTPChunk.shutdown: marks.insert(fromA ? .finFromA : .finFromB)
    case SCTPChunk.shutdownComplete: marks.formUnion([.finFromA, .finFromB])
    default: break
    }
  }

  private func microseconds(until time: Int64) -> UInt32 {
    UInt32(clamping: max(1, time.since(first) / 1000))
  }
}

/// Types of the first chunk of an SCTP packet (RFC 9260 §3.2) that move an association's state.
enum SCTPChunk {
  static let initiate: UInt8 = 1
  static let initiateAck: UInt8 = 2
  static let abort: UInt8 = 6
  static let shutdown: UInt8 = 7
  static let cookieAck: UInt8 = 11
  static let shutdownComplete: UInt8 = 14
}

extension Headers {
  /// What a TCP segment takes of the sequence space: its payload, and one for SYN or FIN (RFC 9293 §3.4).
  @inline(__always) var sequenceLength: UInt32 {
    payloadLength &+ (flags.isDisjoint(with: [.syn, .fin]) ? 0 : 1)
  }

  @inline(__always) var transport: TransportProtocol { tuple.transport }
}
