/// Transmission Control Protocol (RFC 9293).
///
///      0               1               2               4
///     | source port                    | destination port             |
///     | sequence number                                               |
///     | acknowledgement number                                        |
///     | offset 4, reserved 4 | flags 8 | window                       |
///     | checksum                       | urgent pointer               |
///     | options, to offset × 4                                        |
public struct TCPHeader: ~Escapable {
  public static let headerLength = 20
  public let bytes: RawSpan

  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= Self.headerLength else { return nil }
    self.bytes = bytes
  }

  public var sourcePort: UInt16 { bytes.be16(0) }
  public var destinationPort: UInt16 { bytes.be16(2) }
  public var sequence: UInt32 { bytes.be32(4) }
  public var acknowledgement: UInt32 { bytes.be32(8) }
  /// With options; below 20 the header contradicts itself.
  public var headerLength: Int { Int(bytes.byte(12) >> 4) * 4 }
  public var flags: TCPFlags { TCPFlags(rawValue: bytes.byte(13)) }
  public var window: UInt16 { bytes.be16(14) }
  /// As far as they were captured; empty when `headerLength` is below 20.
  public var options: RawSpan {
    @_lifetime(copy self) get { bytes.keeping(max(headerLength, Self.headerLength)).dropping(Self.headerLength) }
  }
}
