/// Encapsulated Remote Switched Port Analyzer inside GRE (draft-foschiano-erspan): types II and III.
///
///     0                     2                              4
///     | version 4, VLAN 12  | COS 3, 2, T 1, session 10    | II: reserved 12, index 20 | frame
///                                                          | III: timestamp 32 | group 16 | P 1, type 5, 6, 1, 2, O 1 |
///
/// Type I has no header at all: it is GRE protocol 0x88be without a sequence number. Type III with O set has 8 more bytes.
public struct ERSPANHeader: ~Escapable {
  public static let headerLength = 8
  static let headerLength3 = 12
  public let bytes: RawSpan

  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= Self.headerLength else { return nil }
    self.bytes = bytes
  }

  /// 1 is type II, 2 is type III.
  public var version: UInt8 { bytes.byte(0) >> 4 }
  public var session: UInt32 { UInt32(bytes.be16(2) & 0x3ff) }
  /// `nil` when the bytes that tell were cut off.
  public var headerLength: Int? {
    guard version == 2 else { return Self.headerLength }
    guard bytes.byteCount >= Self.headerLength3 else { return nil }
    return bytes.byte(11) & 1 == 1 ? 20 : Self.headerLength3
  }
  /// Type III: 0 Ethernet, 2 IP. Meaningful when `headerLength` is known.
  public var frameType: UInt8 { version == 2 ? bytes.byte(10) >> 2 & 31 : 0 }
}
