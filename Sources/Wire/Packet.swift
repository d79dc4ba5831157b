/// One captured packet, lent for the duration of one call: the compiler forbids keeping it or its bytes.
///
/// What is worth keeping of it is copied into `Headers` by `Decoder`.
@frozen public struct Packet: ~Escapable, BitwiseCopyable {
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
  @inlinable public static var null: LinkType { LinkType(rawValue: 0) }
  @inlinable public static var ethernet: LinkType { LinkType(rawValue: 1) }
  @inlinable public static var ppp: LinkType { LinkType(rawValue: 9) }
  @inlinable public static var rawBSD: LinkType { LinkType(rawValue: 12) }
  @inlinable public static var rawOpenBSD: LinkType { LinkType(rawValue: 14) }
  @inlinable public static var pppHDLC: LinkType { LinkType(rawValue: 50) }
  @inlinable public static var pppEther: LinkType { LinkType(rawValue: 51) }
  @inlinable public static var raw: LinkType { LinkType(rawValue: 101) }
  @inlinable public static var ciscoHDLC: LinkType { LinkType(rawValue: 104) }
  @inlinable public static var loop: LinkType { LinkType(rawValue: 108) }
  @inlinable public static var linuxCooked: LinkType { LinkType(rawValue: 113) }
  @inlinable public static var ipv4: LinkType { LinkType(rawValue: 228) }
  @inlinable public static var ipv6: LinkType { LinkType(rawValue: 229) }
  @inlinable public static var linuxCooked2: LinkType { LinkType(rawValue: 276) }
}
