import Testing
import Wire

/// Small files that together hold every kind of record and block.
enum CaptureFileSamples {
  static func pcap(big: Bool, magic: UInt32 = 0xa1b2_c3d4) -> [UInt8] {
    var file = CaptureFileBuilder(big: big)
    file.pcapHeader(magic: magic)
    for index in 0..<4 as Range<UInt32> {
      file.pcapRecord(
        index, 5, [UInt8](repeating: UInt8(index), count: Int(index) * 7), extra: magic == 0xa1b2_cd34 ? 8 : 0)
    }
    return file.bytes
  }

  static func pcapng(big: Bool) -> [UInt8] {
    var file = CaptureFileBuilder(big: big)
    file.section(comment: "hopscope")
    file.interface("eth0", snap: 64, resolution: 9)
    file.enhanced(0, 1_000, [1, 2, 3, 4, 5], flags: 1)
    file.block(4) { $0.bytes = [UInt8](repeating: 9, count: 40) }
    file.simple(3, [6, 7, 8])
    file.big.toggle()
    file.section()
    file.interface(link: 113, offset: -5)
    file.interface("lo", link: 276)
    file.block(2) { $0.bytes = [UInt8](repeating: 0, count: 20) }
    file.enhanced(1, 9, [], flags: 2)
    file.block(5) { $0.bytes = [UInt8](repeating: 0, count: 12) }
    file.enhanced(0, 9, [1])
    return file.bytes
  }

  static let all: [[UInt8]] = [
    pcap(big: false), pcap(big: true), pcap(big: false, magic: 0xa1b2_cd34), pcapng(big: false), pcapng(big: true),
  ]
}

@Suite struct CaptureFileTruncationTests {
  /// Every shorter prefix: all complete packets, and an error unless the cut is between two records.
  @Test(arguments: CaptureFileSamples.all)
  func everyPrefix(file: [UInt8]) {
    let whole = readCaptureFile(file)
    #expect(whole.error == nil)
    var clean = 0
    for length in 0..<file.count {
      let reading = readCaptureFile(Array(file[..<length]))
      #expect(Array(whole.packets.prefix(reading.packets.count)) == reading.packets)
      guard let error = reading.error else {
        clean += 1
        continue
      }
      #expect(error.packets == UInt64(reading.packets.count))
      if length == 0 { #expect(error.code == .empty) } else { checkTruncation(error, length) }
    }
    // Clean ends are those between records: as many as records and blocks, header included, last one excluded.
    #expect(clean == (file[0] == 0x0a ? 11 : 4))
  }

  private func checkTruncation(_ error: CaptureFileError, _ length: Int) {
    guard case .truncated(let needed, let present) = error.code else {
      Issue.record("\(length): \(error)")
      return
    }
    #expect(Int(error.byteOffset) + present == length)
    #expect(needed > present)
    let count = error.packets == 1 ? "1 packet" : "\(error.packets) packets"
    #expect(error.sentence.hasPrefix("truncated at byte \(length) after \(count): "))
  }

  @Test(arguments: CaptureFileSamples.all)
  func everyChunkSize(file: [UInt8]) {
    let whole = readCaptureFile(file)
    for chunk in 1...file.count {
      var reading = readCaptureFile(file, chunk: chunk)
      reading.longestNeed = whole.longestNeed
      #expect(reading == whole, "chunk \(chunk)")
    }
  }
}

@Suite struct CaptureFileDamageTests {
  typealias Code = CaptureFileError.Code

  @Test func impossibleCapturedLength() {
    var file = CaptureFileBuilder()
    file.pcapHeader(snap: .max)
    file.pcapRecord(1, 1, [1])
    file.pcapRecord(1, 1, [1], captured: 262_145)
    let error = readCaptureFile(file.bytes).error
    #expect(error == CaptureFileError(code: .captureLength(262_145, limit: 262_144), byteOffset: 41, packets: 1))
    #expect(error?.sentence.hasPrefix("damaged at byte 41 after 1 packet: a packet claims 262145 captured") == true)
  }

  @Test func largestCapturedLengthByLinkType() {
    for (link, size) in [(1 as UInt32, 262_144), (249, 1 << 20), (279, 8 << 20)] {
      var file = CaptureFileBuilder()
      file.pcapHeader(snap: 64, link: link)
      file.pcapRecord(1, 1, [UInt8](repeating: 1, count: size))
      #expect(readCaptureFile(file.bytes).packets.map(\.data.count) == [size])
      file.pcapRecord(1, 1, [], captured: UInt32(size + 1))
      #expect(readCaptureFile(file.bytes).error?.code == .captureLength(UInt32(size + 1), limit: UInt32(size)))
    }
  }

