/// One extension header between an IPv6 header and its transport (RFC 8200 §4); AH (RFC 4302) also follows IPv4.
///
///     0             1        2
///     | next header | length | …
///
/// The length counts 8-byte units beyond the first 8 bytes; in AH it counts 4-byte units minus 2; the fragment header
/// has none and is 8 bytes long:
///
///     0             1          2                        4                8
///     | next header | reserved | offset 13, 2, more 1   | identification |
public struct IPv6Extension: ~Escapable {
  public static let headerLength = 8
  public let bytes: RawSpan
  let number: UInt8

  /// - Parameter number: the protocol number by which the header before announced this one.
  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan, number: UInt8) {
    guard bytes.byteCount >= Self.headerLength else { return nil }
    self.bytes = bytes
    self.number = number
  }

  public var nextHeader: UInt8 { bytes.byte(0) }
  public var headerLength: Int {
    switch number {
    case IPProtocol.fragment: 8
    case IPProtocol.authentication: (Int(bytes.byte(1)) + 2) * 4
    default: (Int(bytes.byte(1)) + 1) * 8
    }
  }
  /// Of a fragment header, in units of 8 bytes.
  public var fragmentOffset: UInt16 { bytes.be16(2) >> 3 }
  /// Of a fragment header.
  public var hasMoreFragments: Bool { bytes.byte(3) & 1 == 1 }
}

/// Protocol numbers (IANA) that are neither transports nor tunnels.
enum IPProtocol {
  static let hopByHop: UInt8 = 0
  static let ipv4: UInt8 = 4
  static let ipv6: UInt8 = 41
  static let routing: UInt8 = 43
  static let fragment: UInt8 = 44
  static let gre: UInt8 = 47
  static let encapsulatingSecurity: UInt8 = 50
  static let authentication: UInt8 = 51
  static let noNextHeader: UInt8 = 59
  static let destinationOptions: UInt8 = 60
  static let mobility: UInt8 = 135
  static let mplsInIP: UInt8 = 137
  static let hostIdentity: UInt8 = 139
  static let shim6: UInt8 = 140

  static func isExtension(_ number: UInt8) -> Bool {
    switch number {
    case hopByHop, routing, fragment, authentication, destinationOptions, mobility, hostIdentity, shim6: true
    default: false
    }
  }
}
