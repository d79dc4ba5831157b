/// Address Resolution Protocol for IPv4 over Ethernet (RFC 826).
///
///     0               2               4     5     6           8           14         18          24         28
///     | hardware (1)  | protocol      | 6   | 4   | operation | sender MAC | sender IP | target MAC | target IP |
public struct ARPHeader: ~Escapable {
  public static let headerLength = 28
  public let bytes: RawSpan

  /// - Returns: nil as well for other hardware or protocols than Ethernet and IPv4.
  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= Self.headerLength, bytes.be16(2) == 0x0800, bytes.byte(4) == 6, bytes.byte(5) == 4 else {
      return nil
    }
    self.bytes = bytes
  }

  /// 1 asks, 2 answers.
  public var operation: UInt16 { bytes.be16(6) }
  public var sender: IPAddress { IPAddress(v4: bytes.be32(14)) }
  public var target: IPAddress { IPAddress(v4: bytes.be32(24)) }
}
