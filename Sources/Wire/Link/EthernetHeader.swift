/// Ethernet II and IEEE 802.3.
///
///     0            6            12         14
///     | destination | source    | type     | payload
///
/// A type up to 1500 is the length of an 802.3 frame, whose payload begins with an LLC header.
public struct EthernetHeader: ~Escapable {
  public static let headerLength = 14
  public let bytes: RawSpan

  @_lifetime(copy bytes)
  public init?(_ bytes: RawSpan) {
    guard bytes.byteCount >= Self.headerLength else { return nil }
    self.bytes = bytes
  }

  public var etherType: EtherType { EtherType(rawValue: bytes.be16(12)) }
  public var payload: RawSpan { @_lifetime(copy self) get { bytes.dropping(Self.headerLength) } }
}

/// IEEE 802 EtherType, also the protocol field of VLAN tags, GRE, Geneve and Linux cooked headers. An open set.
@frozen public struct EtherType: RawRepresentable, Hashable, BitwiseCopyable, Sendable {
  public var rawValue: UInt16
  @inlinable public init(rawValue: UInt16) { self.rawValue = rawValue }
  /// `ETH_P_802_2` (`linux/if_ether.h`) in cooked headers: an LLC header follows.
  public static let linuxLLC = EtherType(rawValue: 0x0004)
  public static let ipv4 = EtherType(rawValue: 0x0800)
  public static let arp = EtherType(rawValue: 0x0806)
  public static let erspan3 = EtherType(rawValue: 0x22eb)
  public static let transparentEthernet = EtherType(rawValue: 0x6558)
  public static let reverseARP = EtherType(rawValue: 0x8035)
  public static let vlan = EtherType(rawValue: 0x8100)
  public static let ipv6 = EtherType(rawValue: 0x86dd)
  public static let ppp = EtherType(rawValue: 0x880b)
  public static let mpls = EtherType(rawValue: 0x8847)
  public static let mplsMulticast = EtherType(rawValue: 0x8848)
  /// Web Cache Communication Protocol, inside GRE only.
  public static let webCache = EtherType(rawValue: 0x883e)
  public static let pppoeSession = EtherType(rawValue: 0x8864)
  public static let providerBridge = EtherType(rawValue: 0x88a8)
  /// IEEE 802.1ah.
  public static let backboneBridge = EtherType(rawValue: 0x88e7)
  public static let ciscoMetadata = EtherType(rawValue: 0x8909)
  /// Virtual NIC tag of Cisco's fabric extenders.
  public static let virtualNIC = EtherType(rawValue: 0x8926)
  /// IEEE 802.1BR.
  public static let portExtender = EtherType(rawValue: 0x893f)
  public static let serviceHeader = EtherType(rawValue: 0x894f)
  public static let erspan2 = EtherType(rawValue: 0x88be)
  public static let oldQinQ = EtherType(rawValue: 0x9100)

  /// Values up to 1500 are lengths of IEEE 802.3 frames; between them and 0x600 nothing is assigned.
  @inlinable public var isLength: Bool { rawValue <= 1500 }
  /// Types that hopscope reads: how a frame is told from other bytes where nothing announces it.
  var isWellKnown: Bool {
    switch self {
    case .ipv4, .ipv6, .arp, .vlan, .providerBridge, .mpls, .pppoeSession: true
    default: false
    }
  }
}
