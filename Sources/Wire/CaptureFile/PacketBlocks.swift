// The three blocks that hold packets (draft-ietf-opsawg-pcapng §4.3, §4.4, appendix A). Each is in the window as a whole.

extension CaptureFileParser {
  /// ```
  ///  8 interface | 12 time, high | 16 time, low | 20 captured length | 24 original length | 28 data, padded | options
  /// ```
  @inline(__always)
  mutating func enhancedPacket(_ window: RawSpan, _ block: BlockRange, _ offset: inout Int) -> Step {
    let identifier = window.load32(block.start + 8, swapped: swapped)
    if let refused = use(interface: Int(identifier)) { return refused }
    let time = time(window, block.start + 12)
    return packet(window, block, &offset, time)
  }

  /// ```
  ///  8 interface(16) drops(16) | 12 time, high | 16 time, low | 20 captured length | 24 original length | 28 data | options
  /// ```
  mutating func obsoletePacket(_ window: RawSpan, _ block: BlockRange, _ offset: inout Int) -> Step {
    let identifier = window.load16(block.start + 8, swapped: swapped)
    if let refused = use(interface: Int(identifier)) { return refused }
    let drops = window.load16(block.start + 10, swapped: swapped)
    if drops != 0xffff { addDrops(UInt64(drops)) }
    let time = time(window, block.start + 12)
    return packet(window, block, &offset, time)
  }

  /// ```
  ///  8 original length | 12 data, padded
  /// ```
  /// No time, no interface (it is the section's first), no captured length: that follows from the snap length.
  mutating func simplePacket(_ window: RawSpan, _ block: BlockRange, _ offset: inout Int) -> Step {
    if let refused = use(interface: 0) { return refused }
    let original = window.load32(block.start + 8, swapped: swapped)
    let snapLength = declared[currentIndex].snapLength
    let captured = snapLength == 0 ? original : min(original, snapLength)
    guard captured <= current.limit, Int(captured) <= block.length - 16 else {
      return fail(.captureLength(captured, limit: min(current.limit, UInt32(block.length - 16))))
    }
    timestampAnomalies += 1
    packets += 1
    advance(&offset, by: block.length)
    record = PacketRecord(
      number: packets, interface: currentIndex, originalLength: Int(original), offset: block.start + 12,
      length: Int(captured))
    return .packet
  }

  /// The common end of the two blocks with a captured length; they agree from byte 12 on.
  @inline(__always)
  private mutating func packet(
    _ window: RawSpan, _ block: BlockRange, _ offset: inout Int, _ time: Int64
  ) -> Step {
    let captured = window.load32(block.start + 20, swapped: swapped)
    let room = UInt32(truncatingIfNeeded: block.length - 32)
    guard captured <= current.limit, captured <= room else {
      return fail(.captureLength(captured, limit: min(current.limit, room)))
    }
    packets += 1
    advance(&offset, by: block.length)
    record.number = packets
    record.timestamp = time
    record.interface = currentIndex
    record.originalLength = Int(window.load32(block.start + 24, swapped: swapped))
    record.offset = block.start + 28
    record.length = Int(captured)
    let options = block.start + 28 + (Int(captured) + 3) & ~3
    record.direction = options < block.end ? readPacketOptions(window, options, block.end) : .unknown
    return .packet
  }

  /// Options of a packet block: 2 flags (bits 0–1: 1 in, 2 out), 4 packets lost since the packet before.
  @inline(never)
  private mutating func readPacketOptions(_ window: RawSpan, _ start: Int, _ end: Int) -> PacketDirection {
    var direction = PacketDirection.unknown
    var options = BlockOptions(position: start, end: end)
    while let option = options.next(window, swapped: swapped) {
      if option.code == 2, option.length == 4 {
        let flags = window.load32(option.offset, swapped: swapped) & 3
        direction = flags == 1 ? .in : flags == 2 ? .out : .unknown
      } else if option.code == 4, option.length == 8 {
        addDrops(window.load64(option.offset, swapped: swapped))
      }
    }
    return direction
  }

  /// - Parameter interface: index in the current section.
  /// - Returns: a refusal when the section has not declared it.
  @inline(__always)
  private mutating func use(interface: Int) -> Step? {
    let index = sectionBase + interface
    if index == currentIndex { return nil }
    guard index < declared.count else {
      return fail(.undeclaredInterface(UInt32(interface), declared: UInt32(declared.count - sectionBase)))
    }
    switchInterface(to: index)
    return nil
  }

  @inline(__always)
  private mutating func time(_ window: RawSpan, _ at: Int) -> Int64 {
    let high = UInt64(window.load32(at, swapped: swapped))
    let low = UInt64(window.load32(at + 4, swapped: swapped))
    return current.nanoseconds(high << 32 | low, anomalies: &timestampAnomalies)
  }

  private mutating func addDrops(_ count: UInt64) {
    let (sum, overflow) = (declared[currentIndex].packetDrops ?? 0).addingReportingOverflow(count)
    declared[currentIndex].packetDrops = overflow ? .max : sum
  }
}
