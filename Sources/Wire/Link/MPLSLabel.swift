/// One entry of an MPLS label stack (RFC 3032).
///
///     0                              4
///     | label 20, class 3, S 1, TTL 8 | next label or payload
///
/// Nothing says what follows the bottom of the stack (S = 1): a version nibble of 4 or 6 is taken for IP, as routers do.
public struct MPLSLabel: ~Escapable {
  public static let headerLength = 4
  public let bytes: RawSpan

  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= Self.headerLength else { return nil }
    self.bytes = bytes
  }

  public var label: UInt32 { bytes.be32(0) >> 12 }
  public var isBottom: Bool { bytes.byte(2) & 1 == 1 }
  public var payload: RawSpan { @_lifetime(copy self) get { bytes.dropping(Self.headerLength) } }
}
