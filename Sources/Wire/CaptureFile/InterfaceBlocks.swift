// What a section says about its interfaces (draft-ietf-opsawg-pcapng §4.2, §4.6). Each block is in the window as a whole.
// A broken option ends its list, not the file: what was understood before it is kept.

/// Walks an option list: `code(16) length(16) value, padded to 4`, ended by code 0 or by the block's end.
struct BlockOptions: BitwiseCopyable {
  var position: Int
  let end: Int

  mutating func next(_ window: RawSpan, swapped: Bool) -> (code: UInt16, offset: Int, length: Int)? {
    guard end - position >= 4 else { return nil }
    let code = window.load16(position, swapped: swapped)
    let length = Int(window.load16(position + 2, swapped: swapped))
    guard code != 0, end - position >= 4 + length else { return nil }
    let offset = position + 4
    position = min(end, offset + (length + 3) & ~3)
    return (code, offset, length)
  }
}

extension CaptureFileParser {
  /// ```
  ///  8 link type(16) reserved(16) | 12 snap length | 16 options: 1 comment, 2 name, 3 description, 9 time resolution, 14 time offset
  /// ```
  mutating func interfaceDescription(_ window: RawSpan, _ block: BlockRange, _ offset: inout Int) -> Step? {
    guard declared.count < Self.maximumInterfaces else { return fail(.tooManyInterfaces) }
    var interface = FileInterface(
      linkType: LinkType(rawValue: window.load16(block.start + 8, swapped: swapped)),
      snapLength: window.load32(block.start + 12, swapped: swapped))
    var options = BlockOptions(position: block.start + 16, end: block.end)
    while let option = options.next(window, swapped: swapped) {
      switch (option.code, option.length) {
      case (1, _):
        let comment = Self.text(window, option.offset, option.length)
        if comment.hasPrefix(PcapngWriter.hostComment) {
          interface.host = String(comment.dropFirst(PcapngWriter.hostComment.count))
        }
      case (2, _): interface.name = Self.text(window, option.offset, option.length)
      case (3, _): interface.description = Self.text(window, option.offset, option.length)
      case (9, 1): interface.clock.set(resolution: window.load8(option.offset))
      case (14, 8):
        interface.clock.set(offset: Int64(bitPattern: window.load64(option.offset, swapped: swapped)))
      default: break
      }
    }
    declared.append(interface)
    advance(&offset, by: block.length)
    return nil
  }

  /// The counts are since the start of the capture: a later block replaces an earlier one.
  mutating func interfaceStatistics(_ window: RawSpan, _ block: BlockRange, _ offset: inout Int) -> Step? {
    defer { advance(&offset, by: block.length) }
    let statistics = InterfaceStatistics(window, block, swapped: swapped)
    let index = sectionBase + statistics.interface
    guard index < declared.count else { return nil }
    if let received = statistics.received { declared[index].received = received }
    if let drops = statistics.drops { declared[index].statisticsDrops = drops }
    return nil
  }

  /// - Returns: at most 255 bytes as UTF-8, up to a terminating zero that some writers add, invalid bytes replaced.
  private static func text(_ window: RawSpan, _ offset: Int, _ length: Int) -> String {
    var bytes: [UInt8] = []
    for index in offset..<offset + min(length, 255) {
      let byte = window.load8(index)
      if byte == 0 { break }
      bytes.append(byte)
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
