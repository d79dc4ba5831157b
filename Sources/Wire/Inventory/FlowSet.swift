/// Two endpoints and a protocol, without a direction: the numerically lower endpoint comes first.
@frozen public struct UnorderedFlow: Hashable, BitwiseCopyable, Sendable {
  public var low: IPAddress
  public var high: IPAddress
  public var lowPort: UInt16
  public var highPort: UInt16
  public var transport: TransportProtocol

  public init(_ tuple: Tuple) {
    let isOrdered =
      tuple.source == tuple.destination
      ? tuple.sourcePort <= tuple.destinationPort : tuple.source < tuple.destination
    low = isOrdered ? tuple.source : tuple.destination
    high = isOrdered ? tuple.destination : tuple.source
    lowPort = isOrdered ? tuple.sourcePort : tuple.destinationPort
    highPort = isOrdered ? tuple.destinationPort : tuple.sourcePort
    transport = tuple.transport
  }
}

extension UnorderedFlow: Comparable {
  public static func < (left: UnorderedFlow, right: UnorderedFlow) -> Bool {
    (left.transport.rawValue, left.low, left.lowPort, left.high, left.highPort)
      < (right.transport.rawValue, right.low, right.lowPort, right.high, right.highPort)
  }
}

/// A bounded set of flows with packet counts: an open-addressed index into a dense list.
struct FlowSet: Sendable {
  private struct Entry: BitwiseCopyable {
    var flow: UnorderedFlow
    var innerPackets: UInt64
    var isOuter: Bool
  }

  private let limit: Int
  private let seed = UInt64.random(in: .min ... .max)
  private var entries: [Entry] = []
  /// Position in `entries` plus 1, 0 when free; the size is a power of two and at least twice the entries.
  private var slots: [UInt32] = Array(repeating: 0, count: 256)
  private(set) var packetsBeyondLimit: UInt64 = 0

  init(limit: Int) { self.limit = min(limit, Int(UInt32.max) - 1) }

  /// Ignores transports whose flows are not counted.
  mutating func count(_ tuple: Tuple, isInner: Bool, isOuter: Bool) {
    let transport = tuple.transport
    guard transport == .tcp || transport == .udp || transport == .sctp else { return }
    guard let position = position(of: UnorderedFlow(tuple)) else {
      packetsBeyondLimit += 1
      return
    }
    if isInner { entries[position].innerPackets += 1 }
    if isOuter { entries[position].isOuter = true }
  }

  /// Where the flow is, or was put; `nil` when it is new and there is no room.
  private mutating func position(of flow: UnorderedFlow) -> Int? {
    let mask = slots.count - 1
    var slot = hash(flow) & mask
    while slots[slot] != 0 {
      let position = Int(slots[slot]) - 1
      if entries[position].flow == flow { return position }
      slot = (slot + 1) & mask
    }
    guard entries.count < limit else { return nil }
    entries.append(Entry(flow: flow, innerPackets: 0, isOuter: false))
    slots[slot] = UInt32(entries.count)
    if entries.count * 2 > slots.count { grow() }
    return entries.count - 1
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    let mask = slots.count - 1
    for position in entries.indices {
      var slot = hash(entries[position].flow) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = UInt32(position + 1)
    }
  }

  private func hash(_ flow: UnorderedFlow) -> Int {
    let ports = UInt64(flow.lowPort) << 32 | UInt64(flow.highPort) << 16 | UInt64(flow.transport.rawValue)
    var mix = fold(flow.low.low ^ seed, flow.high.low ^ 0x9e37_79b9_7f4a_7c15)
    mix = fold(mix ^ flow.low.high, flow.high.high ^ 0xc2b2_ae3d_27d4_eb4f)
    mix = fold(mix ^ ports, seed | 1)
    return Int(truncatingIfNeeded: mix)
  }

  private func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }
}

extension FlowSet {
  var innerCounts: FlowCounts { counts { $0.innerPackets > 0 } }
  var outerCounts: FlowCounts { counts { $0.isOuter } }

  private func counts(where isIncluded: (Entry) -> Bool) -> FlowCounts {
    entries.reduce(into: FlowCounts()) { counts, entry in
      if isIncluded(entry) { counts.add(entry.flow.transport) }
    }
  }

  var sortedInner: [(flow: UnorderedFlow, packets: UInt64)] {
    entries.filter { $0.innerPackets > 0 }.map { ($0.flow, $0.innerPackets) }.sorted { $0.0 < $1.0 }
  }
}
