/// PPP over Ethernet, session stage (RFC 2516).
///
///     0               1      2         4        6
///     | ver 4, type 4 | code | session | length | PPP
public struct PPPoEHeader: ~Escapable {
  public static let headerLength = 6
  public let bytes: RawSpan

  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= Self.headerLength else { return nil }
    self.bytes = bytes
  }

  public var code: UInt8 { bytes.byte(1) }
  public var session: UInt16 { bytes.be16(2) }
  public var length: Int { Int(bytes.be16(4)) }
  public var payload: RawSpan { @_lifetime(copy self) get { bytes.dropping(Self.headerLength) } }
}
