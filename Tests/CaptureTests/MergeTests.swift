import Capture
import Testing
import Wire

@Suite struct MergeTests {
  let folder = TemporaryFolder()

  private func order(_ reading: Reading) -> [String] {
    reading.packets.map { "\($0.timestamp):\($0.data.first ?? 0)" }
  }

  @Test func byTimeAndEqualTimesInTheOrderOfTheInputs() {
    let paths = [
      folder.write("c.pcap", SmallCapture.pcap([1, 5, 5, 9], mark: 1)),
      folder.write("b.pcap", SmallCapture.pcap([5, 6], mark: 2)),
      folder.write("a.pcap", SmallCapture.pcap([0, 5, 10], mark: 3)),
    ]
    let reading = read(paths, keeping: true)
    #expect(order(reading) == ["0:3", "1:1", "5:1", "5:1", "5:2", "5:3", "6:2", "9:1", "10:3"])
    #expect(reading.interfaces.map(\.packets) == [4, 2, 3])
    #expect(reading.interfaces.map(\.file) == [0, 1, 2])
    #expect(reading.packets.map(\.number) == [1, 1, 2, 3, 1, 2, 2, 4, 3])
  }

  @Test func aClockThatGoesBackIsNotReordered() {
    let paths = [
      folder.write("a.pcap", SmallCapture.pcap([5, 1, 7], mark: 1)),
      folder.write("b.pcap", SmallCapture.pcap([4, 6], mark: 2)),
    ]
    let reading = read(paths, keeping: true)
    #expect(order(reading) == ["4:2", "5:1", "1:1", "6:2", "7:1"])
    #expect(reading.inputs.map(\.backwardTimes) == [1, 0])
  }

  @Test func manyFilesAgainstSorting() {
    var random = SystemRandomNumberGenerator()
    var expected: [(time: UInt32, file: Int)] = []
    let paths = (0..<70).map { file in
      let times = (0..<Int.random(in: 0...30, using: &random)).map { _ in UInt32.random(in: 0..<200) }.sorted()
      expected += times.map { ($0, file) }
      return folder.write("f\(file).pcap", SmallCapture.pcap(times, mark: UInt8(file)))
    }
    expected.sort { ($0.time, $0.file) < ($1.time, $1.file) }
    #expect(order(read(paths, keeping: true)) == expected.map { "\($0.time):\($0.file)" })
  }

  @Test func aDamagedFileEndsAndTheOthersGoOn() {
    let cut = Array(SmallCapture.pcap([1, 2, 3], mark: 1).dropLast())
    let paths = [
      folder.write("cut.pcap", cut), folder.write("empty.pcap", []),
      folder.write("good.pcap", SmallCapture.pcap([1, 4], mark: 2)),
    ]
    let reading = read(paths, keeping: true)
    #expect(order(reading) == ["1:1", "1:2", "2:1", "4:2"])
    #expect(reading.problems.map(\.fileIndex) == [1, 0])
    #expect(reading.problems.map(\.code) == [.damaged(.empty), .damaged(.truncated(needed: 17, present: 16))])
    #expect(reading.problems.map(\.packetsBefore) == [0, 2])
    #expect(reading.problems.map(\.byteOffset) == [0, 58])
    #expect(reading.problems[1].sentence.hasPrefix("\(paths[0]): truncated at byte 74 after 2 packets: "))
  }

  @Test func interfacesAppearOnTheWay() {
    let first = SmallCapture.section() + SmallCapture.interface("eth0") + SmallCapture.packet(0, 1, [1])
    let second =
      SmallCapture.interface("cni0", link: 113) + SmallCapture.packet(1, 3, [2]) + SmallCapture.packet(0, 4, [3])
    let last = SmallCapture.section() + SmallCapture.interface("") + SmallCapture.packet(0, 5, [4])
    let paths = [
      folder.write("node1.pcapng", first + second + last + SmallCapture.interface("late")),
      folder.write("node2_eth1.pcap", SmallCapture.pcap([2_000], mark: 9)),
    ]
    let reading = read(paths, naming: TapNaming(knownHosts: ["node1"]), keeping: true)
    #expect(reading.packets.map(\.interface) == [0, 1, 2, 0, 3])
    #expect(reading.packets.map(\.linkType) == [.ethernet, .ethernet, .linuxCooked, .ethernet, .ethernet])
    #expect(reading.interfaces.map(\.name) == ["eth0", "eth1", "cni0", "if2", "late"])
    #expect(reading.interfaces.map(\.host) == ["node1", "node2", "node1", "node1", "node1"])
    #expect(reading.interfaces.map(\.packets) == [2, 1, 1, 1, 0])
    #expect(reading.problems.isEmpty)
  }

  @Test func progress() {
    let paths = [
      folder.write("a.pcap", SmallCapture.pcap([1], mark: 1)), folder.write("b.pcap", SmallCapture.header()),
    ]
    let reading = read(paths)
    #expect(reading.totalBytes == 41 + 24)
    #expect(reading.bytesRead == 41 + 24)
    #expect(reading.inputs.map(\.format) == [.pcap, .pcap])
    #expect(read([]).count == 0)
  }
}
