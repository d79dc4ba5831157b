/// Where one packet lies in the lent window and what the file says about it.
@frozen public struct PacketRecord: BitwiseCopyable, Sendable, Hashable {
  /// Position in its file, counted from 1.
  public var number: UInt64
  /// Nanoseconds since 1970-01-01 UTC; 0 when the file has none (pcapng Simple Packet Block).
  public var timestamp: Int64
  /// Index in `CaptureFileParser.interfaces`: over all sections of the file.
  public var interface: Int
  /// On the wire; a damaged or edited file may say less than was captured.
  public var originalLength: Int
  /// First captured byte, in the window of the call that returned this record.
  public var offset: Int
  /// Captured bytes.
  public var length: Int
  public var direction: PacketDirection

  @inlinable public init(
    number: UInt64 = 0, timestamp: Int64 = 0, interface: Int = 0, originalLength: Int = 0, offset: Int = 0,
    length: Int = 0, direction: PacketDirection = .unknown
  ) {
    self.number = number
    self.timestamp = timestamp
    self.interface = interface
    self.originalLength = originalLength
    self.offset = offset
    self.length = length
    self.direction = direction
  }
}

/// What a capture file says about one of its interfaces. A pcap file has exactly one, without a name.
public struct FileInterface: Sendable, Hashable {
  public internal(set) var linkType: LinkType
  /// Longest captured length that the file promises; 0 says no limit. Packets may be longer: it is not enforced.
  public internal(set) var snapLength: UInt32
  /// pcapng `if_name` and `if_description`, at most 255 bytes of each; empty when not given. Not escaped.
  public internal(set) var name = ""
  public internal(set) var description = ""
  /// The machine, as `hopscope live -w` says it in a comment (`host=worker-1`); empty when not given. Not escaped.
  public internal(set) var host = ""
  /// Packets that the capturing program lost, by its own count; nil when the file does not say.
  /// pcapng `isb_ifdrop` + `isb_osdrop` (the last statistics block counts), else the sum of the packets' own drop counts.
  public var dropped: UInt64? { statisticsDrops ?? packetDrops }
  /// pcapng `isb_ifrecv`.
  public internal(set) var received: UInt64?
  public internal(set) var packets: UInt64 = 0

  var statisticsDrops: UInt64?
  var packetDrops: UInt64?
  var clock = InterfaceClock()

  init(linkType: LinkType, snapLength: UInt32) {
    self.linkType = linkType
    self.snapLength = snapLength
    clock.limit = LinkType.maximumCapture(linkType)
  }
}

extension LinkType {
  /// Captured lengths above this are damage, not packets (libpcap `pcap-common.c`, `max_snaplen_for_dlt`).
  static func maximumCapture(_ linkType: LinkType) -> UInt32 {
    switch linkType.rawValue {
    case 231: UInt32(CaptureFileParser.maximumRecord)  // D-Bus: 128 MiB in libpcap, a held record's bound here
    case 279: 8 << 20  // EBHSCR
    case 249: 1 << 20  // USBPcap
    default: 262_144
    }
  }
}
