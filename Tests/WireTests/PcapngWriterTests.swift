import Testing
import Wire

/// What the writer writes is what the reader reads; other witnesses are in CaptureTests.
@Suite struct PcapngWriterTests {
  private struct Shot: Equatable {
    var time: Int64
    var interface = 0
    var direction = PacketDirection.unknown
    var original: Int
    var data: [UInt8]

    init(_ time: Int64, _ length: Int, interface: Int = 0, direction: PacketDirection = .unknown, original: Int? = nil)
    {
      self.time = time
      self.interface = interface
      self.direction = direction
      self.original = original ?? length
      data = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ length) }
    }
  }

  private static let moment: Int64 = 1_795_862_400_123_456_789

  private func write(_ shot: Shot, to writer: inout PcapngWriter) {
    writer.enhancedPacket(
      Packet(
        number: 1, timestamp: shot.time, interface: 7, linkType: .ethernet, originalLength: shot.original,
        direction: shot.direction, bytes: shot.data.span.bytes),
      interface: shot.interface)
  }

  private func begin(_ names: [String] = ["eth0", "cni0"], comments: [String] = []) -> PcapngWriter {
    var writer = PcapngWriter()
    writer.sectionHeader(application: "hopscope 1", system: "Linux", comments: comments)
    for name in names {
      writer.interfaceDescription(
        linkType: name == "cni0" ? .linuxCooked2 : .ethernet, snapLength: 320, host: "worker-1", name: name,
        description: "a bridge", filter: "tcp port 80")
    }
    return writer
  }

  @Test("Packets of every length, both directions and the ends of time come back")
  func packets() {
    var shots = (0..<70).map { Shot(Self.moment + Int64($0), $0, interface: $0 % 2) }
    shots += [
      Shot(0, 60, direction: .in), Shot(.max, 61, direction: .out), Shot(Self.moment, 320, original: 1_514),
      Shot(Self.moment - 1, 262_144, interface: 1),
    ]
    var writer = begin()
    for shot in shots { write(shot, to: &writer) }
    let reading = readCaptureFile(writer.bytes)
    #expect(reading.error == nil)
    #expect(reading.anomalies == 0)
    let read = reading.packets.map { packet in
      var shot = Shot(packet.timestamp, 0, interface: packet.interface, direction: packet.direction)
      (shot.original, shot.data) = (packet.originalLength, packet.data)
      return shot
    }
    #expect(read == shots)
    #expect(reading.interfaces.map(\.name) == ["eth0", "cni0"])
    #expect(reading.interfaces.map(\.linkType) == [.ethernet, .linuxCooked2])
    #expect(reading.interfaces.allSatisfy { $0.snapLength == 320 && $0.description == "a bridge" })
  }

  @Test("What no file can say is said as nearly as it can: a time before 1970, a length shorter than the bytes")
  func clamped() {
    var writer = begin()
    write(Shot(-1, 8, original: 3), to: &writer)
    let reading = readCaptureFile(writer.bytes)
    #expect(reading.error == nil)
    #expect(reading.packets.map(\.timestamp) == [0])
    #expect(reading.packets.map(\.originalLength) == [8])
  }

  @Test("Names may hold anything and be of any length")
  func names() {
    let hostile = ["\u{1b}]0;x\u{7}", "a\u{0}b", "“ü”\n", String(repeating: "ü", count: 5_000), "", "=|/\\"]
    for name in hostile {
      var writer = PcapngWriter()
      writer.sectionHeader(application: name, system: name, comments: [name, name])
      writer.interfaceDescription(
        linkType: .ethernet, snapLength: 0, host: name, name: name, description: name, filter: name)
      write(Shot(5, 60), to: &writer)
      writer.interfaceStatistics(
        interface: 0, start: 1, time: 9, received: 1, droppedByInterface: 0, droppedBySystem: 0)
      write(Shot(10, 60), to: &writer)
      let reading = readCaptureFile(writer.bytes)
      #expect(reading.error == nil, "\(name.debugDescription)")
      #expect(reading.packets.map(\.timestamp) == [5, 10])
      let read = reading.interfaces.first?.name
      // Readers end a text at a zero, and ours keeps 255 bytes.
      #expect(read.map { name.hasPrefix($0.prefix(127)) } == true)
      #expect(writer.bytes.count < 50_000)
    }
  }

  @Test("What was received and lost is read at the end and on the way")
  func statistics() throws {
    var writer = begin()
    write(Shot(100, 60), to: &writer)
    let body = writer.bytes
    for (interface, counts) in [(0, (received: 10, own: 2, system: 3)), (1, (20, 0, 0))] as [(Int, (Int, Int, Int))] {
      writer.interfaceStatistics(
        interface: interface, start: 100, time: 200, received: UInt64(counts.0), droppedByInterface: UInt64(counts.1),
        droppedBySystem: UInt64(counts.2))
    }
    let reading = readCaptureFile(writer.bytes)
    #expect(reading.error == nil)
    #expect(reading.interfaces.map(\.dropped) == [5, 0])
    #expect(reading.interfaces.map(\.received) == [10, 20])
    var parser = CaptureFileParser()
    var offset = 0
    guard case .packet = parser.next(body.span.bytes, &offset) else { throw Damaged() }
    #expect(parser.lossesAtEnd(writer.bytes.span.bytes, firstPacket: 100) == [0: 5, 1: 0])
    #expect(parser.lossesAtEnd(writer.bytes.span.bytes, firstPacket: 99).isEmpty)
  }
  private struct Damaged: Error {}

  @Test("Cut anywhere, as a kill or a full disk does, everything before the last whole block is read")
  func cut() {
    var writer = begin(comments: ["a comment"])
    var ends = [(writer.bytes.count, 0)]
    for length in [0, 1, 60, 61] {
      write(Shot(5, length, direction: length == 60 ? .in : .unknown), to: &writer)
      ends.append((writer.bytes.count, ends.count))
    }
    let head = ends[0].0
    for length in 0...writer.bytes.count {
      let packets = ends.last { $0.0 <= length }?.1 ?? 0
      let bytes = Array(writer.bytes[..<length])
      #expect(readCaptureFile(bytes).packets.count == packets, "\(length)")
      let whole = PcapngWriter.whole(writer.bytes, of: length)
      #expect(whole.packets == packets)
      if length >= head {
        let repaired = readCaptureFile(Array(bytes[..<whole.bytes]))
        #expect(repaired.error == nil && repaired.packets.count == packets, "\(length)")
      }
    }
  }

  @Test("Several files one after another are one file of several sections")
  func sections() {
    var writer = begin()
    write(Shot(1, 60, interface: 1), to: &writer)
    let first = writer.bytes
    writer.removeAll()
    #expect(writer.bytes.isEmpty)
    let reading = readCaptureFile(first + first)
    #expect(reading.error == nil)
    #expect(reading.packets.map(\.interface) == [1, 3])
  }
}
