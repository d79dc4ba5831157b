/// Internet Protocol, version 4 (RFC 791).
///
///      0               1               2               4
///     | version 4, IHL 4 | service      | total length                 |
///     | identification                 | flags 3, fragment offset 13   |
///     | time to live    | protocol     | checksum                      |
///     | source                                                        |
///     | destination                                                   |
///     | options, to IHL × 4                                           |
public struct IPv4Header: ~Escapable {
  public static let headerLength = 20
  public let bytes: RawSpan

  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= Self.headerLength else { return nil }
    self.bytes = bytes
  }

  public var version: UInt8 { bytes.byte(0) >> 4 }
  /// With options; below 20 the header contradicts itself.
  public var headerLength: Int { Int(bytes.byte(0) & 15) * 4 }
  /// Header and payload; 0 on super-segments that are longer than the field can say (BIG TCP, segmentation offload).
  public var totalLength: Int { Int(bytes.be16(2)) }
  public var identification: UInt16 { bytes.be16(4) }
  public var hasMoreFragments: Bool { bytes.byte(6) & 0x20 != 0 }
  /// In units of 8 bytes.
  public var fragmentOffset: UInt16 { bytes.be16(6) & 0x1fff }
  public var ttl: UInt8 { bytes.byte(8) }
  public var protocolNumber: UInt8 { bytes.byte(9) }
  public var source: IPAddress { IPAddress(v4: bytes.be32(12)) }
  public var destination: IPAddress { IPAddress(v4: bytes.be32(16)) }
}
