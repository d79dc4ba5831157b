/// The two formats that are read.
@frozen public enum CaptureFormat: String, Sendable, BitwiseCopyable { case pcap, pcapng }

extension CaptureFormat {
  /// What a file's first bytes say; nil when it is no capture. Four bytes suffice.
  public init?(firstBytes: [UInt8]) {
    guard firstBytes.count >= 4 else { return nil }
    let magic = unsafe firstBytes.span.bytes.load32(0, swapped: false)
    if magic == BlockType.sectionHeader.rawValue {
      self = .pcapng
    } else if ClassicVariant(magic: magic) != nil {
      self = .pcap
    } else {
      return nil
    }
  }
}

/// Formats that are recognised by their first bytes, only to be named in an error that says what to do.
@frozen public enum FileFormat: UInt8, Sendable, BitwiseCopyable, Hashable, CaseIterable {
  case gzip, zstd, xz, bzip2, lz4, zip, sevenZip
  case snoop, netMonitor, netXRay, sniffer, lanalyzer, iptrace, observer, modifiedPcap, savedFilter
  case elf, json, png, pdf

  /// Bytes that suffice for every signature.
  static let longestSignature = 8

  var signatures: [[UInt8]] {
    switch self {
    case .gzip: [[0x1f, 0x8b]]
    case .zstd: [[0x28, 0xb5, 0x2f, 0xfd]]
    case .xz: [[0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]]
    case .bzip2: [Array("BZh".utf8)]
    case .lz4: [[0x04, 0x22, 0x4d, 0x18]]
    case .zip: [[0x50, 0x4b, 3, 4]]
    case .sevenZip: [[0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c]]
    case .snoop: [Array("snoop\0\0\0".utf8)]
    case .netMonitor: [Array("RTSS".utf8), Array("GMBU".utf8)]
    case .netXRay: [Array("XCP\0".utf8), Array("VL\0\0".utf8)]
    case .sniffer: [Array("TRSNIFF ".utf8)]
    case .lanalyzer: [[0x01, 0x10], [0x07, 0x10]]  // its record types 0x1001 and 0x1007
    case .iptrace: [Array("iptrace ".utf8)]
    case .observer: [Array("Observer".utf8)]
    case .modifiedPcap:
      // Mesquita, Navtel, two of IXIA: reserved in libpcap `sf-pcap.c`, and not read by it either.
      [0xa1b2_34cd, 0xa12b_3c4d, 0x1c00_01ac, 0x1c00_01ab].flatMap { Self.bothOrders($0) }
    case .savedFilter: Self.bothOrders(0xa1b2_c3cb)
    case .elf: [[0x7f, 0x45, 0x4c, 0x46]]
    case .json: [Array("{".utf8), Array("[".utf8)]
    case .png: [[0x89, 0x50, 0x4e, 0x47]]
    case .pdf: [Array("%PDF".utf8)]
    }
  }

  private static func bothOrders(_ magic: UInt32) -> [[UInt8]] {
    let bytes = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: magic >> $0) }
    return [bytes, bytes.reversed()]
  }

  /// - Parameter window: the first bytes of a file from `offset` on; fewer than `longestSignature` match what they can.
  init?(_ window: RawSpan, _ offset: Int) {
    for format in Self.allCases {
      for signature in format.signatures where window.begins(with: signature, at: offset) {
        self = format
        return
      }
    }
    return nil
  }

  /// What a file's first bytes say; nil when none of the known formats begins so.
  public init?(firstBytes: [UInt8]) { unsafe self.init(firstBytes.span.bytes, 0) }

  /// "this is …".
  public var name: String {
    switch self {
    case .gzip: "a gzip file"
    case .zstd: "a zstd file"
    case .xz: "an xz file"
    case .bzip2: "a bzip2 file"
    case .lz4: "an lz4 file"
    case .zip: "a zip archive"
    case .sevenZip: "a 7-Zip archive"
    case .snoop: "a snoop file (Solaris, RFC 1761)"
    case .netMonitor: "a Microsoft Network Monitor file"
    case .netXRay: "a NetXRay or Windows Sniffer file"
    case .sniffer: "a DOS Sniffer file"
    case .lanalyzer: "a Novell LANalyzer file"
    case .iptrace: "an AIX iptrace file"
    case .observer: "a Network Instruments Observer file"
    case .modifiedPcap: "a pcap file of a modified kind (Navtel, Mesquita or IXIA)"
    case .savedFilter: "a saved BPF program, not a capture"
    case .elf: "a program, not a capture"
    case .json: "a JSON file, not a capture"
    case .png: "a picture, not a capture"
    case .pdf: "a PDF file, not a capture"
    }
  }

  /// What its owner can do.
  var remedy: String {
    switch self {
    case .gzip: "unpack it first: gzip -dc FILE | hopscope replay -"
    case .zstd: "unpack it first: zstd -dc FILE | hopscope replay -"
    case .xz: "unpack it first: xz -dc FILE | hopscope replay -"
    case .bzip2: "unpack it first: bzip2 -dc FILE | hopscope replay -"
    case .lz4: "unpack it first: lz4 -dc FILE | hopscope replay -"
    case .zip: "unpack it first: unzip -p FILE | hopscope replay -"
    case .sevenZip: "unpack it first: 7z x -so FILE | hopscope replay -"
    case .snoop, .netMonitor, .netXRay, .sniffer, .lanalyzer, .iptrace, .observer, .modifiedPcap:
      "convert it first: editcap -F pcapng FILE NEW.pcapng"
    case .json: "give the cluster's objects with --cluster, and a .pcap or .pcapng file here"
    case .savedFilter, .elf, .png, .pdf: "give a .pcap or .pcapng file"
    }
  }
}

extension RawSpan {
  fileprivate func begins(with signature: [UInt8], at offset: Int) -> Bool {
    guard byteCount - offset >= signature.count else { return false }
    for index in 0..<signature.count where load8(offset + index) != signature[index] { return false }
    return true
  }
}
