/// What one Interface Statistics Block says (draft-ietf-opsawg-pcapng §4.6).
/// ```
///  8 interface | 12 time (64) | 20 options: 2 start (64), 4 received, 5 dropped by the interface, 7 by the operating system
/// ```
struct InterfaceStatistics {
  /// In its section.
  let interface: Int
  private(set) var received: UInt64?
  private(set) var drops: UInt64?
  /// When the capture began, in the interface's units.
  private(set) var start: UInt64?

  /// - Parameter block: as a whole in the window, at least 24 bytes.
  init(_ window: RawSpan, _ block: BlockRange, swapped: Bool) {
    interface = Int(window.load32(block.start + 8, swapped: swapped))
    var options = BlockOptions(position: block.start + 20, end: block.end)
    while let option = options.next(window, swapped: swapped) {
      guard option.length == 8 else { continue }
      switch option.code {
      case 2:
        let high = UInt64(window.load32(option.offset, swapped: swapped))
        start = high << 32 | UInt64(window.load32(option.offset + 4, swapped: swapped))
      case 4: received = window.load64(option.offset, swapped: swapped)
      case 5, 7:
        let count = window.load64(option.offset, swapped: swapped)
        let (sum, overflow) = (drops ?? 0).addingReportingOverflow(count)
        drops = overflow ? .max : sum
      default: break
      }
    }
  }
}

extension CaptureFileParser {
  /// What a pcapng file says at its end about packets lost, without reading what lies between: its last blocks are walked
  /// backwards by the lengths behind them, each compared with the one in front, down to the last packet.
  ///
  /// A file may have several sections, whose interfaces have the same numbers. So a block is believed only when it says that
  /// its capture began before this file's first packet: then it is of the section that was begun.
  /// - Parameters:
  ///   - tail: the last bytes of the file.
  ///   - first: time of its first packet.
  /// - Returns: packets lost by number of the interface; nothing where that is not certain.
  public func lossesAtEnd(_ tail: RawSpan, firstPacket first: Int64) -> [Int: UInt64] {
    guard layout == .blocks, sectionBase == 0 else { return [:] }
    var losses: [Int: UInt64] = [:]
    var end = tail.byteCount
    while let block = lastBlock(tail, before: end) {
      let type = BlockType(rawValue: tail.load32(block.start, swapped: swapped))
      if [.enhancedPacket, .simplePacket, .obsoletePacket, .sectionHeader].contains(type) { break }
      end = block.start
      guard type == .interfaceStatistics, block.length >= 24 else { continue }
      let statistics = InterfaceStatistics(tail, block, swapped: swapped)
      guard let drops = statistics.drops, isOfThisSection(statistics, first) else { continue }
      if losses[statistics.interface] == nil { losses[statistics.interface] = drops }
    }
    return losses
  }

  private func lastBlock(_ tail: RawSpan, before end: Int) -> BlockRange? {
    guard end >= 12 else { return nil }
    let length = Int(tail.load32(end - 4, swapped: swapped))
    guard length >= 12, length & 3 == 0, length <= end else { return nil }
    let block = BlockRange(start: end - length, length: length)
    return tail.load32(block.start + 4, swapped: swapped) == UInt32(length) ? block : nil
  }

  private func isOfThisSection(_ statistics: InterfaceStatistics, _ first: Int64) -> Bool {
    guard statistics.interface < declared.count, let start = statistics.start else { return false }
    var anomalies: UInt64 = 0
    let time = declared[statistics.interface].clock.nanoseconds(start, anomalies: &anomalies)
    return anomalies == 0 && time <= first
  }
}
