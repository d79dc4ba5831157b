/// An IPv4 or IPv6 address as two machine words, so that comparing and hashing touch no heap.
///
/// IPv4 is kept in its IPv4-mapped form `::ffff:a.b.c.d` (RFC 4291 §2.5.5.2): one representation for both families.
/// A packet that really carries an IPv4-mapped IPv6 address therefore equals the IPv4 address; on a wire that does not
/// happen, and in Kubernetes objects (`::ffff:10.0.0.1`) the two mean the same.
@frozen public struct IPAddress: Hashable, BitwiseCopyable, Sendable {
  /// Bits 127…64, in host order.
  public var high: UInt64
  /// Bits 63…0, in host order; for IPv4 `0x0000_ffff_aabb_ccdd`.
  public var low: UInt64

  @inlinable public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// - Parameter v4: the address as a host-order integer: 10.0.0.1 is `0x0a00_0001`.
  @inlinable public init(v4: UInt32) {
    high = 0
    low = 0xffff_0000_0000 | UInt64(v4)
  }

  /// `::`, which no sender of a packet has; also what an absent address is kept as.
  public static let unspecified = IPAddress(high: 0, low: 0)

  @inlinable public var isIPv4: Bool { high == 0 && low >> 32 == 0xffff }
  /// The IPv4 address as a host-order integer; meaningful only when `isIPv4`.
  @inlinable public var v4: UInt32 { UInt32(truncatingIfNeeded: low) }
}

extension IPAddress: Comparable {
  /// Numeric order; every IPv4 address sorts where its mapped form does.
  @inlinable public static func < (left: IPAddress, right: IPAddress) -> Bool {
    left.high != right.high ? left.high < right.high : left.low < right.low
  }
}

extension IPAddress {
  public var isLoopback: Bool { isIPv4 ? v4 >> 24 == 127 : high == 0 && low == 1 }
  public var isUnspecified: Bool { isIPv4 ? v4 == 0 : high == 0 && low == 0 }
  public var isLinkLocal: Bool { isIPv4 ? v4 >> 16 == 0xa9fe : high >> 54 == 0xfe80 >> 6 }
  public var isMulticast: Bool { isIPv4 ? v4 >> 28 == 0xe : high >> 56 == 0xff }
}
