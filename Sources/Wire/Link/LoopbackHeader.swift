/// BSD loopback (LINKTYPE_NULL, and LINKTYPE_LOOP of OpenBSD).
///
///     0                4
///     | address family | payload
///
/// NULL has the family in the byte order of the machine that captured, LOOP in network order. Family numbers are below
/// 256, so that the order shows in the number itself. Some writers leave an EtherType in the last two bytes.
public struct LoopbackHeader: ~Escapable {
  public static let headerLength = 4
  public let bytes: RawSpan

  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= Self.headerLength else { return nil }
    self.bytes = bytes
  }

  public var family: UInt32 {
    let big = bytes.be32(0)
    return big > 0xffff ? big.byteSwapped : big
  }
  /// What the last two bytes are when they cannot be a family in either byte order.
  public var etherType: EtherType? { bytes.be16(2) >= 0x600 ? EtherType(rawValue: bytes.be16(2)) : nil }
  /// `AF_INET`: 2 everywhere.
  public var isIPv4: Bool { family == 2 }
  /// `AF_INET6`: Linux 10, NetBSD and OpenBSD 24, FreeBSD 28, Darwin 30.
  public var isIPv6: Bool { family == 10 || family == 24 || family == 28 || family == 30 }
  public var payload: RawSpan { @_lifetime(copy self) get { bytes.dropping(Self.headerLength) } }
}
