import Glibc
import Testing

@testable import Capture

/// Captures that were written in parts.
@Suite struct RotationTests {
  private let folder = TemporaryFolder()

  private func write(_ name: String, _ times: [UInt32], mark: UInt8) -> String {
    folder.write(name, SmallCapture.pcap(times, mark: mark))
  }

  @Test("Parts that follow one another are one interface, and packets are numbered through")
  func parts() {
    // Names are in another order than times.
    let paths = [write("n_eth0.pcap1", [50, 60], mark: 1), write("n_eth0.pcap", [10, 20, 30], mark: 2)]
    let reading = read(paths, keeping: true)
    #expect(reading.packets.map(\.timestamp) == [10, 20, 30, 50, 60])
    #expect(reading.packets.map(\.number) == [1, 2, 3, 4, 5])
    #expect(Set(reading.packets.map(\.interface)).count == 1)
    #expect(reading.interfaces.map(\.packets) == [5])
  }

  @Test("Where each packet is, is known")
  func places() throws {
    let paths = [write("n_eth0.pcap", [10, 20, 30], mark: 2), write("n_eth0.pcap1", [50, 60], mark: 1)]
    var input = try PacketInput(paths)
    #expect(input.rotated == [paths])
    while input.advance() {}
    #expect(input.interfaceParts == [[.init(file: 0, base: 0), .init(file: 1, base: 3)]])
  }

  @Test("Parts that overlap are captures of their own, merged by time, with numbers of their own")
  func overlap() {
    let paths = [write("n_eth0.pcap", [10, 20, 30], mark: 2), write("n_eth0.pcap1", [15, 25], mark: 1)]
    let reading = read(paths, keeping: true)
    #expect(reading.packets.map(\.timestamp) == [10, 15, 20, 25, 30])
    #expect(reading.packets.map(\.number) == [1, 1, 2, 2, 3])
    #expect(reading.interfaces.map(\.packets) == [3, 2])
    #expect(Set(reading.interfaces.map(\.host)) == ["n"])
  }

  @Test("A part of another link type is another interface; an empty part is none")
  func differing() {
    let raw = folder.write("n_eth0.pcap1", SmallCapture.header(link: 101) + SmallCapture.record(50, [1]))
    let paths = [write("n_eth0.pcap", [10], mark: 2), raw, write("n_eth0.pcap2", [], mark: 0)]
    let reading = read(paths)
    #expect(reading.interfaces.map(\.linkType.rawValue) == [1, 101])
    #expect(reading.problems.isEmpty)
  }

  @Test("Several interfaces of pcapng parts go on by their names")
  func pcapng() {
    func part(_ names: [String], _ time: UInt32) -> [UInt8] {
      SmallCapture.section() + names.flatMap { SmallCapture.interface($0) }
        + names.indices.flatMap { SmallCapture.packet(UInt32($0), time + UInt32($0), [UInt8($0)]) }
    }
    let paths = [
      folder.write("n_00001_20261125101500.pcapng", part(["eth0", "cni0"], 10)),
      folder.write("n_00002_20261125101502.pcapng", part(["cni0", "eth0", "flannel.1"], 50)),
    ]
    let reading = read(paths, keeping: true)
    #expect(reading.interfaces.map(\.name) == ["eth0", "cni0", "flannel.1"])
    #expect(reading.interfaces.map(\.packets) == [2, 2, 1])
    #expect(reading.packets.map(\.interface) == [0, 1, 1, 0, 2])
  }

  @Test("A thousand parts take few descriptors")
  func descriptors() throws {
    let paths = (0..<1000).map { write("n_eth0.pcap\($0)", [UInt32($0)], mark: 1) }
    let before = Self.openDescriptors()
    var input = try PacketInput(paths)
    var (count, most) = (0, 0)
    while input.advance() {
      count += 1
      if count % 100 == 0 { most = max(most, Self.openDescriptors() - before) }
    }
    #expect(count == 1000)
    // Other tests of this process open files meanwhile.
    #expect(most < 200)
  }

  private static func openDescriptors() -> Int { (0..<4096).count { fcntl(Int32($0), F_GETFD) >= 0 } }
}
