/// User Datagram Protocol (RFC 768) and UDP-Lite (RFC 3828), whose length field is its checksum coverage.
///
///     0             2                  4        6          8
///     | source port | destination port | length | checksum | payload
public struct UDPHeader: ~Escapable {
  public static let headerLength = 8
  public let bytes: RawSpan

  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= Self.headerLength else { return nil }
    self.bytes = bytes
  }

  public var sourcePort: UInt16 { bytes.be16(0) }
  public var destinationPort: UInt16 { bytes.be16(2) }
  /// Header and payload.
  public var length: Int { Int(bytes.be16(4)) }
  public var payload: RawSpan { @_lifetime(copy self) get { bytes.dropping(Self.headerLength) } }
}
