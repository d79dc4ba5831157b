import Testing
import Wire

/// Every flavour that is read, made by hand.
@Suite struct CaptureFileFormatTests {
  @Test(arguments: [false, true], [(0xa1b2_c3d4 as UInt32, 0), (0xa1b2_3c4d, 0), (0xa1b2_cd34, 8)])
  func pcap(big: Bool, variant: (magic: UInt32, extra: Int)) {
    var file = CaptureFileBuilder(big: big)
    file.pcapHeader(magic: variant.magic, snap: 96, link: 276)
    file.pcapRecord(1_700_000_000, 123_456, [1, 2, 3], original: 1500, extra: variant.extra)
    file.pcapRecord(0xffff_ffff, 0, [], extra: variant.extra)
    let reading = readCaptureFile(file.bytes)
    #expect(reading.error == nil)
    #expect(reading.packets.map(\.data) == [[1, 2, 3], []])
    #expect(reading.packets.map(\.originalLength) == [1500, 0])
    #expect(reading.packets.map(\.number) == [1, 2])
    let unit: Int64 = variant.magic == 0xa1b2_3c4d ? 1 : 1000
    #expect(
      reading.packets.map(\.timestamp) == [1_700_000_000_000_000_000 + 123_456 * unit, 4_294_967_295_000_000_000])
    #expect(reading.interfaces.map(\.linkType) == [.linuxCooked2])
    #expect(reading.interfaces.map(\.snapLength) == [96])
    #expect(reading.interfaces.map(\.packets) == [2])
  }

  /// Version, the two lengths as written, and what they mean (libpcap `sf-pcap.c`).
  @Test(arguments: [
    (2 as UInt16, 4 as UInt16, 2 as UInt32, 9 as UInt32, 9), (2, 2, 9, 2, 9), (2, 3, 2, 9, 9), (2, 3, 9, 2, 9),
    (543, 0, 9, 2, 9), (2, 4, 2, 1, 1), (2, 9, 2, 2, 2),
  ])
  func lengthOrder(major: UInt16, minor: UInt16, first: UInt32, second: UInt32, original: Int) {
    var file = CaptureFileBuilder()
    file.pcapHeader(major: major, minor: minor)
    file.pcapRecord(1, 0, [7, 8], captured: first, original: second)
    let reading = readCaptureFile(file.bytes)
    #expect(reading.error == nil)
    #expect(reading.packets.map(\.data) == [[7, 8]])
    #expect(reading.packets.map(\.originalLength) == [original])
  }

  @Test func frameCheckBitsOfTheLinkTypeAreIgnored() {
    var file = CaptureFileBuilder()
    file.pcapHeader(link: 0x3400_0001)
    #expect(readCaptureFile(file.bytes).interfaces.map(\.linkType) == [.ethernet])
  }

  @Test func sectionsOfBothByteOrders() {
    var file = CaptureFileBuilder()
    file.section(comment: "first")
    file.interface("eth0", snap: 128)
    file.interface("cni0", link: 113, resolution: 9)
    file.enhanced(1, 1_700_000_000_000_000_001, [1, 2, 3], original: 60, flags: 1)
    file.enhanced(0, 1_700_000_000_000_001, [4], flags: 2)
    file.big = true
    file.section()
    file.interface("veth1", link: 276)
    file.enhanced(0, 5, [5, 6, 7, 8], flags: 3)
    let reading = readCaptureFile(file.bytes)
    #expect(reading.error == nil)
    #expect(reading.packets.map(\.interface) == [1, 0, 2])
    #expect(reading.packets.map(\.timestamp) == [1_700_000_000_000_000_001, 1_700_000_000_000_001_000, 5000])
    #expect(reading.packets.map(\.direction) == [.in, .out, .unknown])
    #expect(reading.packets.map(\.data) == [[1, 2, 3], [4], [5, 6, 7, 8]])
    #expect(reading.interfaces.map(\.name) == ["eth0", "cni0", "veth1"])
    #expect(reading.interfaces.map(\.linkType) == [.ethernet, .linuxCooked, .linuxCooked2])
    #expect(reading.interfaces.map(\.packets) == [1, 1, 1])
  }

  @Test(arguments: [false, true])
  func simpleAndObsoletePackets(big: Bool) {
    var file = CaptureFileBuilder(big: big)
    file.section(minor: 2)
    file.interface(snap: 3)
    file.simple(100, [1, 2, 3])
    file.simple(2, [4, 5])
    file.block(2) {
      $0.put16(0)
      $0.put16(7)
      $0.put64(big ? 9 : 9 << 32)  // high word first in either byte order
      $0.put32(1)
      $0.put32(50)
      $0.bytes += [6, 0, 0, 0]
      $0.option(2, big ? [0, 0, 0, 2] : [2, 0, 0, 0])
    }
    let reading = readCaptureFile(file.bytes)
    #expect(reading.error == nil)
    #expect(reading.packets.map(\.data) == [[1, 2, 3], [4, 5], [6]])
    #expect(reading.packets.map(\.originalLength) == [100, 2, 50])
    #expect(reading.packets.map(\.timestamp) == [0, 0, 9000])
    #expect(reading.packets.map(\.direction) == [.unknown, .unknown, .out])
    #expect(reading.interfaces.map(\.dropped) == [7])
    #expect(reading.anomalies == 2)
  }

  @Test func statisticsAndDropCounts() {
    var file = CaptureFileBuilder()
    file.section()
    for name in ["a", "b", "c"] { file.interface(name) }
    for (received, drops) in [(1 as UInt64, 2 as UInt64), (10, 5)] {
      file.block(5) {
        $0.put32(0)
        $0.put64(0)
        $0.option64(4, received)
        $0.option64(5, drops)
        $0.option64(7, 1)
      }
    }
    file.block(6) {
      $0.put32(1)
      $0.bytes += [UInt8](repeating: 0, count: 16)
      $0.option64(4, 3)
    }
    let interfaces = readCaptureFile(file.bytes).interfaces
    #expect(interfaces.map(\.dropped) == [6, 3, nil])
    #expect(interfaces.map(\.received) == [10, nil, nil])
  }

  @Test func uninterestingBlocksAreSkippedWithoutBeingHeld() {
    var file = CaptureFileBuilder()
    file.section(comment: String(repeating: "x", count: 60_000))
    file.interface()
    for type in [4, 10, 0xbad, 0x4000_0bad, 0x8000_0001] as [UInt32] {
      file.block(type) { $0.bytes = [UInt8](repeating: 6, count: 100_000) }
    }
    file.enhanced(0, 1, [1])
    let reading = readCaptureFile(file.bytes, chunk: 64)
    #expect(reading.error == nil)
    #expect(reading.packets.count == 1)
    #expect(reading.longestNeed < 100)
  }
}
