/// One captured packet, lent for the duration of one call: the compiler forbids keeping it or its bytes.
///
/// What is worth keeping of it is copied into `Headers` by `Decoder`.
public struct Packet: ~Escapable {
  /// Position in its file, counted from 1.
  public let number: UInt64
  /// Nanoseconds since 1970-01-01 UTC.
  public let timestamp: Int64
  /// Index of the capture interface that saw it, counted over all inputs of one run.
  public let interface: Int
  /// Link-layer header type of that interface (LINKTYPE_ value of the file, not the platform's DLT_ value).
  public let linkType: LinkType
  /// Length on the wire; `bytes` may hold less of it.
  public let originalLength: Int
  /// As the capture file says; an Ethernet file without flags leaves it unknown.
  public let direction: PacketDirection
  public let bytes: RawSpan

  @inlinable @_lifetime(copy bytes)
  public init(
    number: UInt64, timestamp: Int64, interface: Int, linkType: LinkType, originalLength: Int,
    direction: PacketDirection = .unknown, bytes: RawSpan
  ) {
    self.number = number
    self.timestamp = timestamp
    self.interface = interface
    self.linkType = linkType
    self.originalLength = originalLength
    self.direction = direction
    self.bytes = bytes
  }
}

/// LINKTYPE_ value (https://www.tcpdump.org/linktypes.html). An open set: an unknown value survives and prints.
@frozen public struct LinkType: RawRepresentable, Hashable, BitwiseCopyable, Sendable {
  public var rawValue: UInt16
  @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }
  public static let null = LinkType(rawValue: 0)
  public static let ethernet = LinkType(rawValue: 1)
  public static let ppp = LinkType(rawValue: 9)
  public static let rawBSD = LinkType(rawValue: 12)
  public static let rawOpenBSD = LinkType(rawValue: 14)
  public static let pppHDLC = LinkType(rawValue: 50)
  public static let pppEther = LinkType(rawValue: 51)
  public static let raw = LinkType(rawValue: 101)
  public static let ciscoHDLC = LinkType(rawValue: 104)
  public static let loop = LinkType(rawValue: 108)
  public static let linuxCooked = LinkType(rawValue: 113)
  public static let ipv4 = LinkType(rawValue: 228)
  public static let ipv6 = LinkType(rawValue: 229)
  public static let linuxCooked2 = LinkType(rawValue: 276)
}
