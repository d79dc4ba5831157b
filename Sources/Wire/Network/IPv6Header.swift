/// Internet Protocol, version 6 (RFC 8200).
///
///      0               1               2               4
///     | version 4, traffic class 8, flow label 20                     |
///     | payload length                 | next header   | hop limit    |
///     | source (16)                                                   |
///     | destination (16)                                              |
public struct IPv6Header: ~Escapable {
  public static let headerLength = 40
  public let bytes: RawSpan

  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= Self.headerLength else { return nil }
    self.bytes = bytes
  }

  public var version: UInt8 { bytes.byte(0) >> 4 }
  public var flowLabel: UInt32 { bytes.be32(0) & 0xfffff }
  /// Extension headers and payload; 0 on jumbograms (RFC 2675) and super-segments (BIG TCP).
  public var payloadLength: Int { Int(bytes.be16(4)) }
  public var nextHeader: UInt8 { bytes.byte(6) }
  public var hopLimit: UInt8 { bytes.byte(7) }
  public var source: IPAddress { IPAddress(high: bytes.be64(8), low: bytes.be64(16)) }
  public var destination: IPAddress { IPAddress(high: bytes.be64(24), low: bytes.be64(32)) }
}
