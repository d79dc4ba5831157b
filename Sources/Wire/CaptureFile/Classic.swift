/// The pcap variants that libpcap reads, by their first four bytes (libpcap `sf-pcap.c`, `pcap_check_header`).
enum ClassicVariant: BitwiseCopyable {
  case microseconds, nanoseconds, patched
  case swappedMicroseconds, swappedNanoseconds, swappedPatched

  /// - Parameter magic: as this machine reads the four bytes.
  init?(magic: UInt32) {
    switch magic {
    case 0xa1b2_c3d4: self = .microseconds
    case 0xa1b2_3c4d: self = .nanoseconds
    case 0xa1b2_cd34: self = .patched  // Kuznetzov's: 8 more bytes per record header
    case 0xd4c3_b2a1: self = .swappedMicroseconds
    case 0x4d3c_b2a1: self = .swappedNanoseconds
    case 0x34cd_b2a1: self = .swappedPatched
    default: return nil
    }
  }
  var isSwapped: Bool { self == .swappedMicroseconds || self == .swappedNanoseconds || self == .swappedPatched }
  var isNanoseconds: Bool { self == .nanoseconds || self == .swappedNanoseconds }
  var isPatched: Bool { self == .patched || self == .swappedPatched }
}

/// What a pcap file header fixes for all of its records.
struct ClassicState: BitwiseCopyable, Sendable {
  static let fileHeaderLength = 24
  /// Which of the two lengths of a record comes first: before version 2.3 the original one; 2.3 has both kinds.
  enum LengthOrder: UInt8, BitwiseCopyable { case capturedFirst, originalFirst, smallerIsCaptured }

  var recordHeaderLength = 16
  var lengthOrder = LengthOrder.capturedFirst
  /// Nanoseconds per unit of the fraction, and units per second.
  var multiplier: Int64 = 1_000
  var fractionLimit: UInt32 = 1_000_000
  var limit: UInt32 = 262_144
}

extension CaptureFileParser {
  /// ```
  ///  0 magic | 4 major(16) minor(16) | 8 zone | 12 accuracy | 16 snapshot length | 20 FCS(4) f(1) 0(11) link type(16)
  /// ```
  mutating func beginClassic(_ window: RawSpan, _ offset: inout Int, _ variant: ClassicVariant) -> Step {
    guard window.byteCount - offset >= ClassicState.fileHeaderLength else {
      return .needs(ClassicState.fileHeaderLength)
    }
    swapped = variant.isSwapped
    let major = window.load16(offset + 4, swapped: swapped)
    let minor = window.load16(offset + 6, swapped: swapped)
    guard major == 2 || (major == 543 && minor == 0) else { return fail(.version(major: major, minor: minor)) }
    let link = window.load32(offset + 20, swapped: swapped)
    guard link & 0x03ff_0000 == 0 else { return fail(.reservedLinkType(link)) }

    let linkType = LinkType(rawValue: UInt16(truncatingIfNeeded: link))
    declared = [FileInterface(linkType: linkType, snapLength: window.load32(offset + 16, swapped: swapped))]
    classic.limit = declared[0].clock.limit
    classic.recordHeaderLength = variant.isPatched ? 24 : 16
    classic.multiplier = variant.isNanoseconds ? 1 : 1_000
    classic.fractionLimit = variant.isNanoseconds ? 1_000_000_000 : 1_000_000
    // DG/UX tcpdump writes version 543.0 with the old order.
    if major == 543 || minor < 3 { classic.lengthOrder = .originalFirst }
    if major == 2 && minor == 3 { classic.lengthOrder = .smallerIsCaptured }
    currentIndex = 0
    layout = .classic
    format = .pcap
    offset += ClassicState.fileHeaderLength
    position += UInt64(ClassicState.fileHeaderLength)
    return nextClassic(window, &offset)
  }

  /// ```
  ///  0 seconds | 4 microseconds or nanoseconds | 8 captured length | 12 original length | (24 in patched files) data
  /// ```
  @inline(__always)
  mutating func nextClassic(_ window: RawSpan, _ offset: inout Int) -> Step {
    let start = offset
    let header = classic.recordHeaderLength
    guard window.byteCount - start >= header else { return .needs(header) }
    let seconds = window.load32(start, swapped: swapped)
    let fraction = window.load32(start + 4, swapped: swapped)
    var captured = window.load32(start + 8, swapped: swapped)
    var original = window.load32(start + 12, swapped: swapped)
    if classic.lengthOrder != .capturedFirst, classic.lengthOrder == .originalFirst || captured > original {
      swap(&captured, &original)
    }
    guard captured <= classic.limit else { return fail(.captureLength(captured, limit: classic.limit)) }
    let length = header + Int(captured)
    guard window.byteCount - start >= length else { return .needs(length) }

    if fraction >= classic.fractionLimit { timestampAnomalies += 1 }
    packets += 1
    position += UInt64(truncatingIfNeeded: length)
    offset = start + length
    // At most 2³² s + 2³² µs: below 2⁶³ ns.
    record.timestamp = Int64(seconds) &* 1_000_000_000 &+ Int64(fraction) &* classic.multiplier
    record.number = packets
    record.originalLength = Int(original)
    record.offset = start + header
    record.length = Int(captured)
    return .packet
  }
}
