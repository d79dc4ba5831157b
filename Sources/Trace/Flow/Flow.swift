import Wire

/// What was seen of a flow, one bit each; `A` and `B` are the ends of its key.
struct FlowMarks: OptionSet, BitwiseCopyable {
  var rawValue: UInt32
  static let synFromA = FlowMarks(rawValue: 1)
  static let synFromB = FlowMarks(rawValue: 1 << 1)
  static let synAckFromA = FlowMarks(rawValue: 1 << 2)
  static let synAckFromB = FlowMarks(rawValue: 1 << 3)
  static let finFromA = FlowMarks(rawValue: 1 << 4)
  static let finFromB = FlowMarks(rawValue: 1 << 5)
  static let rstFromA = FlowMarks(rawValue: 1 << 6)
  static let rstFromB = FlowMarks(rawValue: 1 << 7)
  static let sequenceKnownA = FlowMarks(rawValue: 1 << 8)
  static let sequenceKnownB = FlowMarks(rawValue: 1 << 9)
  /// The client's end is b.
  static let clientIsB = FlowMarks(rawValue: 1 << 10)
  /// Who the client is was seen (a SYN, a SYN-ACK, an echo request), not guessed.
  static let clientKnown = FlowMarks(rawValue: 1 << 11)
  /// The client acknowledged the server's SYN.
  static let established = FlowMarks(rawValue: 1 << 12)
  /// `clientISN` is the client's initial sequence number (or SCTP initiate tag).
  static let isnKnown = FlowMarks(rawValue: 1 << 13)
  static let serverISNKnown = FlowMarks(rawValue: 1 << 14)
  static let hasTimestamp = FlowMarks(rawValue: 1 << 15)
  /// An ICMP error quoted a packet of this flow.
  static let rejected = FlowMarks(rawValue: 1 << 16)
  static let inTupleIndex = FlowMarks(rawValue: 1 << 17)
  static let inISNIndex = FlowMarks(rawValue: 1 << 18)
  /// Several other flows fit equally well.
  static let ambiguous = FlowMarks(rawValue: 1 << 19)
  /// No longer in the flow index: another connection uses its key now.
  static let superseded = FlowMarks(rawValue: 1 << 20)
  static let firstByteSeen = FlowMarks(rawValue: 1 << 21)
  static let directionKnown = FlowMarks(rawValue: 1 << 22)
  /// `firstReverse` holds a time.
  static let bothWays = FlowMarks(rawValue: 1 << 23)
  /// The first packet travelled from a to b.
  static let firstFromA = FlowMarks(rawValue: 1 << 24)
  static let isIPv6 = FlowMarks(rawValue: 1 << 25)
  /// Other connections use the same key at the same time: packets are told apart by their sequence numbers.
  static let keyShared = FlowMarks(rawValue: 1 << 26)
  /// The SYN acknowledged something: it was sent by a SYN proxy on the client's behalf (`cookie`).
  static let hasCookie = FlowMarks(rawValue: 1 << 27)
  /// The client sent something else than a SYN or a RST.
  static let clientSpoke = FlowMarks(rawValue: 1 << 28)
  /// The client's first payload was seen (TCP).
  static let requestSeen = FlowMarks(rawValue: 1 << 29)
  /// It spoke again after a pause in which its mapping may have been forgotten.
  static let resumed = FlowMarks(rawValue: 1 << 30)
  /// The server's initiate tag was seen (SCTP).
  static let tagSeen = FlowMarks(rawValue: 1 << 31)
}

