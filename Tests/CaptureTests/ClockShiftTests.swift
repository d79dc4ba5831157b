import Capture
import Testing
import Wire

/// Moving a file's times to another clock.
@Suite struct ClockShiftTests {
  @Test("The offset holds at the origin, the drift adds to it before and after")
  func moved() {
    let shift = ClockLine(offset: -5_000_000_000, drift: 1e-4, origin: 1_000_000_000_000)
    #expect(shift.reading(at: 1_000_000_000_000) == 995_000_000_000)
    #expect(shift.reading(at: 1_010_000_000_000) == 1_005_001_000_000)
    #expect(shift.reading(at: 990_000_000_000) == 984_999_000_000)
    #expect(ClockLine(offset: 7, drift: 0, origin: 0).reading(at: -7) == 0)
  }

  @Test("At the ends of the range times stay there", arguments: [Int64.min, -1, 0, Int64.max])
  func saturating(_ time: Int64) {
    for offset in [Int64.min, Int64.max, 1] {
      for drift in [0, 1e-4, -1e300, .infinity, .nan] {
        for origin in [Int64.min, 0, Int64.max] {
          _ = ClockLine(offset: offset, drift: drift, origin: origin).reading(at: time)
        }
      }
    }
    #expect(ClockLine(offset: .max, drift: 0, origin: 0).reading(at: .max) == .max)
    #expect(ClockLine(offset: .min, drift: 0, origin: 0).reading(at: .min) == .min)
  }

  @Test("Files are merged by their moved times, also at their first packet")
  func merging() throws {
    let folder = TemporaryFolder()
    let paths = [
      folder.write("a.pcap", SmallCapture.pcap([10, 20, 30], mark: 1)),
      folder.write("b.pcap", SmallCapture.pcap([110, 120, 130], mark: 2)),
      folder.write("c.pcap", SmallCapture.pcap([15], mark: 3)),
    ]
    var input = try PacketInput(paths, shifts: [nil, ClockLine(offset: -99, drift: 0, origin: 0)])
    var order: [String] = []
    while input.advance() {
      order.append("\(input.packet.timestamp):\(input.packet.bytes.unsafeLoad(fromByteOffset: 0, as: UInt8.self))")
    }
    #expect(order == ["10:1", "11:2", "15:3", "20:1", "21:2", "30:1", "31:2"])
  }

  @Test("A single file is moved too")
  func single() throws {
    let folder = TemporaryFolder()
    let path = folder.write("a.pcap", SmallCapture.pcap([10, 20], mark: 1))
    var input = try PacketInput([path], shifts: [ClockLine(offset: 5, drift: 0, origin: 0)])
    var times: [Int64] = []
    while input.advance() { times.append(input.packet.timestamp) }
    #expect(times == [15, 25])
  }

  @Test("Only regular files can be read twice")
  func repeatable() {
    let folder = TemporaryFolder()
    let path = folder.write("a.pcap", SmallCapture.pcap([10], mark: 1))
    #expect(PacketInput.areRepeatable([path]))
    #expect(!PacketInput.areRepeatable([path, "-"]))
    #expect(!PacketInput.areRepeatable([path, folder.path]))
    #expect(!PacketInput.areRepeatable([path, folder.path + "/absent.pcap"]))
  }
}
