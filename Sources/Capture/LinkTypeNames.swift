import CPcap
import Wire

/// Names of link types to print, by libpcap, whose list is longer and newer than one of ours would be.
extension LinkType {
  /// `EN10MB`, `LINUX_SLL2` …; `LINKTYPE 999` when libpcap has no name for it.
  public var name: String {
    guard let text = unsafe pcap_datalink_val_to_name(platformValue) else { return "LINKTYPE \(rawValue)" }
    return unsafe String(cString: text)
  }

  /// `Ethernet`, `Linux cooked v2` …; the name when libpcap has no description.
  public var describedName: String {
    guard let text = unsafe pcap_datalink_val_to_description(platformValue) else { return name }
    return unsafe String(cString: text)
  }

  /// The DLT_ value that libpcap's functions take: a file's LINKTYPE_ value is another one where platforms differ
  /// (libpcap `pcap-common.c`, the table `map`). Values that mean nothing in a file map to none.
  var platformValue: Int32 {
    switch rawValue {
    case 100: DLT_ATM_RFC1483
    case 101, 12, 14: DLT_RAW  // 12 and 14: raw IP as some BSDs wrote it
    case 102: DLT_SLIP_BSDOS
    case 103: DLT_PPP_BSDOS
    case 106: DLT_ATM_CLIP
    case 246: DLT_PFSYNC
    case 11, 13, 15, 16, 18, 19: -1
    default: Int32(rawValue)
    }
  }

  /// The value in files of what libpcap calls a handle's packets.
  init(platformValue: Int32) {
    self = platformValue == DLT_RAW ? .raw : LinkType(rawValue: UInt16(truncatingIfNeeded: platformValue))
  }
}
