import Wire

/// Several connections under one key: a port used again, and, at a bridge where tuples are half translated, connections to
/// several fronts that have one endpoint and one client port. Their packets are told apart by their sequence numbers.
extension Flow {
  /// Whether a packet under this key may be another connection's, so that it must be asked whose it is: all packets where
  /// several share the key, those of a handshake or a RST, those after the end, and those far from what was sent last.
  ///
  /// Asked of every packet: it takes the few numbers that it needs.
  @inline(__always)
  func mayBeReplaced(_ flags: TCPFlags, _ sequence: UInt32, _ acknowledgement: UInt32, fromA: Bool) -> Bool {
    if !flags.isDisjoint(with: [.syn, .rst]) || !marks.isDisjoint(with: Self.settled) { return true }
    return isFarOff(flags, sequence, acknowledgement, fromA: fromA)
  }

  private static var settled: FlowMarks { [.keyShared, .rstFromA, .rstFromB] }

  /// Both numbers of a packet are far from what either side sent, or was told to have sent, last: a connection whose SYN
  /// this tap did not show. A gap in the capture moves one of them only; but nothing can be acknowledged behind a FIN.
  @inline(__always)
  private func isFarOff(_ flags: TCPFlags, _ sequence: UInt32, _ acknowledgement: UInt32, fromA: Bool) -> Bool {
    let (own, other) = fromA ? (nextSequenceA, nextSequenceB) : (nextSequenceB, nextSequenceA)
    if SequenceSpace.isNear(sequence, own) { return false }
    if own == 0 || other == 0 || !flags.contains(.ack) || sequence == 0 { return false }
    if marks.isSuperset(of: [.finFromA, .finFromB]) || !SequenceSpace.isNear(acknowledgement, other) { return true }
    return marks.contains(fromA ? .finFromB : .finFromA) && Int32(bitPattern: acknowledgement &- other) > 0
  }

  /// How far a packet's sequence number is from what this connection would send next; nil when it is not this one's.
  func distance(of headers: borrowing Headers, fromA: Bool) -> Int64? {
    guard headers.transport == .tcp else { return sctpDistance(of: headers) }
    let flags = headers.flags
    if flags.contains(.syn) { return ownsHandshake(headers) ? 0 : nil }
    if flags.isSuperset(of: [.rst, .ack]), headers.sequence == 0, marks.contains(.isnKnown) {
      return headers.acknowledgement &- 1 == clientISN ? 0 : nil
    }
    if marks.contains(fromA ? .sequenceKnownA : .sequenceKnownB) {
      return SequenceSpace.distance(headers.sequence, fromA ? nextSequenceA : nextSequenceB)
    }
    guard flags.contains(.ack), marks.contains(fromA ? .sequenceKnownB : .sequenceKnownA) else { return nil }
    return SequenceSpace.distance(headers.acknowledgement, fromA ? nextSequenceB : nextSequenceA)
  }

  private func ownsHandshake(_ headers: borrowing Headers) -> Bool {
    let isAnswer = headers.flags.contains(.ack)
    guard marks.contains(.isnKnown) else {
      let mayBegin = mayBegin(at: headers.timestamp)
      return isAnswer && mayBegin
    }
    if !isAnswer { return headers.sequence == clientISN }
    return headers.acknowledgement &- 1 == clientISN
  }

  /// All that passed may have been an older connection's answer to its SYN, which is sent again after a second.
  private func mayBegin(at time: Int64) -> Bool {
    !isClosed && carriedA | carriedB == 0 && time.since(last) < 2 * Self.patience
  }

  /// Its SYN passed, and nothing came back yet.
  func awaitsAnswer(fromA: Bool) -> Bool {
    has(syn: true) && fromA != clientIsA && marks.isDisjoint(with: [.bothWays, .clientSpoke])
  }

  /// In nanoseconds: a SYN that was not answered is sent again after that.
  private static var patience: Int64 { 1_000_000_000 }

  private func sctpDistance(of headers: borrowing Headers) -> Int64? {
    guard headers.icmpType == SCTPChunk.initiate else {
      let tag = headers.acknowledgement
      return tag == clientISN || tag == serverISN || !marks.contains(.serverISNKnown) ? 0 : nil
    }
    let tag = headers.sequence
    return marks.contains(.isnKnown) && tag != clientISN ? nil : 0
  }
}

extension FlowStore {
  /// Connections under one key that are told apart; the oldest makes way for one more.
  private static let mostSharing = 8
  /// A connection that ended and was silent for so long, in nanoseconds, is not asked about packets any more.
  private static let quiet: Int64 = 1_000_000_000

  /// The connection under this key that a packet belongs to; 0 when it is none of them.
  func owner(of headers: borrowing Headers, _ key: FlowKey, hash: UInt64, fromA: Bool) -> UInt32 {
    var probe = index.probe(hash)
    var best: UInt32 = 0
    var least = Int64.max
    while true {
      let flow = index.next(&probe)
      if flow == 0 { return best }
      guard slab[flow].key == key, let distance = slab[flow].distance(of: headers, fromA: fromA) else { continue }
      if distance < least || (distance == least && slab[flow].last >= slab[best].last) {
        best = flow
        least = distance
      }
    }
  }

  /// The connection under this key that a packet belongs to although its numbers say nothing: a RST, or what an older
  /// connection's TIME_WAIT answers a SYN with (RFC 5961 §4), right after what it answers; 0 when there is none.
  func heir(of headers: borrowing Headers, _ key: FlowKey, hash: UInt64, fromA: Bool) -> UInt32 {
    let isReset = headers.flags.contains(.rst)
    if isReset, headers.flags.contains(.ack), headers.sequence == 0 { return 0 }
    var probe = index.probe(hash)
    var latest: UInt32 = 0
    while true {
      let flow = index.next(&probe)
      if flow == 0 { break }
      if slab[flow].key == key, latest == 0 || slab[flow].last >= slab[latest].last { latest = flow }
    }
    guard latest != 0, headers.timestamp.since(slab[latest].last) < Self.quiet else { return 0 }
    if headers.flags.contains(.syn) { return 0 }
    return isReset || slab[latest].awaitsAnswer(fromA: fromA) ? latest : 0
  }

  /// The connection that a packet belongs to, whether others have its key too or not; 0 when there is none.
  func owner(of headers: borrowing Headers, _ key: PacketBatch.Key) -> UInt32 {
    let flow = find(key.key, hash: key.hash)
    guard flow != 0, slab[flow].marks.contains(.keyShared) else { return flow }
    return owner(of: headers, key.key, hash: key.hash, fromA: key.fromA)
  }

  /// Makes room under a key for one more connection.
  /// - Returns: whether others stay.
  mutating func share(_ key: FlowKey, hash: UInt64, at time: Int64) -> Bool {
    var sharing: [UInt32] = []
    var probe = index.probe(hash)
    while true {
      let flow = index.next(&probe)
      if flow == 0 { break }
      if slab[flow].key == key { sharing.append(flow) }
    }
    let (over, live) = sharing.reduce(into: ([UInt32](), [UInt32]())) { sides, flow in
      let isOver = slab[flow].isClosed && time.since(slab[flow].last) > Self.quiet
      if isOver { sides.0.append(flow) } else { sides.1.append(flow) }
    }
    for flow in over { supersede(flow) }
    let kept = live.sorted { slab[$0].last > slab[$1].last }
    for flow in kept.dropFirst(Self.mostSharing - 1) { supersede(flow) }
    for flow in kept.prefix(Self.mostSharing - 1) { slab[flow].marks.insert(.keyShared) }
    return !kept.isEmpty
  }
}