  @Test(arguments: [
    (0 as UInt32, Code.blockLength(type: 6, length: 0, minimum: 32)),
    (8, .blockLength(type: 6, length: 8, minimum: 32)), (33, .blockLength(type: 6, length: 33, minimum: 32)),
    (36, .blockTrailer(type: 6, length: 36, trailer: 77)),
    (16_777_220, .blockTooLong(type: 6, length: 16_777_220)),
    (.max - 3, .blockTooLong(type: 6, length: .max - 3)),
  ])
  func blockLengths(length: UInt32, code: Code) {
    var file = CaptureFileBuilder()
    file.section()
    file.interface()
    file.enhanced(0, 1, [1])
    let offset = UInt64(file.bytes.count)
    file.put32(6)
    file.put32(length)
    file.bytes += [UInt8](repeating: 0, count: 24)
    file.put32(77)
    #expect(
      readCaptureFile(file.bytes).error == CaptureFileError(code: code, byteOffset: offset, packets: 1))
  }

  @Test func skippedBlocksAreCheckedToo() {
    for (length, code) in [
      (11 as UInt32, Code.blockLength(type: 99, length: 11, minimum: 12)),
      (14, .blockLength(type: 99, length: 14, minimum: 12)), (20, .blockTrailer(type: 99, length: 20, trailer: 5)),
    ] {
      var file = CaptureFileBuilder()
      file.section()
      file.put32(99)
      file.put32(length)
      file.put64(0)
      file.put32(5)
      for chunk in [1, 7, 100] {
        let error = readCaptureFile(file.bytes, chunk: chunk).error
        #expect(error == CaptureFileError(code: code, byteOffset: 28, packets: 0))
      }
    }
  }

  @Test func packetsLargerThanTheirBlockOrOfNoInterface() {
    var file = CaptureFileBuilder()
    file.section()
    file.interface(snap: 0)
    let start = file
    file.enhanced(0, 1, [1], captured: 5)
    #expect(readCaptureFile(file.bytes).error?.code == .captureLength(5, limit: 4))
    file = start
    file.enhanced(1, 1, [1])
    #expect(readCaptureFile(file.bytes).error?.code == .undeclaredInterface(1, declared: 1))
    file = start
    file.simple(5, [1, 2, 3])
    #expect(readCaptureFile(file.bytes).error?.code == .captureLength(5, limit: 4))
    file = start
    file.section()
    file.enhanced(0, 1, [1])
    #expect(readCaptureFile(file.bytes).error?.code == .undeclaredInterface(0, declared: 0))
  }

  @Test func versionsAndMarks() {
    for (major, minor) in [(1 as UInt16, 4 as UInt16), (3, 0), (543, 1)] {
      var file = CaptureFileBuilder()
      file.pcapHeader(major: major, minor: minor)
      #expect(readCaptureFile(file.bytes).error?.code == .version(major: major, minor: minor))
    }
    for (major, minor) in [(0 as UInt16, 1 as UInt16), (1, 1), (2, 0)] {
      var file = CaptureFileBuilder(big: true)
      file.section(major: major, minor: minor)
      let error = readCaptureFile(file.bytes).error
      #expect(error?.code == .version(major: major, minor: minor))
      #expect(
        error?.sentence
          == "it cannot be read: format version \(major).\(minor) is not known; "
          + "convert it first: editcap -F pcapng FILE NEW.pcapng")
    }
    var file = CaptureFileBuilder()
    file.pcapHeader(link: 0x0001_0001)
    #expect(readCaptureFile(file.bytes).error?.code == .reservedLinkType(0x0001_0001))
    let marked: [UInt8] = [0x0a, 0x0d, 0x0d, 0x0a, 28, 0, 0, 0, 1, 2, 3, 4]
    #expect(readCaptureFile(marked).error?.byteOffset == 0)
  }

  @Test func interfacesAreLimited() {
    var one = CaptureFileBuilder()
    one.interface()
    var file = CaptureFileBuilder()
    file.section()
    for _ in 0..<65_536 { file.bytes += one.bytes }
    #expect(readCaptureFile(file.bytes).error == nil)
    file.bytes += one.bytes
    #expect(readCaptureFile(file.bytes).error?.code == .tooManyInterfaces)
  }

  @Test func brokenOptionsEndTheirListOnly() {
    var file = CaptureFileBuilder()
    file.section()
    file.block(1) {
      $0.put32(1)
      $0.put32(0)
      $0.option(2, Array("eth0".utf8))
      $0.put16(3)
      $0.put16(60_000)
      $0.put32(0)
    }
    file.interface(String(repeating: "n", count: 60_000))
    let reading = readCaptureFile(file.bytes)
    #expect(reading.error == nil)
    #expect(reading.interfaces.map(\.name.count) == [4, 255])
  }

  @Test func damageIsForGood() {
    var parser = CaptureFileParser()
    let bytes = [UInt8](repeating: 0, count: 16)
    var offset = 0
    for _ in 0..<2 {
      guard case .damaged = parser.next(bytes.span.bytes, &offset) else { fatalError("read zeros") }
      #expect(parser.failure?.code == .unknownFormat(firstBytes: 0))
    }
    #expect(parser.end(bytes.span.bytes, offset)?.code == .unknownFormat(firstBytes: 0))
  }
}
