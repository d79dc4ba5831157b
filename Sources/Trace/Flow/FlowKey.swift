import Wire

/// Where and between whom: one tuple without direction, at one tap, inside one kind of tunnel.
///
/// `a` is the smaller of the two (address, port) pairs in a fixed order. The tap is part of the key because a flow at a place is a hop; the
/// tunnel is, because an inner packet on the uplink and the same packet decapsulated are two hops.
struct FlowKey: BitwiseCopyable {
  var aHigh: UInt64
  var aLow: UInt64
  var bHigh: UInt64
  var bLow: UInt64
  /// Port of a, port of b.
  var ports: UInt32
  /// tap (24 bits) | side (1) | tunnel kind (4) | tunnel identifier (24) | transport (8).
  var place: UInt64

  @inline(__always) static func == (left: FlowKey, right: FlowKey) -> Bool {
    ((left.aHigh ^ right.aHigh) | (left.aLow ^ right.aLow) | (left.bHigh ^ right.bHigh) | (left.bLow ^ right.bLow)
      | UInt64(left.ports ^ right.ports) | (left.place ^ right.place)) == 0
  }

  /// The same two ends and transport, wherever they were seen.
  @inline(__always) func hasSameEnds(as other: FlowKey) -> Bool {
    ((aHigh ^ other.aHigh) | (aLow ^ other.aLow) | (bHigh ^ other.bHigh) | (bLow ^ other.bLow)
      | UInt64(ports ^ other.ports) | ((place ^ other.place) & 0xff)) == 0
  }

  /// Every host has these ends for itself: connections between them are told apart by the host.
  var isLocal: Bool {
    a.isLoopback || b.isLoopback || a.isUnspecified || b.isUnspecified || (a.isLinkLocal && b.isLinkLocal)
  }

  var a: IPAddress { IPAddress(high: aHigh, low: aLow) }
  var b: IPAddress { IPAddress(high: bHigh, low: bLow) }
  var portA: UInt16 { UInt16(truncatingIfNeeded: ports >> 16) }
  var portB: UInt16 { UInt16(truncatingIfNeeded: ports) }
  var transport: TransportProtocol { TransportProtocol(rawValue: UInt8(truncatingIfNeeded: place)) }
  var tap: Int { Int(place >> 37) & 0xff_ffff }
  var tunnel: TunnelKind { TunnelKind(rawValue: UInt8(truncatingIfNeeded: place >> 32) & 15) ?? .none }
  var tunnelIdentifier: UInt32 { UInt32(truncatingIfNeeded: place >> 8) & 0xff_ffff }
  /// Packets from a to b left the tap's interface and packets from b to a entered it; false also when nobody knows.
  var aToBLeaves: Bool { place >> 36 & 1 == 1 }
}

extension FlowKey {
  /// - Parameter fromA: set to whether this packet travels from `a` to `b`.
  @inline(__always)
  init(_ headers: borrowing Headers, tap: Int, fromA: inout Bool) {
    self.init(
      headers.tuple, direction: headers.direction, encapsulation: headers.encapsulation, tap: tap, fromA: &fromA)
  }

  @inline(__always)
  init(
    _ tuple: Tuple, direction: PacketDirection, encapsulation: Encapsulation, tap: Int, fromA: inout Bool
  ) {
    let source = tuple.source
    let destination = tuple.destination
    let less =
      source == destination
      ? tuple.sourcePort <= tuple.destinationPort
      : source.low == destination.low ? source < destination : source.low < destination.low
    fromA = less
    let leaves: UInt64
    switch direction {
    case .unknown: leaves = 0
    case .out: leaves = less ? 1 : 0
    case .in: leaves = less ? 0 : 1
    }
    aHigh = less ? source.high : destination.high
    aLow = less ? source.low : destination.low
    bHigh = less ? destination.high : source.high
    bLow = less ? destination.low : source.low
    let portA = less ? tuple.sourcePort : tuple.destinationPort
    let portB = less ? tuple.destinationPort : tuple.sourcePort
    ports = UInt32(portA) << 16 | UInt32(portB)
    place =
      UInt64(truncatingIfNeeded: tap & 0xff_ffff) << 37 | leaves << 36
      | UInt64(encapsulation.kind.rawValue) << 32 | UInt64(encapsulation.identifier & 0xff_ffff) << 8
      | UInt64(tuple.transport.rawValue)
  }
}

/// Keyed multiply-fold hashing: fast, and without the key nobody can aim packets at one slot.
struct FlowHasher {
  let seed: UInt64

  @inline(__always) static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }

  @inline(__always) func ends(_ key: FlowKey) -> UInt64 {
    let a = Self.fold(key.aHigh ^ 0x9e37_79b9_7f4a_7c15 ^ seed, key.aLow ^ 0xa076_1d64_78bd_642f)
    let b = Self.fold(key.bHigh ^ 0xe703_7ed1_a0b4_28db, key.bLow ^ 0x8ebc_6af0_9c88_c6e3 ^ seed)
    return Self.fold(a ^ UInt64(key.ports), b ^ 0x5899_65cc_7537_4cc3 ^ (key.place & 0xff))
  }

  @inline(__always) func place(_ ends: UInt64, _ key: FlowKey) -> UInt64 {
    Self.fold(ends ^ 0xd6e8_feb8_6659_fd93, key.place ^ seed)
  }

  @inline(__always) func words(_ first: UInt64, _ second: UInt64) -> UInt64 {
    Self.fold(first ^ seed ^ 0x9e37_79b9_7f4a_7c15, second ^ 0xa076_1d64_78bd_642f)
  }
}
