/// Internet Control Message Protocol (RFC 792) and ICMPv6 (RFC 4443).
///
///     0      1      2          4                         8
///     | type | code | checksum | echo: identifier, sequence | echo: data; errors: the packet they speak of
public struct ICMPHeader: ~Escapable {
  public static let headerLength = 8
  public let bytes: RawSpan

  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= Self.headerLength else { return nil }
    self.bytes = bytes
  }

  public var type: UInt8 { bytes.byte(0) }
  public var code: UInt8 { bytes.byte(1) }
  public var identifier: UInt16 { bytes.be16(4) }
  public var sequence: UInt16 { bytes.be16(6) }
  public var payload: RawSpan { @_lifetime(copy self) get { bytes.dropping(Self.headerLength) } }

  /// Echo request and reply.
  public static func isEcho(type: UInt8, version: TransportProtocol) -> Bool {
    version == .icmp ? type == 8 || type == 0 : type == 128 || type == 129
  }

  /// "Fragmentation needed" (RFC 1191 §4) and "packet too big" (RFC 4443 §3.2).
  public static func isTooBig(type: UInt8, code: UInt8, version: TransportProtocol) -> Bool {
    version == .icmp ? type == 3 && code == 4 : type == 2
  }

  /// Of a message for which `isTooBig`: what the next hop takes, in bytes; 0 from routers that do not say.
  public func nextMTU(_ version: TransportProtocol) -> UInt32 {
    version == .icmp ? UInt32(bytes.be16(6)) : bytes.be32(4)
  }

  /// ICMP: unreachable, source quench, redirect, time exceeded, parameter problem. ICMPv6: types below 128.
  public static func isError(type: UInt8, version: TransportProtocol) -> Bool {
    guard version == .icmp else { return type >= 1 && type <= 4 }
    return type == 3 || type == 4 || type == 5 || type == 11 || type == 12
  }
}
