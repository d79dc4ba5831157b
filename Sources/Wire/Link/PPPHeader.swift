/// Point-to-Point Protocol (RFC 1661), with or without HDLC framing (RFC 1662) and field compression.
///
///     0       1        2
///     | ff    | 03     | protocol (2, or 1 when its first byte is odd) | payload
///
/// The two framing bytes are optional; Cisco HDLC has 0x0f or 0x8f there and an EtherType after them.
public struct PPPHeader: ~Escapable {
  public let bytes: RawSpan
  public let headerLength: Int

  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    let framing = bytes.byteCount >= 2 && (bytes.be16(0) == 0xff03 || Self.isCisco(bytes)) ? 2 : 0
    guard bytes.byteCount > framing else { return nil }
    let isShort = bytes.byte(framing) & 1 == 1
    headerLength = framing + (isShort ? 1 : 2)
    guard bytes.byteCount >= headerLength else { return nil }
    self.bytes = bytes
  }

  static func isCisco(_ bytes: RawSpan) -> Bool { bytes.be16(0) == 0x0f00 || bytes.be16(0) == 0x8f00 }

  public var isCisco: Bool { headerLength == 4 && Self.isCisco(bytes) }
  public var protocolNumber: UInt16 {
    headerLength & 1 == 1 ? UInt16(bytes.byte(headerLength - 1)) : bytes.be16(headerLength - 2)
  }
  public var payload: RawSpan { @_lifetime(copy self) get { bytes.dropping(headerLength) } }
}
