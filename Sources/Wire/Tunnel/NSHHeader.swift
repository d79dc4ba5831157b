/// Network Service Header (RFC 8300): EtherType 0x894f, or inside VXLAN-GPE.
///
///     0                                    2            3               4
///     | version 2, O, ., TTL 6, length 6   | metadata   | next protocol | service path | context …
///
/// The length counts 4-byte units and includes these first eight bytes.
public struct NSHHeader: ~Escapable {
  public static let headerLength = 8
  public let bytes: RawSpan

  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= Self.headerLength else { return nil }
    self.bytes = bytes
  }

  public var headerLength: Int { Int(bytes.be16(0) & 63) * 4 }
  public var nextProtocol: UInt8 { bytes.byte(3) }
}

/// Next protocol numbers that NSH and VXLAN-GPE have in common.
enum ServiceProtocol {
  static func layer(_ number: UInt8) -> Layer {
    switch number {
    case 1: .ipv4
    case 2: .ipv6
    case 3: .ethernet
    case 4: .nsh
    case 5: .mpls
    default: .none
    }
  }
}
