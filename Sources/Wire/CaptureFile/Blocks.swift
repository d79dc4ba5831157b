/// pcapng block types (draft-ietf-opsawg-pcapng §10.1). An open set: every other type is skipped.
struct BlockType: RawRepresentable, Hashable, BitwiseCopyable {
  var rawValue: UInt32
  static let interfaceDescription = BlockType(rawValue: 1)
  static let obsoletePacket = BlockType(rawValue: 2)
  static let simplePacket = BlockType(rawValue: 3)
  static let interfaceStatistics = BlockType(rawValue: 5)
  static let enhancedPacket = BlockType(rawValue: 6)
  /// Reads the same in both byte orders, so that a section's own order can be found behind it.
  static let sectionHeader = BlockType(rawValue: 0x0a0d_0d0a)
}

/// A block that is in the window as a whole: `end` is where its trailer begins.
struct BlockRange: BitwiseCopyable {
  var start: Int
  var length: Int
  var end: Int { start + length - 4 }
}

extension CaptureFileParser {
  /// ```
  ///  0 type | 4 total length | 8 body, padded to 4 | total length again
  /// ```
  @inline(__always)
  mutating func nextBlock(_ window: RawSpan, _ offset: inout Int) -> Step {
    while true {
      let start = offset
      let present = window.byteCount - start
      guard present >= 8, expectedTrailer == 0 else {
        if let step = passSkipped(window, &offset) { return step }
        continue
      }
      let type = window.load32(start, swapped: swapped)
      guard type == BlockType.enhancedPacket.rawValue else {
        if let step = nextOther(BlockType(rawValue: type), window, &offset) { return step }
        continue
      }
      let length = window.load32(start + 4, swapped: swapped)
      if let refused = refuse(type, length, minimum: 32) { return refused }
      guard present >= Int(length) else { return .needs(Int(length)) }
      let block = BlockRange(start: start, length: Int(length))
      let trailer = window.load32(block.end, swapped: swapped)
      guard trailer == length else { return fail(.blockTrailer(type: type, length: length, trailer: trailer)) }
      return enhancedPacket(window, block, &offset)
    }
  }

  /// Every block but the Enhanced Packet Block.
  /// - Returns: nil when it was consumed and the next block is to be looked at.
  @inline(never)
  private mutating func nextOther(_ type: BlockType, _ window: RawSpan, _ offset: inout Int) -> Step? {
    if type == .sectionHeader { return sectionHeader(window, &offset) }
    let length = window.load32(offset + 4, swapped: swapped)
    guard let minimum = Self.minimumHeldLength(type) else {
      return skip(type, length, passing: 8, &offset)
    }
    if let refused = refuse(type.rawValue, length, minimum: minimum) { return refused }
    guard window.byteCount - offset >= Int(length) else { return .needs(Int(length)) }
    let block = BlockRange(start: offset, length: Int(length))
    let trailer = window.load32(block.end, swapped: swapped)
    guard trailer == length else {
      return fail(.blockTrailer(type: type.rawValue, length: length, trailer: trailer))
    }
    switch type {
    case .simplePacket: return simplePacket(window, block, &offset)
    case .obsoletePacket: return obsoletePacket(window, block, &offset)
    case .interfaceDescription: return interfaceDescription(window, block, &offset)
    default: return interfaceStatistics(window, block, &offset)
    }
  }

  /// Shortest total length of the blocks that are read; nil for those that are skipped.
  private static func minimumHeldLength(_ type: BlockType) -> UInt32? {
    switch type {
    case .interfaceDescription: 20
    case .obsoletePacket: 32
    case .simplePacket: 16
    case .interfaceStatistics: 24
    default: nil
    }
  }

  /// - Returns: the refusal of a block whose length cannot be true, or that is too long to be held.
  @inline(__always)
  private mutating func refuse(_ type: UInt32, _ length: UInt32, minimum: UInt32) -> Step? {
    guard length >= minimum, length & 3 == 0 else {
      return fail(.blockLength(type: type, length: length, minimum: minimum))
    }
    guard length <= UInt32(Self.maximumRecord) else { return fail(.blockTooLong(type: type, length: length)) }
    return nil
  }

  /// ```
  ///  0 type | 4 total length | 8 byte-order magic | 12 major(16) minor(16) | 16 section length (64, not used) | options
  /// ```
  private mutating func sectionHeader(_ window: RawSpan, _ offset: inout Int) -> Step? {
    let present = window.byteCount - offset
    guard present >= 12 else { return .needs(12) }
    let magic = window.load32(offset + 8, swapped: false)
    guard magic == 0x1a2b_3c4d || magic == 0x4d3c_2b1a else { return fail(.byteOrderMagic(magic)) }
    swapped = magic == 0x4d3c_2b1a
    let length = window.load32(offset + 4, swapped: swapped)
    guard length >= 28, length & 3 == 0 else {
      return fail(.blockLength(type: BlockType.sectionHeader.rawValue, length: length, minimum: 28))
    }
    guard present >= 24 else { return .needs(24) }
    let major = window.load16(offset + 12, swapped: swapped)
    let minor = window.load16(offset + 14, swapped: swapped)
    guard major == 1, minor == 0 || minor == 2 else { return fail(.version(major: major, minor: minor)) }
    sectionBase = declared.count
    return skip(.sectionHeader, length, passing: 24, &offset)
  }
}

// MARK: - Skipping

extension CaptureFileParser {
  /// Begins to pass a block whose first `passing` bytes are in the window and whose rest is of no interest.
  private mutating func skip(_ type: BlockType, _ length: UInt32, passing: Int, _ offset: inout Int) -> Step? {
    guard length >= 12, length & 3 == 0 else {
      return fail(.blockLength(type: type.rawValue, length: length, minimum: 12))
    }
    skippedType = type.rawValue
    expectedTrailer = length
    skipping = UInt64(length) - 4
    advance(&offset, by: passing)
    skipping -= UInt64(passing)
    return nil
  }

  /// Goes on with a block that is being skipped, up to its trailer.
  /// - Returns: nil when the next block is to be looked at.
  @inline(never)
  private mutating func passSkipped(_ window: RawSpan, _ offset: inout Int) -> Step? {
    guard expectedTrailer != 0 else { return .needs(8) }
    let step = Int(min(skipping, UInt64(window.byteCount - offset)))
    advance(&offset, by: step)
    skipping -= UInt64(step)
    guard skipping == 0 else { return .needs(1) }
    guard window.byteCount - offset >= 4 else { return .needs(4) }
    let trailer = window.load32(offset, swapped: swapped)
    guard trailer == expectedTrailer else {
      let problem = skippedError(.blockTrailer(type: skippedType, length: expectedTrailer, trailer: trailer))
      return fail(problem)
    }
    expectedTrailer = 0
    advance(&offset, by: 4)
    return nil
  }

  /// Bytes of the block being skipped that were passed already.
  var skippedBytes: Int { Int(UInt64(expectedTrailer) - 4 - skipping) }

  /// An error that lies where the block being skipped begins.
  func skippedError(_ code: CaptureFileError.Code) -> CaptureFileError {
    CaptureFileError(code: code, byteOffset: position - UInt64(skippedBytes), packets: packets)
  }

  @inline(__always)
  mutating func advance(_ offset: inout Int, by count: Int) {
    offset += count
    position += UInt64(truncatingIfNeeded: count)
  }
}
