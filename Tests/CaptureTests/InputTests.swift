import Capture
import Foundation
import Testing
import Wire

/// What inputs may be: files of any record size, FIFOs, standard input; and what they may not be.
@Suite(.serialized) struct InputTests {
  let folder = TemporaryFolder()

  /// Larger than every buffer and with records around a buffer's end.
  private func large() -> [UInt8] {
    var bytes = SmallCapture.header(snap: 262_144)
    for (index, size) in [1, 262_144, 262_128, 0, 262_144, 60_000, 262_144].enumerated() {
      bytes += SmallCapture.record(UInt32(index), [UInt8](repeating: UInt8(index), count: size))
    }
    return bytes
  }

  @Test func recordsLargerThanTheBuffer() {
    let reading = read([folder.write("large.pcap", large())], keeping: true)
    #expect(reading.packets.map(\.data.count) == [1, 262_144, 262_128, 0, 262_144, 60_000, 262_144])
    #expect(reading.packets.allSatisfy { packet in packet.data.allSatisfy { Int64($0) == packet.timestamp } })
    #expect(reading.problems.isEmpty)
  }

  @Test func fifo() {
    let path = folder.path + "/fifo"
    #expect(mkfifo(path, 0o600) == 0)
    let bytes = large()
    let writer = Thread { Self.write(bytes, to: open(path, O_WRONLY)) }
    writer.start()
    let reading = read([path])
    #expect(reading.count == 7)
    #expect(reading.problems.isEmpty)
    #expect(reading.totalBytes == nil)
    #expect(reading.bytesRead == UInt64(bytes.count))
  }

  @Test func standardInput() {
    var ends: [Int32] = [0, 0]
    #expect(pipe(&ends) == 0)
    let (output, kept, bytes) = (ends[1], dup(0), large())
    #expect(dup2(ends[0], 0) == 0)
    close(ends[0])
    let writer = Thread { Self.write(bytes, to: output) }
    writer.start()
    let reading = read(["-", folder.write("node1_eth0.pcap", SmallCapture.pcap([3], mark: 1))], keeping: true)
    dup2(kept, 0)
    close(kept)
    #expect(reading.packets.map(\.timestamp) == [0, 1, 2, 3, 3, 4, 5, 6])
    #expect(reading.inputs.map(\.name) == ["standard input", folder.path + "/node1_eth0.pcap"])
    #expect(reading.interfaces.map(\.host) == ["stdin", "node1"])
    #expect(reading.interfaces.map(\.isHostKnown) == [false, true])
  }

  /// Uneven pieces, none of which respects a record.
  private static func write(_ bytes: [UInt8], to descriptor: Int32) {
    var done = 0
    var piece = 1
    while done < bytes.count {
      let count = min(piece, bytes.count - done)
      let written = bytes[done..<done + count].withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, count) }
      guard written > 0 else { break }
      done += written
      piece = piece * 3 % 65_521 + 1
    }
    close(descriptor)
  }

  @Test func refusals() {
    let noFile = read([folder.path + "/none.pcap"]).thrown
    #expect(noFile?.code == .cannotOpen(ENOENT))
    #expect(noFile?.sentence == "\(folder.path)/none.pcap: cannot be opened: no such file")
    #expect(read([folder.path]).thrown?.code == .directory)
    #expect(read(["/dev/null"]).thrown?.code == .device)
    let empty = read([folder.write("empty", [])])
    #expect(empty.thrown == nil)
    #expect(empty.problems.map(\.code) == [.damaged(.empty)])
    let zipped = folder.write("a.pcap.xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 0])
    let good = folder.write("good.pcap", SmallCapture.pcap([1], mark: 1))
    let foreign = read([good, zipped]).thrown
    #expect(foreign?.code == .damaged(.otherFormat(.xz)))
    #expect(foreign?.fileIndex == 1)
    #expect(
      foreign?.sentence
        == "\(zipped): this is an xz file: unpack it first: xz -dc \(zipped) | hopscope replay -")
  }

  @Test func standardInputIsReadOnce() {
    let (kept, file) = (dup(0), open(folder.write("in.pcap", SmallCapture.header()), O_RDONLY))
    dup2(file, 0)
    close(file)
    #expect(read(["-", "-"]).thrown?.code == .repeatedStandardInput)
    dup2(kept, 0)
    close(kept)
  }

  @Test func aHugeClaimTakesNoMemory() {
    var bytes = SmallCapture.section() + SmallCapture.interface("eth0")
    bytes += [6, 0, 0, 0, 0, 0, 0, 1] + [UInt8](repeating: 0, count: 20)  // a block of 16 MiB, 28 bytes of it
    let reading = read([folder.write("huge.pcapng", bytes)])
    #expect(reading.problems.map(\.code) == [.damaged(.truncated(needed: 16 << 20, present: 28))])
  }
}
