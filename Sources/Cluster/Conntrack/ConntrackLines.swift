/// The lines of a file: without line ends, blank ones left out, torn ones put together.
struct ConntrackLines {
  struct Line {
    var text: [UInt8]
    var range: Range<Int>
    /// Counted from 1; of a torn line, where it begins.
    var number: Int
    /// False: the file ends within it, so that its last word may be half a word. That word is left out.
    var isWhole: Bool
  }

  private let bytes: [UInt8]
  private var at: Int
  private var number = 0
  /// The first half of a torn line, and where it stood.
  private var torn: (text: [UInt8], number: Int)?

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    at = bytes.starts(with: [0xef, 0xbb, 0xbf]) ? 3 : 0
  }

  mutating func next() -> Line? {
    while let line = nextRaw() {
      if let banner = bannerWithin(line) {
        torn = torn ?? ([], line.number)
        torn?.text += bytes[line.range.lowerBound..<banner]
        return Line(text: bytes, range: banner..<line.range.upperBound, number: line.number, isWhole: true)
      }
      if let first = torn, !Self.isBanner(bytes, line.range) {
        torn = nil
        let text = first.text + bytes[line.range]
        return Line(text: text, range: 0..<text.count, number: first.number, isWhole: line.isWhole)
      }
      return line
    }
    defer { torn = nil }
    return torn.map { Line(text: $0.text, range: 0..<Self.lastBlank($0.text[...]), number: $0.number, isWhole: false) }
  }

  /// Where the last word begins, which the end of the file may have cut.
  private static func lastBlank(_ text: ArraySlice<UInt8>) -> Int {
    text.lastIndex(where: isSpace) ?? text.startIndex
  }

  /// The next line as it stands that is not blank.
  private mutating func nextRaw() -> Line? {
    while at < bytes.count {
      let start = at
      while at < bytes.count, bytes[at] != 0x0a { at += 1 }
      let isWhole = at < bytes.count
      number += 1
      var end = at
      at += 1
      if !isWhole { end = Self.lastBlank(bytes[start..<end]) }
      while end > start, Self.isSpace(bytes[end - 1]) { end -= 1 }
      if end > start { return Line(text: bytes, range: start..<end, number: number, isWhole: isWhole) }
    }
    return nil
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }

  // MARK: - What conntrack says about itself, on standard error

  private static let bannerStart = Array("conntrack v".utf8)
  private static let bannerEnd = Array("been shown.".utf8)
  private static let loss = Array("WARNING: We have hit ENOBUFS".utf8)
  private static let remarks = [
    "#", "NOTICE: ", "nfct_labelmap_new: ", "This message means that the current netlink",
    "Please, check --buffer-size",
  ].map { Array($0.utf8) }

  /// `conntrack v1.4.7 (conntrack-tools): 16 flow entries have been shown.`
  static func isBanner(_ text: [UInt8], _ range: Range<Int>) -> Bool { text[range].starts(with: bannerStart) }

  /// “We are losing events.”
  static func tellsLoss(_ text: [UInt8], _ range: Range<Int>) -> Bool { text[range].starts(with: loss) }

  /// Comments, and messages that change nothing.
  static func isRemark(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    remarks.contains { text[range].starts(with: $0) }
  }

  /// Where a banner begins within a line. `conntrack -L > FILE 2>&1` writes it wherever its buffer of 4096 bytes ended,
  /// and the rest of the entry after it.
  private func bannerWithin(_ line: Line) -> Int? {
    let range = line.range
    guard bytes[range].suffix(Self.bannerEnd.count).elementsEqual(Self.bannerEnd) else { return nil }
    return bytes[range].indices.dropFirst().last { bytes[$0..<range.upperBound].starts(with: Self.bannerStart) }
  }
}
