/// Why a capture file cannot be read, or not any further. All packets before it are good.
///
/// Tests and callers compare `code`; people read `sentence`.
public struct CaptureFileError: Error, Hashable, BitwiseCopyable, Sendable {
  /// Lengths are bytes. An open set of reasons would not help here: each has its own figures.
  public enum Code: Hashable, BitwiseCopyable, Sendable {
    /// No byte at all.
    case empty
    /// The input ended inside of a header, record or block: it needs `needed` bytes, `present` were there.
    case truncated(needed: Int, present: Int)
    case otherFormat(FileFormat)
    /// - firstBytes: the first four, first byte highest.
    case unknownFormat(firstBytes: UInt32)
    case version(major: UInt16, minor: UInt16)
    /// Bits that must be 0 in a pcap file's link type field are not.
    case reservedLinkType(UInt32)
    /// A packet claims more captured bytes than its link type or its block can have.
    case captureLength(UInt32, limit: UInt32)
    /// Below the minimum of its type, or not a multiple of 4.
    case blockLength(type: UInt32, length: UInt32, minimum: UInt32)
    case blockTooLong(type: UInt32, length: UInt32)
    /// The length behind a block is not the one before it.
    case blockTrailer(type: UInt32, length: UInt32, trailer: UInt32)
    case byteOrderMagic(UInt32)
    /// A packet of an interface that its section has not described.
    case undeclaredInterface(UInt32, declared: UInt32)
    case tooManyInterfaces
  }

  public let code: Code
  /// Where the header, record or block in question begins.
  public let byteOffset: UInt64
  /// Packets before it.
  public let packets: UInt64

  public init(code: Code, byteOffset: UInt64, packets: UInt64) {
    self.code = code
    self.byteOffset = byteOffset
    self.packets = packets
  }

  /// The file as a whole is not one that hopscope reads: nothing of it was used, and asking again will not help.
  public var isForeign: Bool {
    switch code {
    case .otherFormat, .unknownFormat: true
    case .version, .reservedLinkType, .byteOrderMagic: byteOffset == 0
    default: false
    }
  }
}

extension CaptureFileError: CustomStringConvertible {
  public var description: String { sentence }

  /// What is wrong, where, and what can be done; without the file's name, which the caller puts in front.
  public var sentence: String {
    switch code {
    case .empty: "the file is empty: was the capture stopped before its first packet was written?"
    case .truncated(let needed, let present): truncation(needed, present)
    case .otherFormat(let format): "this is \(format.name): \(format.remedy)"
    case .unknownFormat(let first):
      "this is neither pcap nor pcapng (it begins with \(beginning(first))): give a .pcap or .pcapng file"
    case _ where isForeign: "it cannot be read: \(reason); convert it first: editcap -F pcapng FILE NEW.pcapng"
    default: "damaged at byte \(byteOffset) after \(count): \(reason); what comes before it is used"
    }
  }

  private func truncation(_ needed: Int, _ present: Int) -> String {
    let end = byteOffset + UInt64(max(0, present))
    return "truncated at byte \(end) after \(count): the record that begins at byte \(byteOffset) is not complete "
      + "(\(present) of \(needed) bytes); the file was cut, or is still being written"
  }

  private var count: String { packets == 1 ? "1 packet" : "\(packets) packets" }

  private var reason: String {
    switch code {
    case .version(let major, let minor): "format version \(major).\(minor) is not known"
    case .reservedLinkType(let field): "the link type field \(hex(field)) has reserved bits set"
    case .captureLength(let length, let limit):
      "a packet claims \(length) captured bytes, at most \(limit) are possible"
    case .blockLength(let type, let length, let minimum):
      "a block of type \(hex(type)) claims \(length) bytes; it takes a multiple of 4 from \(minimum) on"
    case .blockTooLong(let type, let length):
      "a block of type \(hex(type)) claims \(length) bytes, at most \(CaptureFileParser.maximumRecord) are read"
    case .blockTrailer(let type, let length, let trailer):
      "a block of type \(hex(type)) says \(length) bytes at its start and \(trailer) at its end"
    case .byteOrderMagic(let magic): "a section header has no byte-order mark (\(hex(magic)) instead)"
    case .undeclaredInterface(let interface, let declared):
      "a packet of interface \(interface) in a section that describes \(declared)"
    case .tooManyInterfaces: "more than \(CaptureFileParser.maximumInterfaces) interfaces"
    case .empty, .truncated, .otherFormat, .unknownFormat: ""
    }
  }

  /// Text as text, for a log or a page saved under a capture's name is told best by its own words.
  private func beginning(_ first: UInt32) -> String {
    let bytes = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: first >> $0) }
    guard bytes.allSatisfy({ (0x20..<0x7f).contains($0) }) else { return hex(first) }
    return "the text “\(String(decoding: bytes, as: UTF8.self))”"
  }

  private func hex(_ value: UInt32) -> String { "0x" + String(value, radix: 16) }
}
