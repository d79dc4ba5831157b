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
    var seen: Seen
  }

  private struct Seen: OptionSet, BitwiseCopyable {
    var rawValue: UInt8
    static let fromLow = Seen(rawValue: 1)
    static let fromHigh = Seen(rawValue: 2)
    static let syn = Seen(rawValue: 4)
    static let bothWays: Seen = [.fromLow, .fromHigh]
  }

  private let limit: Int
  private let seed = UInt64.random(in: .min ... .max)
  private var entries: [Entry] = []
  /// Position in `entries` plus 1, 0 when free; the size is a power of two and at least twice the entries.
  private var slots: [UInt32] = Array(repeating: 0, count: 256)
  private(set) var packetsBeyondLimit: UInt64 = 0

  init(limit: Int) { self.limit = min(limit, Int(UInt32.max) - 1) }

  /// Ignores transports whose flows are not counted.
  ///
  /// - Parameter isSYN: it begins a TCP connection, or answers that.
  mutating func count(_ tuple: Tuple, isInner: Bool, isOuter: Bool, isSYN: Bool = false) {
    let transport = tuple.transport
    guard transport == .tcp || transport == .udp || transport == .sctp else { return }
    let flow = UnorderedFlow(tuple)
    guard let position = position(of: flow) else {
      packetsBeyondLimit += 1
      return
    }
    if isInner {
      let isFromLow = flow.low == tuple.source && flow.lowPort == tuple.sourcePort
      entries[position].innerPackets += 1
      entries[position].seen.formUnion(isFromLow ? .fromLow : .fromHigh)
      if isSYN { entries[position].seen.insert(.syn) }
    }
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
    entries.append(Entry(flow: flow, innerPackets: 0, isOuter: false, seen: []))
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

/// What TCP flows show of themselves.
public struct FlowShapes: Hashable, Sendable {
  public var tcp: UInt64 = 0
  /// Packets of one direction only.
  public var oneWay: UInt64 = 0
  /// No SYN: they began before the capture.
  public var withoutBeginning: UInt64 = 0

  public init() {}
}

extension FlowSet {
  /// Of the innermost TCP flows.
  var shapes: FlowShapes {
    entries.reduce(into: FlowShapes()) { shapes, entry in
      guard entry.innerPackets > 0, entry.flow.transport == .tcp else { return }
      shapes.tcp += 1
      if !entry.seen.isSuperset(of: .bothWays) { shapes.oneWay += 1 }
      if !entry.seen.contains(.syn) { shapes.withoutBeginning += 1 }
    }
  }

  /// Adds another capture's flows.
  mutating func merge(_ other: FlowSet) {
    packetsBeyondLimit += other.packetsBeyondLimit
    for entry in other.entries {
      guard let position = position(of: entry.flow) else {
        packetsBeyondLimit += max(1, entry.innerPackets)
        continue
      }
      entries[position].innerPackets += entry.innerPackets
      entries[position].isOuter = entries[position].isOuter || entry.isOuter
      entries[position].seen.formUnion(entry.seen)
    }
  }

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