/// One tuple at one tap, both directions: a hop in the making. Fixed size: two cache lines that every packet touches, and
/// two that only the beginning of a flow and the end of its path do.
struct Flow: BitwiseCopyable {
  // What every packet touches.
  var key: FlowKey
  var first: Int64
  var last: Int64
  /// Wire bytes (IP packet length), from a and from b.
  var bytesA: UInt64 = 0
  var bytesB: UInt64 = 0
  var packetsA: UInt32 = 0
  var packetsB: UInt32 = 0
  /// The sequence number after the highest byte seen; of a side that was not seen, what the other one acknowledged last.
  var nextSequenceA: UInt32 = 0
  var nextSequenceB: UInt32 = 0
  var lastPacketIDA: UInt32 = 0
  var lastPacketIDB: UInt32 = 0
  /// TCP: how much of the sequence space passed, repetitions included: what a tap before and a tap behind must agree in,
  /// however the data was cut into packets. Modulo 2³².
  var carriedA: UInt32 = 0
  var carriedB: UInt32 = 0
  var marks = FlowMarks()
  var ttlA: UInt8 = 0
  var ttlB: UInt8 = 0
  /// Packets whose fingerprint may still be compared with other flows.
  var probesLeft: UInt8 = 0
  /// Matching packets that `candidate` and this flow have had so far.
  var candidateHits: UInt8 = 0
  /// The longest IP packet from a and from b, at most 65,535.
  var largestA: UInt16 = 0
  var largestB: UInt16 = 0
  /// How many packets from a and from b had passed before the longest pause, at most 255.
  var pausePacketsA: UInt8 = 0
  var pausePacketsB: UInt8 = 0

  // What the first packets left.
  /// When the direction that the first packet did not have was first seen.
  var firstReverse: Int64 = 0
  /// Number of the first packet in its file.
  var firstNumber: UInt64
  /// TCP: the client's ISN when `isnKnown`, else the first packet's sequence number.
  /// ICMP echo: the first echo sequence. SCTP: the initiate tag.
  var clientISN: UInt32 = 0
  /// TCP: the server's ISN when `serverISNKnown`; when neither is known, the first packet's acknowledgement number.
  var serverISN: UInt32 = 0
  /// The acknowledgement number on a SYN: the cookie that a SYN proxy gave the client (`hasCookie`).
  var cookie: UInt32 = 0
  /// TCP timestamp value of the client's SYN (or of the first packet when it was no SYN).
  var timestampValue: UInt32 = 0
  var optionsHash: UInt32 = 0
  /// Of the client's latest SYN when it was sent again: timestamp value, IPv4 identification or flow label, and how long
  /// after the first packet, in microseconds.
  var attemptStamp: UInt32 = 0
  var attemptID: UInt32 = 0
  var attemptSpan: UInt32 = 0
  /// IPv4 identification or IPv6 flow label of the first packet.
  var packetID: UInt32 = 0
  /// UDP, ICMP: of the first packet. TCP: of the client's first payload, when it was whole.
  var payloadHash: UInt32 = 0
  var payloadLength: UInt32 = 0
  /// Microseconds from the first packet to the client's first ACK, and to the server's first payload byte; 0 unknown.
  var handshake: UInt32 = 0
  var firstByte: UInt32 = 0
  /// How long the longest pause was, and how long after the first packet it ended, in milliseconds.
  var pause: UInt32 = 0
  var pauseEnd: UInt32 = 0
  var retransmissionsA: UInt16 = 0
  var retransmissionsB: UInt16 = 0
  /// The flow that packets of this one matched last, what marks the last of those packets, and another flow that one of
  /// them matched as well, when it was taken for ambiguous.
  var candidate: UInt32 = 0
  var candidatePrint: UInt32 = 0
  var rival: UInt32 = 0
  /// Number of the note of the client's first payload; 0 without one.
  var requestNote: UInt32 = 0
  var path: UInt32 = 0
  var nextInPath: UInt32 = 0
  /// Number in the list of tunnels, 0 without one.
  var tunnel: UInt32 = 0
  /// Counts flows as they are made; tells a record from an earlier one under the same number.
  var serial: UInt32
  /// TCP: how far its end is.
  var end = EndMarks()
  /// The snap length cut the headers of its first packet.
  var isCut = false
  /// What made this flow part of its path.
  var join = Join()

