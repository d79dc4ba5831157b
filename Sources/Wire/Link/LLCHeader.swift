/// IEEE 802.2 logical link control, with SNAP (RFC 1042) when both access points are 0xaa.
///
///     0     1     2        3 (or 4)    +3     +5
///     | DSAP | SSAP | control | SNAP: OUI | type | payload
///
/// The control field has one byte when its two low bits are set (unnumbered frames), else two.
public struct LLCHeader: ~Escapable {
  public static let headerLength = 3
  /// Access point of IP (RFC 948).
  static let internetProtocol: UInt8 = 6
  public let bytes: RawSpan

  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= Self.headerLength else { return nil }
    self.bytes = bytes
  }

  public var destinationPoint: UInt8 { bytes.byte(0) }
  public var sourcePoint: UInt8 { bytes.byte(1) }
  public var isUnnumbered: Bool { bytes.byte(2) & 3 == 3 }
  public var hasSNAP: Bool { bytes.be16(0) == 0xaaaa && isUnnumbered }
  public var headerLength: Int { isUnnumbered ? 3 : 4 }

  /// The SNAP header, when `hasSNAP` and the bytes are there.
  public var snap: SNAPHeader? { @_lifetime(copy self) get { SNAPHeader(payload) } }
  public var payload: RawSpan {
    @_lifetime(copy self) get { bytes.dropping(min(headerLength, bytes.byteCount)) }
  }
}

/// Subnetwork access protocol: which organisation's numbering the type belongs to.
public struct SNAPHeader: ~Escapable {
  public static let headerLength = 5
  public let bytes: RawSpan

  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= Self.headerLength else { return nil }
    self.bytes = bytes
  }

  public var organisation: UInt32 { bytes.be32(0) >> 8 }
  public var etherType: EtherType { EtherType(rawValue: bytes.be16(3)) }
  /// RFC 1042 (0) and the bridge-tunnel encapsulation of IEEE 802.1H (00-00-F8) number as EtherType does.
  public var isEtherType: Bool { organisation == 0 || organisation == 0x0000f8 }
  /// RFC 2427: a bridged 802.3 frame, with or without its checksum.
  public var isBridgedEthernet: Bool {
    organisation == 0x0080c2 && (etherType.rawValue == 1 || etherType.rawValue == 7)
  }
  public var payload: RawSpan { @_lifetime(copy self) get { bytes.dropping(Self.headerLength) } }
}
