/// Virtual Extensible LAN (RFC 7348), and its Generic Protocol Extension (draft-ietf-nvo3-vxlan-gpe).
///
///     0         1              3                  4        7
///     | flags 8 | reserved 16  | GPE: next proto  | VNI 24 | reserved 8 | frame
///     flags: | . . . . I P . . |   I: the VNI is valid, P (GPE only): next protocol is set
public struct VXLANHeader: ~Escapable {
  public static let headerLength = 8
  public let bytes: RawSpan

  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= Self.headerLength else { return nil }
    self.bytes = bytes
  }

  /// RFC 7348 §5: the I flag must be set; without it this is some other protocol on the same port.
  public var isValid: Bool { bytes.byte(0) & 8 != 0 }
  public var identifier: UInt32 { bytes.be32(4) >> 8 }
  public var hasNextProtocol: Bool { bytes.byte(0) & 4 != 0 }
  /// GPE only: see `ServiceProtocol`.
  public var nextProtocol: UInt8 { bytes.byte(3) }
}