  init(key: FlowKey, first: Int64, number: UInt64, serial: UInt32) {
    self.key = key
    self.first = first
    last = first
    firstNumber = number
    self.serial = serial
  }
}

extension Flow {
  var transport: TransportProtocol { key.transport }
  var clientIsA: Bool { !marks.contains(.clientIsB) }

  /// Source and destination as the client's packets have them here.
  var request: Tuple {
    let forward = Tuple(
      source: key.a, sourcePort: key.portA, destination: key.b, destinationPort: key.portB, transport: transport)
    return clientIsA ? forward : forward.reversed
  }

  var requestPackets: UInt32 { clientIsA ? packetsA : packetsB }
  var replyPackets: UInt32 { clientIsA ? packetsB : packetsA }
  var requestBytes: UInt64 { clientIsA ? bytesA : bytesB }
  var replyBytes: UInt64 { clientIsA ? bytesB : bytesA }
  var requestTTL: UInt8 { clientIsA ? ttlA : ttlB }
  var replyTTL: UInt8 { clientIsA ? ttlB : ttlA }
  var retransmissions: Int { Int(retransmissionsA) + Int(retransmissionsB) }
  var requestRetransmissions: Int { Int(clientIsA ? retransmissionsA : retransmissionsB) }
  var replyRetransmissions: Int { Int(clientIsA ? retransmissionsB : retransmissionsA) }
  var requestCarried: UInt32 { clientIsA ? carriedA : carriedB }
  var replyCarried: UInt32 { clientIsA ? carriedB : carriedA }
  var lastRequestID: UInt32 { clientIsA ? lastPacketIDA : lastPacketIDB }

  /// Whether the client's packets left through the tap's interface; nil when the capture does not say.
  var requestLeaves: Bool? { marks.contains(.directionKnown) ? key.aToBLeaves == clientIsA : nil }

  private var firstIsRequest: Bool { marks.contains(.firstFromA) == clientIsA }
  /// When the client's first packet passed here, if one did.
  var firstRequest: Int64? {
    firstIsRequest ? first : marks.contains(.bothWays) ? firstReverse : nil
  }
  /// When the first answer passed here, if one did.
  var firstReply: Int64? {
    firstIsRequest ? (marks.contains(.bothWays) ? firstReverse : nil) : first
  }

  func has(syn fromClient: Bool) -> Bool { marks.contains(fromClient == clientIsA ? .synFromA : .synFromB) }
  func has(fin fromClient: Bool) -> Bool { marks.contains(fromClient == clientIsA ? .finFromA : .finFromB) }
  func has(rst fromClient: Bool) -> Bool { marks.contains(fromClient == clientIsA ? .rstFromA : .rstFromB) }
  var hasSynAck: Bool { !marks.isDisjoint(with: [.synAckFromA, .synAckFromB]) }
  /// Both sides said that they are done, or one said so rudely.
  var isClosed: Bool {
    marks.isSuperset(of: [.finFromA, .finFromB]) || !marks.isDisjoint(with: [.rstFromA, .rstFromB])
  }

  /// Takes over what a later flow under the same key saw of the same connection.
  mutating func absorb(_ later: Flow) {
    last = max(last, later.last)
    packetsA &+= later.packetsA
    packetsB &+= later.packetsB
    carriedA &+= later.carriedA
    carriedB &+= later.carriedB
    bytesA &+= later.bytesA
    bytesB &+= later.bytesB
    largestA = max(largestA, later.largestA)
    largestB = max(largestB, later.largestB)
    retransmissionsA &+= later.retransmissionsA
    retransmissionsB &+= later.retransmissionsB
    if !marks.contains(.bothWays), let reverse = later.time(fromA: !marks.contains(.firstFromA)) {
      marks.insert(.bothWays)
      firstReverse = reverse
    }
  }

  private func time(fromA: Bool) -> Int64? {
    if marks.contains(.firstFromA) == fromA { return first }
    return marks.contains(.bothWays) ? firstReverse : nil
  }
}
