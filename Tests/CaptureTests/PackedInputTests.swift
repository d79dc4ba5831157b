import Capture
import Foundation
import Testing
import Wire

/// gzip and zstd around captures: known by content, read as they come, damaged ones as far as they go.
@Suite struct PackedInputTests {
  let folder = TemporaryFolder()

  /// Larger than the unpacker's buffers, and not of one pattern.
  private static let capture: [UInt8] = {
    var random = Linear(state: 7)
    var bytes = SmallCapture.header(snap: 262_144)
    for index in 0..<400 {
      bytes += SmallCapture.record(
        UInt32(index), (0..<1_500).map { _ in UInt8(truncatingIfNeeded: random.next() >> 40) })
    }
    return bytes
  }()

  private struct Linear {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state
    }
  }

  enum Kind: CaseIterable { case gzip, zstd }

  private func pack(_ kind: Kind, _ bytes: [UInt8]) -> [UInt8] {
    kind == .gzip ? Packer.gzip(bytes) : Packer.zstd(bytes)
  }

  @Test("Of any name, whole, in two parts, behind user data and before padding", arguments: Kind.allCases)
  func wholeOnes(_ kind: Kind) {
    let plain = read([folder.write("plain", Self.capture)], keeping: true)
    #expect(plain.count == 400)
    let half = Self.capture.count / 2
    let parts = pack(kind, Array(Self.capture[..<half])) + pack(kind, Array(Self.capture[half...]))
    var shapes = [pack(kind, Self.capture), parts]
    shapes.append(kind == .gzip ? parts + [UInt8](repeating: 0, count: 512) : Packer.skippableFrame([1, 2]) + parts)
    for bytes in shapes {
      let reading = read([folder.write("node-1_eth0.pcap", bytes)], keeping: true)
      #expect(reading.packets == plain.packets)
      #expect(reading.problems.isEmpty)
      #expect(reading.bytesRead == UInt64(bytes.count))
      #expect(reading.totalBytes == UInt64(bytes.count))
    }
  }

  @Test("pcapng, and an empty capture", arguments: Kind.allCases)
  func otherContents(_ kind: Kind) {
    let blocks = SmallCapture.section() + SmallCapture.interface("eth7") + SmallCapture.packet(0, 1, [1])
    let reading = read([folder.write("a.pcapng.zst", pack(kind, blocks))])
    #expect(reading.interfaces.map(\.name) == ["eth7"])
    #expect(reading.count == 1)
    #expect(read([folder.write("b", pack(kind, SmallCapture.header()))]).problems.isEmpty)
    #expect(read([folder.write("c", pack(kind, []))]).problems.map(\.code) == [.damaged(.empty)])
  }

  @Test("The names of packed files name their taps", arguments: ["node-1_eth0.pcap.zst", "node-1_eth0.pcapng.gz"])
  func names(_ name: String) {
    let tap = TapNaming().tap(of: name)
    #expect(tap.host == "node-1")
    #expect(tap.interface == "eth0")
  }

  @Test("Every shorter file gives the packets that are in it, and says that it is cut", arguments: Kind.allCases)
  func cut(_ kind: Kind) {
    let capture = SmallCapture.pcap([1, 2, 3, 4], mark: 9)
    let bytes = pack(kind, capture)
    for length in 5..<bytes.count {
      let reading = read([folder.write("cut", Array(bytes[..<length]))])
      #expect(reading.problems.map(\.code) == [.packing], "\(length)")
      #expect(reading.problems.first?.sentence.contains("data is truncated at byte \(length): it was cut") == true)
      #expect(reading.problems.first?.packetsBefore == UInt64(reading.count))
    }
    let late = read([folder.write("late", Array(pack(kind, Self.capture).dropLast(2_000)))])
    #expect(late.count > 300)
  }

  @Test("A changed byte is found: by the format, its checksum, or the capture in it", arguments: Kind.allCases)
  func damaged(_ kind: Kind) {
    let bytes = pack(kind, SmallCapture.pcap([1, 2, 3, 4], mark: 9))
    let whole = read([folder.write("whole", bytes)], keeping: true)
    var found = 0
    for position in 4..<bytes.count {
      var changed = bytes
      changed[position] ^= 0x10
      let reading = read([folder.write("changed", changed)], keeping: true)
      let isFound = reading.thrown != nil || !reading.problems.isEmpty
      // Some bits mean nothing: gzip's time and system, padding.
      #expect(isFound || reading.packets == whole.packets, "\(position)")
      if isFound { found += 1 }
    }
    #expect(found > bytes.count / 2)
  }

  @Test func sentences() {
    let whole = Packer.gzip(SmallCapture.pcap([1, 2], mark: 9))
    var wrong = whole
    wrong[whole.count - 8] ^= 1
    let path = folder.write("x.gz", wrong)
    #expect(
      read([path]).problems.map(\.sentence) == [
        "\(path): the checksum of the gzip data at byte \(whole.count - 4) is wrong: it is damaged before; "
          + "the 2 packets before it are used"
      ])
    let more = folder.write("y.gz", whole + Array("more".utf8))
    #expect(read([more]).problems.first?.sentence.contains("at byte \(whole.count) is no gzip data") == true)
    let text = folder.write("z.gz", Packer.gzip(Array("hello, world".utf8)))
    #expect(
      read([text]).thrown?.sentence.hasPrefix("\(text), unpacked from gzip: this is neither pcap nor pcapng") == true)
    let twice = folder.write("w.gz", Packer.gzip(whole))
    #expect(read([twice]).thrown?.code == .damaged(.otherFormat(.gzip)))
  }

  @Test("A window that would take too much memory is refused")
  func window() {
    let bytes = Packer.zstd(Self.capture, windowLog: 30)
    let reading = read([folder.write("wide.zst", bytes)])
    #expect(reading.problems.map(\.code) == [.packing])
    #expect(reading.problems.first?.sentence.contains("--long=31") == true)
  }

  @Test("A gigabyte of nothing in a small file takes time for what it holds, and no memory")
  func bomb() {
    let zeros = [UInt8](repeating: 0, count: 1 << 24)
    // A record that claims 2 GiB, then zeros.
    var bytes = Packer.zstd(SmallCapture.section() + [6, 0, 0, 0, 0xfc, 0xff, 0xff, 0x7f])
    let frame = Packer.zstd(zeros)
    for _ in 0..<64 { bytes += frame }
    let reading = read([folder.write("bomb.zst", bytes)])
    #expect(reading.count == 0)
    #expect(reading.problems.count == 1)
    #expect(reading.bytesRead < 1 << 20)
  }

  @Test("Whole files: unpacked, and no larger than the limit", arguments: Kind.allCases)
  func wholeFiles(_ kind: Kind) throws {
    let text = Array("kind: Service".utf8)
    let path = folder.write("a.yaml.gz", pack(kind, text))
    #expect(try WholeFile.read(path, limit: 100) == text)
    #expect(try WholeFile.read(path, limit: text.count) == text)
    #expect(throws: WholeFile.Problem.self) { try WholeFile.read(path, limit: text.count - 1) }
    let cut = folder.write("cut", Array(pack(kind, text).dropLast(3)))
    #expect(throws: WholeFile.Problem.self) { try WholeFile.read(cut, limit: 100) }
  }
}
