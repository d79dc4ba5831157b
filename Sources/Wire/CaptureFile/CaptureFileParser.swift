/// Reads pcap and pcapng from windows of bytes that the caller lends: no file, no allocation per packet, no closure.
///
/// The caller owns the bytes and the offset; the parser owns everything that the file said before.
/// ```
///   window  [ consumed | record | record | beginning of a record ]
///                      ↑ offset                                  ↑ window.byteCount
///   next() → .packet     `record` says where it lies in the window; offset moved behind it
///          → .needs(n)   offset stays: lend at least n bytes from offset on, or call end()
///          → .damaged    `failure` says why; for good: neither format can be picked up again behind a broken length
/// ```
/// The record is a property and not the step's payload because copying it twice per packet cost more than parsing it.
/// Sections, interfaces and statistics are kept on the way and never surface as steps, so that they cost nothing per packet.
/// Blocks of no interest are skipped without being held, whatever their size.
///
/// Formats: pcap (draft-ietf-opsawg-pcap; variants as in libpcap `sf-pcap.c`), pcapng (draft-ietf-opsawg-pcapng).
public struct CaptureFileParser: Sendable {
  /// A block that must be held in memory as a whole is at most this long (libpcap `sf-pcapng.c` has the same bound).
  public static let maximumRecord = 16 << 20
  /// Interfaces of all sections of one file.
  public static let maximumInterfaces = 65_536

  @frozen public enum Step: BitwiseCopyable, Sendable {
    /// `record` is the packet.
    case packet
    /// Bytes from the offset on without which there is no next step; never more than `maximumRecord` plus a header.
    case needs(Int)
    /// `failure` says why.
    case damaged
  }

  enum Layout: UInt8, BitwiseCopyable { case unknown, classic, blocks, failed }

  /// The last packet handed out.
  public internal(set) var record = PacketRecord()
  /// Why nothing more can be read; nil as long as it can.
  public internal(set) var failure: CaptureFileError?
  /// What the first bytes say; nil until they were read.
  public internal(set) var format: CaptureFormat?
  /// Packets handed out.
  public internal(set) var packets: UInt64 = 0
  /// Bytes of the file before the next record.
  public internal(set) var position: UInt64 = 0
  /// Times that do not fit (outside 1677…2262), are out of range in their own field, or are not there.
  public internal(set) var timestampAnomalies: UInt64 = 0

  var layout = Layout.unknown
  /// The byte order of the file, or of the current section, is not this machine's.
  var swapped = false
  var classic = ClassicState()
  /// Bytes of a skipped block still to pass, and what its trailer must say (0: nothing is being skipped).
  var skipping: UInt64 = 0
  var expectedTrailer: UInt32 = 0
  var skippedType: UInt32 = 0

  /// All sections' interfaces in order of appearance; `sectionBase` is the first one of the current section.
  var declared: [FileInterface] = []
  var sectionBase = 0
  /// The interface of the last packet, kept outside of the array: packets come in runs.
  var current = InterfaceClock()
  var currentIndex = -1
  var runStart: UInt64 = 0

  public init() {}

  /// - Parameters:
  ///   - window: bytes of the file; they may move between calls, the byte at `offset` must stay the same.
  ///   - offset: where the next record begins in `window`; moved behind what was read.
  public mutating func next(_ window: RawSpan, _ offset: inout Int) -> Step {
    precondition(offset >= 0 && offset <= window.byteCount)
    switch layout {
    case .classic: return nextClassic(window, &offset)
    case .blocks: return nextBlock(window, &offset)
    case .unknown: return begin(window, &offset)
    case .failed: return .damaged
    }
  }

  /// The input is over.
  /// - Returns: nil when it ended where a record ended.
  public func end(_ window: RawSpan, _ offset: Int) -> CaptureFileError? {
    if let failure { return failure }
    let present = window.byteCount - offset
    if layout == .unknown { return endBeforeFormat(window, offset) }
    if expectedTrailer != 0 {
      return skippedError(.truncated(needed: Int(expectedTrailer), present: skippedBytes + present))
    }
    guard present > 0 else { return nil }
    var copy = self
    var at = offset
    if case .needs(let needed) = copy.next(window, &at) {
      return error(.truncated(needed: needed, present: present))
    }
    return nil
  }

  /// What the file said about its interfaces so far, packets and drops included.
  public var interfaces: [FileInterface] {
    var all = declared
    if currentIndex >= 0 { all[currentIndex].packets += packets - runStart }
    return all
  }
  public var interfaceCount: Int { declared.count }
  public func linkType(of interface: Int) -> LinkType { declared[interface].linkType }
}

extension CaptureFileParser {
  private mutating func begin(_ window: RawSpan, _ offset: inout Int) -> Step {
    guard window.byteCount - offset >= 4 else { return .needs(4) }
    let magic = window.load32(offset, swapped: false)
    if magic == BlockType.sectionHeader.rawValue {
      layout = .blocks
      format = .pcapng
      return nextBlock(window, &offset)
    }
    if let variant = ClassicVariant(magic: magic) { return beginClassic(window, &offset, variant) }
    let longest = FileFormat.longestSignature
    guard window.byteCount - offset >= longest else { return .needs(longest) }
    return fail(unrecognised(window, offset))
  }

  private func endBeforeFormat(_ window: RawSpan, _ offset: Int) -> CaptureFileError {
    let present = window.byteCount - offset
    guard present > 0 else { return error(.empty) }
    guard present >= 4 else { return error(.truncated(needed: 24, present: present)) }
    if ClassicVariant(magic: window.load32(offset, swapped: false)) != nil {
      return error(.truncated(needed: ClassicState.fileHeaderLength, present: present))
    }
    return error(unrecognised(window, offset))
  }

  private func unrecognised(_ window: RawSpan, _ offset: Int) -> CaptureFileError.Code {
    if let other = FileFormat(window, offset) { return .otherFormat(other) }
    return .unknownFormat(firstBytes: UInt32(bigEndian: window.load32(offset, swapped: false)))
  }

  mutating func fail(_ code: CaptureFileError.Code) -> Step { fail(error(code)) }

  mutating func fail(_ problem: CaptureFileError) -> Step {
    failure = problem
    layout = .failed
    return .damaged
  }

  func error(_ code: CaptureFileError.Code) -> CaptureFileError {
    CaptureFileError(code: code, byteOffset: position, packets: packets)
  }

  /// Makes `index` the current interface and gives the packets of the run before to theirs.
  @inline(never)
  mutating func switchInterface(to index: Int) {
    if currentIndex >= 0 { declared[currentIndex].packets += packets - runStart }
    runStart = packets
    currentIndex = index
    current = declared[index].clock
  }
}
