import Testing
import Wire

/// What a pcapng file lost is read from its last blocks; only what is certain is told.
@Suite struct LossesAtEndTests {
  private struct Shape {
    var big = false
    /// Microseconds; nil: the block does not say.
    var start: UInt64? = 900
    /// A section before the one that has the statistics.
    var sections = 1
    /// Behind the statistics.
    var ending: [UInt8] = []
    var isPacketLast = false
  }

  /// The losses of interfaces 0 and 1, of which 7 and 2 + 3 packets were lost.
  private func losses(_ shape: Shape, tail: Int = .max) -> [Int: UInt64] {
    var file = CaptureFileBuilder(big: shape.big)
    for _ in 0..<shape.sections {
      file.section()
      file.interface("eth0")
      file.interface("eth1")
      file.enhanced(0, 1_000, [1, 2, 3])
    }
    let head = file.bytes
    for (interface, drops) in [(UInt32(0), [UInt64(7)]), (1, [2, 3])] {
      file.block(5) {
        $0.put32(interface)
        $0.put64(0)
        if let start = shape.start {
          $0.put16(2)
          $0.put16(8)
          $0.put32(UInt32(start >> 32))
          $0.put32(UInt32(truncatingIfNeeded: start))
        }
        for (index, count) in drops.enumerated() { $0.option64(index == 0 ? 5 : 7, count) }
      }
    }
    if shape.isPacketLast { file.enhanced(0, 1_000, [1]) }
    let bytes = file.bytes + shape.ending
    var parser = CaptureFileParser()
    var offset = 0
    guard case .packet = parser.next(head.span.bytes, &offset) else { return [-1: 0] }
    let end = Array(bytes.suffix(tail))
    return parser.lossesAtEnd(end.span.bytes, firstPacket: parser.record.timestamp)
  }

  @Test(
    "Both interfaces, in both byte orders, from a piece of the file that begins anywhere", arguments: [false, true])
  func whole(_ big: Bool) {
    let both: [Int: UInt64] = [0: 7, 1: 5]
    #expect(losses(Shape(big: big)) == both)
    for tail in 0..<400 {
      let found = losses(Shape(big: big), tail: tail)
      #expect(found.allSatisfy { both[$0.key] == $0.value }, "\(tail)")
    }
    #expect(losses(Shape(big: big), tail: 300) == both)
    // Name resolution blocks and such may follow.
    var names = CaptureFileBuilder(big: big)
    names.block(4) { $0.put32(0) }
    #expect(losses(Shape(big: big, ending: names.bytes)) == both)
  }

  @Test("Nothing is told where it is not certain whose they are")
  func uncertain() {
    #expect(losses(Shape(start: nil)).isEmpty)
    // A capture that began later than this file: another section's.
    #expect(losses(Shape(start: 1_001)).isEmpty)
    #expect(losses(Shape(ending: [0])).isEmpty)
    #expect(losses(Shape(ending: [UInt8](repeating: 0xff, count: 64))).isEmpty)
    #expect(losses(Shape(isPacketLast: true)).isEmpty)
  }
}
