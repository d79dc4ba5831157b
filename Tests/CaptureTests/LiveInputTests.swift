import Capture
import Foundation
import Testing
import Wire

/// Pipes and growing files: what has come is handed out, what has not is not waited for.
@Suite(.serialized) struct LiveInputTests {
  let folder = TemporaryFolder()

  private func fifo(_ name: String) -> String {
    let path = folder.path + "/" + name
    #expect(mkfifo(path, 0o600) == 0)
    return path
  }

  private func send(_ bytes: [UInt8], _ descriptor: Int32) {
    #expect(bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) } == bytes.count)
  }

  /// The next times that come without more than so many waits.
  private func times(_ input: inout PacketInput, waits: Int = 3) -> [Int64] {
    var seen: [Int64] = []
    var waited = 0
    while true {
      switch input.step() {
      case .packet: seen.append(input.packet.timestamp)
      case .end: return seen + [-1]
      case .waiting:
        waited += 1
        if waited > waits { return seen }
        input.wait(milliseconds: 20)
      }
    }
  }

  @Test("A packet is there as soon as its last byte is, also byte by byte and packed", arguments: [false, true])
  func onePipe(_ packed: Bool) throws {
    let path = fifo("f")
    var input = try PacketInput([path], mode: .live)
    #expect(times(&input) == [])
    let writer = open(path, O_WRONLY)
    let pieces = [SmallCapture.header() + SmallCapture.record(1, [7]), SmallCapture.record(2, [8, 9])]
      .map { packed ? Packer.gzip($0) : $0 }
    for byte in pieces[0].dropLast() { send([byte], writer) }
    #expect(times(&input) == (packed ? [1] : []))
    send([pieces[0][pieces[0].count - 1]], writer)
    #expect(times(&input) == (packed ? [] : [1]))
    send(pieces[1], writer)
    #expect(times(&input) == [2])
    close(writer)
    #expect(times(&input) == [-1])
    #expect(input.problems.isEmpty)
  }

  @Test("Pipes are merged by time")
  func twoPipes() throws {
    let paths = [fifo("a"), fifo("b")]
    var input = try PacketInput(paths, mode: .live)
    let writers = paths.map { open($0, O_WRONLY) }
    send(SmallCapture.pcap([1, 4, 5], mark: 1), writers[0])
    send(SmallCapture.pcap([2, 3, 6], mark: 2), writers[1])
    writers.forEach { close($0) }
    #expect(times(&input) == [1, 2, 3, 4, 5, 6, -1])
  }

  @Test("A silent pipe holds the others back only for a moment")
  func silentPipe() throws {
    let paths = [fifo("a"), fifo("b")]
    var input = try PacketInput(paths, mode: .live)
    let writers = paths.map { open($0, O_WRONLY) }
    let now = UInt32(Date().timeIntervalSince1970)
    send(Self.pcap(seconds: [now, now + 1]), writers[0])
    #expect(times(&input, waits: 2).isEmpty)
    let start = Date()
    while times(&input, waits: 1).isEmpty { #expect(Date().timeIntervalSince(start) < 5) }
    #expect(Date().timeIntervalSince(start) < 1)
    // What it brings later is taken as it comes, earlier or not.
    send(Self.pcap(seconds: [now - 1]), writers[1])
    writers.forEach { close($0) }
    #expect(times(&input).contains(Int64(now - 1) * 1_000_000_000))
    #expect(input.problems.isEmpty)
  }

  private static func pcap(seconds: [UInt32]) -> [UInt8] {
    SmallCapture.header()
      + seconds.flatMap { second in
        withUnsafeBytes(of: second.littleEndian, Array.init) + SmallCapture.record(0, [1]).dropFirst(4)
      }
  }

  @Test("The end of a growing file is waited at, also within a record")
  func growing() throws {
    let bytes = SmallCapture.pcap([1, 2, 3], mark: 1)
    let path = folder.write("grow.pcap", Array(bytes[..<50]))
    var input = try PacketInput([path], mode: .following)
    #expect(times(&input) == [1])
    let writer = open(path, O_WRONLY | O_APPEND)
    send(Array(bytes[50..<60]), writer)
    #expect(times(&input) == [2])
    send(Array(bytes[60...]), writer)
    #expect(times(&input) == [3])
    close(writer)
    #expect(times(&input) == [])
    #expect(input.problems.isEmpty)
    #expect(input.totalBytes == nil)
  }

  @Test("A growing file that is cut or replaced ends, and says so")
  func cutAndReplaced() throws {
    let bytes = SmallCapture.pcap([1, 2], mark: 1)
    let path = folder.write("a.pcap", bytes)
    var input = try PacketInput([path], mode: .following)
    #expect(times(&input) == [1, 2])
    truncate(path, 30)
    #expect(times(&input) == [-1])
    #expect(input.problems.map(\.code) == [.shortened])

    let other = folder.write("b.pcap", bytes)
    var second = try PacketInput([other], mode: .following)
    #expect(times(&second) == [1, 2])
    rename(other, other + ".1")
    let writer = open(other + ".1", O_WRONLY | O_APPEND)
    _ = folder.write("b.pcap", bytes)
    send(SmallCapture.record(3, [4]), writer)  // tcpdump goes on with the file that it opened
    #expect(times(&second) == [3])
    let start = Date()
    while times(&second).last != -1 { #expect(Date().timeIntervalSince(start) < 10) }
    #expect(second.problems.map(\.code) == [.replaced])
    close(writer)
  }

  @Test("What is no capture is known when its first bytes come")
  func foreign() throws {
    let path = fifo("f")
    var input = try PacketInput([path], mode: .live)
    let writer = open(path, O_WRONLY)
    send(Array("hello, world".utf8), writer)
    #expect(times(&input) == [-1])
    #expect(input.problems.map(\.isForeign) == [true])
    close(writer)
  }
}
