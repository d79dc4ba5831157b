/// IEEE 802.1Q tag; two in a row are QinQ (802.1ad).
///
///     0                  2          4
///     | pri 3, DEI 1, id 12 | type | payload
public struct VLANTag: ~Escapable {
  public static let headerLength = 4
  public let bytes: RawSpan

  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= Self.headerLength else { return nil }
    self.bytes = bytes
  }

  public var identifier: UInt16 { bytes.be16(0) & 0xfff }
  public var etherType: EtherType { EtherType(rawValue: bytes.be16(2)) }
  public var payload: RawSpan { @_lifetime(copy self) get { bytes.dropping(Self.headerLength) } }
}

/// Tags of which only the length matters: all end with the type of what follows.
///
///     0           length - 2   length
///     | tag       | type       | payload
public struct BridgeTag: ~Escapable {
  public let bytes: RawSpan
  public let headerLength: Int

  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan, headerLength: Int) {
    guard bytes.byteCount >= headerLength else { return nil }
    self.bytes = bytes
    self.headerLength = headerLength
  }

  /// - Returns: 0 when `type` announces no such tag.
  static func headerLength(_ type: EtherType) -> Int {
    switch type {
    case .virtualNIC: 6
    case .portExtender, .ciscoMetadata: 8
    default: 0
    }
  }

  public var etherType: EtherType { EtherType(rawValue: bytes.be16(headerLength - 2)) }
}
