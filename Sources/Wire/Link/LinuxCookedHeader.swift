/// Linux cooked capture, version 1 (LINKTYPE_LINUX_SLL): what `tcpdump -i any` wrote until libpcap 1.10.
///
///     0             2          4             6              14         16
///     | packet type | ARPHRD   | addr length | address (8)  | protocol | payload
public struct LinuxCookedHeader: ~Escapable {
  public static let headerLength = 16
  public let bytes: RawSpan

  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= Self.headerLength else { return nil }
    self.bytes = bytes
  }

  public var direction: PacketDirection { PacketDirection(cookedType: bytes.be16(0)) }
  public var hardwareType: UInt16 { bytes.be16(2) }
  public var etherType: EtherType { EtherType(rawValue: bytes.be16(14)) }
  public var payload: RawSpan { @_lifetime(copy self) get { bytes.dropping(Self.headerLength) } }
}

/// Linux cooked capture, version 2 (LINKTYPE_LINUX_SLL2): `tcpdump -i any` since libpcap 1.10.
///
///     0          2          4                 8        10            11            12           20
///     | protocol | reserved | interface index | ARPHRD | packet type | addr length | address (8) | payload
public struct LinuxCooked2Header: ~Escapable {
  public static let headerLength = 20
  public let bytes: RawSpan

  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= Self.headerLength else { return nil }
    self.bytes = bytes
  }

  public var etherType: EtherType { EtherType(rawValue: bytes.be16(0)) }
  public var interfaceIndex: UInt32 { bytes.be32(4) }
  public var hardwareType: UInt16 { bytes.be16(8) }
  public var direction: PacketDirection { PacketDirection(cookedType: UInt16(bytes.byte(10))) }
  public var payload: RawSpan { @_lifetime(copy self) get { bytes.dropping(Self.headerLength) } }
}

/// ARPHRD values (`linux/if_arp.h`) whose cooked payload is not what the protocol field says by EtherType.
enum HardwareType {
  static let netlink: UInt16 = 824
  /// 802.11, with Prism header, with radiotap header.
  static let wireless: ClosedRange<UInt16> = 801...803

  static func hasOwnProtocols(_ type: UInt16) -> Bool { type == netlink || wireless.contains(type) }
}

extension PacketDirection {
  /// `sll_pkttype` (`linux/if_packet.h`): 0 host, 1 broadcast, 2 multicast, 3 other host, 4 outgoing.
  init(cookedType type: UInt16) {
    self = type < 4 ? .in : type == 4 ? .out : .unknown
  }
}
