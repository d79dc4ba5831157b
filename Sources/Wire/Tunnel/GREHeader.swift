/// Generic Routing Encapsulation (RFC 2784, 2890), version 1 with PPP inside (RFC 2637).
///
///     0                                2               4
///     | C R K S s . . . A . . . . ver 3 | protocol type | [checksum 2, offset 2] [key 4] [sequence 4] [ack 4] | payload
///
/// The bracketed fields are there when C or R, K, S, A (version 1 only) are set.
public struct GREHeader: ~Escapable {
  public static let headerLength = 4
  public let bytes: RawSpan

  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= Self.headerLength else { return nil }
    self.bytes = bytes
  }

  var flags: UInt16 { bytes.be16(0) }
  public var version: UInt16 { flags & 7 }
  public var etherType: EtherType { EtherType(rawValue: bytes.be16(2)) }
  public var hasChecksum: Bool { flags & 0xc000 != 0 }
  /// Source routing (RFC 1701), which RFC 2784 took out again.
  public var hasRouting: Bool { flags & 0x4000 != 0 }
  public var hasKey: Bool { flags & 0x2000 != 0 }
  public var hasSequence: Bool { flags & 0x1000 != 0 }
  public var hasAcknowledgement: Bool { version == 1 && flags & 0x80 != 0 }
  public var headerLength: Int {
    4 + (hasChecksum ? 4 : 0) + (hasKey ? 4 : 0) + (hasSequence ? 4 : 0) + (hasAcknowledgement ? 4 : 0)
  }
  /// The low 24 bits of the key; of version 1 the call number (16 bits); 0 without a key, or when it was cut off.
  public var identifier: UInt32 {
    let offset = hasChecksum ? 8 : 4
    guard hasKey, bytes.byteCount >= offset + 4 else { return 0 }
    return bytes.be32(offset) & (version == 1 ? 0xffff : 0xff_ffff)
  }
}
