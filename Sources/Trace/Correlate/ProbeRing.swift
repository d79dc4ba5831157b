import Wire

/// What was kept of one packet to know it again at another tap.
struct PacketPrint: BitwiseCopyable {
  var flow: UInt32
  /// Of the flow when it was written down; another serial means that the record is another flow's now.
  var serial: UInt32
  var time: Int64
  /// In its file.
  var number: UInt64
  var hash: UInt64
  var packetID: UInt32
  var longPayloadHash: UInt32
  var payloadLength: UInt32
  var fromA: Bool
  /// Chance does not bring two of the kind together.
  var isDistinct: Bool
}

/// A payload lately seen: a table in which a later one takes an earlier one's place.
private struct KnownPayload: BitwiseCopyable {
  static let slots = 1 << 12
  var hash: UInt32 = 0
  var packetID: UInt32 = 0
  var isRepeated = false
}

/// The latest prints, in a ring: bounded in number, and by the time within which copies of one packet are looked for.
struct ProbeRing: ~Copyable {
  static let size = 1 << 15
  private var prints: [PacketPrint] = []
  private var index = HashIndex(minimumSlots: 1 << 12)
  private var next = 0
  private var payloads = [KnownPayload](repeating: KnownPayload(), count: KnownPayload.slots)
  let hasher: FlowHasher

  init(hasher: FlowHasher) { self.hasher = hasher }

  /// A number that the copies of one packet have in common behind any NAT; nil when too little of the packet is known.
  func hash(_ headers: Headers) -> UInt64? {
    let transport = UInt64(headers.tuple.transport.rawValue)
    switch headers.tuple.transport {
    case .tcp:
      let first = UInt64(headers.sequence) << 32 | UInt64(headers.acknowledgement)
      return hasher.words(first, UInt64(headers.timestampValue) << 8 | transport)
    case .sctp:
      return hasher.words(UInt64(headers.acknowledgement) << 32 | UInt64(headers.payloadLength), transport)
    default:
      guard headers.payloadHash != 0 || headers.payloadLength == 0 else { return nil }
      let isEcho = headers.traits.contains(.isEcho)
      // The length of a fragmented echo is nowhere in its first fragment, and NAT fragments anew.
      let length = isEcho ? 0 : UInt64(headers.payloadLength)
      let first = UInt64(headers.payloadHash) << 32 | length
      let echo = isEcho ? UInt64(headers.sequence & 0xffff) << 16 | UInt64(headers.icmpType) << 8 : 0
      return hasher.words(first, UInt64(headers.packetID) << 32 | echo | transport)
    }
  }

  /// Whether datagrams with this payload were lately seen under several identifications: then it tells nobody apart.
  mutating func isRepeated(_ headers: Headers) -> Bool {
    let payload = UInt64(headers.payloadHash) << 32 | UInt64(headers.longPayloadHash)
    let hash = UInt32(truncatingIfNeeded: hasher.words(payload, UInt64(headers.payloadLength)))
    let slot = Int(hash) & (KnownPayload.slots - 1)
    if payloads[slot].hash != hash {
      payloads[slot] = KnownPayload(hash: hash, packetID: headers.packetID, isRepeated: false)
    } else if payloads[slot].packetID != headers.packetID {
      payloads[slot].isRepeated = true
    }
    return payloads[slot].isRepeated
  }

  mutating func append(_ print: PacketPrint) {
    if prints.count < Self.size {
      prints.append(print)
      index.insert(UInt32(prints.count), hash: print.hash)
      return
    }
    index.remove(UInt32(next + 1), hash: prints[next].hash)
    prints[next] = print
    index.insert(UInt32(next + 1), hash: print.hash)
    next = (next + 1) & (Self.size - 1)
  }

  func probe(_ hash: UInt64) -> HashIndex.Probe { index.probe(hash) }

  func nextPrint(_ probe: inout HashIndex.Probe, hash: UInt64) -> PacketPrint? {
    while true {
      let position = index.next(&probe)
      if position == 0 { return nil }
      let print = prints[Int(position) - 1]
      if print.hash == hash { return print }
    }
  }
}
