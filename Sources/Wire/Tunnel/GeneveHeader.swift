/// Generic Network Virtualization Encapsulation (RFC 8926).
///
///     0                      1                  2               4        7
///     | version 2, options 6 | O, C, reserved 6 | protocol type | VNI 24 | reserved 8 | options | payload
///
/// The option length counts 4-byte units.
public struct GeneveHeader: ~Escapable {
  public static let headerLength = 8
  public let bytes: RawSpan

  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= Self.headerLength else { return nil }
    self.bytes = bytes
  }

  public var version: UInt8 { bytes.byte(0) >> 6 }
  public var headerLength: Int { 8 + Int(bytes.byte(0) & 63) * 4 }
  public var etherType: EtherType { EtherType(rawValue: bytes.be16(2)) }
  public var identifier: UInt32 { bytes.be32(4) >> 8 }
}
