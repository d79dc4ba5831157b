import Wire

/// A read-mostly map from (address, 64-bit tag) to a number: open addressing, linear probing, at most half full.
///
/// A Dictionary does the same in 60 ns; this in 10, which counts because the flow engine asks for every candidate pair.
/// The hash is seeded per process, so a dump cannot choose colliding addresses; answers do not depend on the seed.
struct IndexTable: Sendable {
  private struct Slot: BitwiseCopyable {
    var high: UInt64 = 0
    var low: UInt64 = 0
    var tag: UInt64 = 0
    /// The number plus one; 0 marks a free slot.
    var stored: UInt32 = 0
  }

  private var slots: [Slot] = []
  private(set) var count = 0
  private let seed = UInt64(bitPattern: Int64(Hasher().finalize())) | 1

  /// The number kept for a key, or nil.
  subscript(_ ip: IPAddress, _ tag: UInt64) -> UInt32? {
    guard !slots.isEmpty else { return nil }
    let slot = slots[position(ip, tag)]
    return slot.stored == 0 ? nil : slot.stored - 1
  }

  /// Keeps a number for a key, unless there is one: then that one is returned and kept.
  @discardableResult
  mutating func insert(_ ip: IPAddress, _ tag: UInt64, _ value: UInt32) -> UInt32 {
    if 2 * (count + 1) > slots.count { grow() }
    let place = position(ip, tag)
    if slots[place].stored != 0 { return slots[place].stored - 1 }
    slots[place] = Slot(high: ip.high, low: ip.low, tag: tag, stored: value + 1)
    count += 1
    return value
  }

  /// Where a key is, or the free slot where it would be.
  @inline(__always)
  private func position(_ ip: IPAddress, _ tag: UInt64) -> Int {
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: hash(ip, tag)) & mask
    while true {
      let slot = slots[place]
      if slot.stored == 0 || (slot.low == ip.low && slot.tag == tag && slot.high == ip.high) { return place }
      place = (place + 1) & mask
    }
  }

  @inline(__always)
  private func hash(_ ip: IPAddress, _ tag: UInt64) -> UInt64 {
    let first = (ip.low ^ seed).multipliedFullWidth(by: tag ^ 0x9e37_79b9_7f4a_7c15 &* seed)
    let second = (first.high ^ first.low ^ ip.high).multipliedFullWidth(by: seed ^ 0xe703_7ed1_a0b4_28db)
    return second.high ^ second.low
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: Slot(), count: max(16, 2 * old.count))
    for slot in old where slot.stored != 0 {
      slots[position(IPAddress(high: slot.high, low: slot.low), slot.tag)] = slot
    }
  }
}

/// A map from a key to a list of different things, in insertion order.
struct ListTable<Element: Sendable & Equatable>: Sendable {
  private var table = IndexTable()
  private var lists: [[Element]] = []

  subscript(_ ip: IPAddress, _ tag: UInt64) -> [Element] { table[ip, tag].map { lists[Int($0)] } ?? [] }

  func contains(_ ip: IPAddress, _ tag: UInt64) -> Bool { table[ip, tag] != nil }

  mutating func append(_ element: Element, _ ip: IPAddress, _ tag: UInt64) {
    let index = table.insert(ip, tag, UInt32(lists.count))
    if Int(index) == lists.count {
      lists.append([element])
    } else if !lists[Int(index)].contains(element) {
      lists[Int(index)].append(element)
    }
  }
}

/// CIDR blocks by longest match: one probe for each distinct length.
struct PrefixTable: Sendable {
  private var table = IndexTable()
  private var lengths: [UInt8] = []

  var isEmpty: Bool { lengths.isEmpty }

  subscript(_ ip: IPAddress) -> UInt32? {
    for length in lengths {
      if let found = table[ip.masked(to: Int(length)), Self.tag(length, ip)] { return found }
    }
    return nil
  }

  mutating func insert(_ prefix: IPPrefix, _ value: UInt32) {
    table.insert(prefix.base, Self.tag(prefix.mappedLength, prefix.base), value)
    guard !lengths.contains(prefix.mappedLength) else { return }
    lengths.append(prefix.mappedLength)
    lengths.sort(by: >)
  }

  private static func tag(_ length: UInt8, _ ip: IPAddress) -> UInt64 { UInt64(length) | (ip.isIPv4 ? 1 << 32 : 0) }
}

/// Tags of the keys in the tables.
enum Tag {
  @inline(__always)
  static func socket(_ port: UInt16, _ transport: TransportProtocol) -> UInt64 {
    UInt64(port) | UInt64(transport.rawValue) << 16
  }
  /// Membership of an endpoint in one service port.
  @inline(__always)
  static func endpoint(_ port: UInt16, _ service: UInt32) -> UInt64 { UInt64(port) | UInt64(service) << 32 }
}
