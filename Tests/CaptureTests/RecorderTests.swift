import Foundation
import Testing
import Wire

@testable import Capture

@Suite struct RecorderTests {
  private let folder = TemporaryFolder()
  private var file: String { folder.path + "/node.pcapng" }
  private static let second = Recording.second

  private var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).sorted()
  }

  @Test("What was recorded is read again: packets, names, host, what was lost")
  func whole() throws {
    var recorder = try Recorder(Recording.settings(file), now: Recording.moment + 5)
    recorder.add()
    // Before the recording was begun, by the kernel's clock.
    recorder.take(0, [1, 2, 3])
    recorder.add("cni0")
    recorder.take(7, [4], interface: 1)
    recorder.note(Recording.counts(2, 3, 4), interface: 0)
    recorder.close(Recording.moment + 10)
    #expect(recorder.problem == nil && recorder.missed == 0 && recorder.recorded == 2)
    let reading = read([file], keeping: true)
    #expect(reading.problems.isEmpty)
    #expect(reading.packets.map(\.data) == [[1, 2, 3], [4]])
    #expect(reading.packets.map(\.timestamp) == [Recording.moment, Recording.moment + 7])
    #expect(reading.interfaces.map(\.name) == ["eth0", "cni0"])
    #expect(reading.interfaces.map(\.dropped) == [7, nil])
    #expect(try PacketInput([file]).lossesAtEnds()[0] == 7)
    #expect(PacketInput.recordedHost(in: file) == "worker-1")
    let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }

  @Test("A file that is there is written over; a link is not followed; a folder and a missing one are refused")
  func targets() throws {
    _ = folder.write("node.pcapng", [UInt8](repeating: 7, count: 10_000))
    var recorder = try Recorder(Recording.settings(file), now: 0)
    recorder.close(0)
    #expect(try Data(contentsOf: URL(fileURLWithPath: file)).count < 1_000)
    try FileManager.default.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: file)
    for (name, words) in [("link", "link"), ("", "directory"), ("none/x", "no such file")] {
      let error = #expect(throws: RecordingError.self) {
        _ = try Recorder(Recording.settings(folder.path + "/" + name), now: 0)
      }
      #expect(error?.words.contains(words) == true, "\(error?.words ?? "")")
    }
  }

  @Test("A packet of an interface that nobody declared is missed, and the file stays whole")
  func undeclared() throws {
    var recorder = try Recorder(Recording.settings(file), now: 0)
    recorder.add()
    recorder.take(1, [1], interface: 1)
    recorder.take(2, [2])
    recorder.close(Recording.moment)
    #expect(recorder.missed == 1 && recorder.recorded == 1)
    #expect(read([file]).count == 1)
  }

  @Test("Interfaces without end: as many as readers take, and packets of the others are missed")
  func manyInterfaces() throws {
    var recorder = try Recorder(Recording.settings(file), now: 0)
    for number in 0..<70_000 { recorder.add("veth\(number)") }
    recorder.take(1, [1], interface: 65_535)
    recorder.take(2, [2], interface: 65_536)
    recorder.close(Recording.moment)
    #expect(recorder.missed == 1 && recorder.recorded == 1)
    let reading = read([file])
    #expect(reading.problems.isEmpty && reading.count == 1 && reading.interfaces.count == 65_536)
  }

  @Test("Whatever is flushed can be read at that moment")
  func flushed() throws {
    var recorder = try Recorder(Recording.settings(file), now: 0)
    recorder.add()
    for number in 1...5 {
      recorder.take(Int64(number), [1])
      recorder.flush()
      #expect(read([file]).count == number)
    }
  }

  @Test("Losses of rotated files are each file's own: they add up")
  func parts() throws {
    var settings = Recording.settings(file)
    settings.period = 10 * Self.second
    var recorder = try Recorder(settings, now: Recording.moment)
    recorder.add()
    for part in 0..<3 {
      recorder.take(Int64(part) * 10 * Self.second, [UInt8(part)])
      recorder.note(Recording.counts(UInt64(part + 1), 0, UInt64(part * part)), interface: 0)
    }
    recorder.close(Recording.moment + 30 * Self.second)
    #expect(names == ["node.pcapng", "node.pcapng1", "node.pcapng2"])
    let paths = names.map { folder.path + "/" + $0 }
    #expect(paths.map { read([$0]).interfaces.first?.dropped } == [0, 1, 3])
    let all = read(paths)
    #expect(all.count == 3 && all.problems.isEmpty)
    // Parts of one capture.
    #expect(all.interfaces.map(\.dropped) == [4])
    #expect(all.interfaces.map(\.packets) == [3])
  }

  @Test("-G and -W: the recording is over after so many files, and nothing is missed by that")
  func over() throws {
    var settings = Recording.settings(folder.path + "/%S.pcapng")
    settings.period = Self.second
    settings.fileLimit = 2
    var recorder = try Recorder(settings, now: Recording.moment)
    recorder.add()
    for number in 0..<4 { recorder.take(Int64(number) * Self.second, [1]) }
    #expect(recorder.isOver && recorder.missed == 0 && recorder.recorded == 2 && recorder.problem == nil)
    #expect(names.count == 2)
  }

  @Test("-C within -G: numbers begin again with each period, whose time stays in the names")
  func both() throws {
    var settings = Recording.settings(folder.path + "/%S.pcapng")
    settings.period = 10 * Self.second
    settings.sizeLimit = 1_000
    var recorder = try Recorder(settings, now: Recording.moment)
    recorder.add()
    let big = [UInt8](repeating: 0, count: 1_000)
    for time in [0, 1, 2, 9, 10, 11] as [Int64] { recorder.take(time * Self.second, big) }
    recorder.close(Recording.moment + 12 * Self.second)
    #expect(
      names == ["00.pcapng", "00.pcapng1", "00.pcapng2", "00.pcapng3", "10.pcapng", "10.pcapng1"])
    #expect(read(names.map { folder.path + "/" + $0 }).count == 6)
  }

  @Test("-C and -W: a ring of files, each of which can be read alone")
  func ring() throws {
    var settings = Recording.settings(file)
    settings.sizeLimit = 4_000
    settings.fileLimit = 3
    var recorder = try Recorder(settings, now: Recording.moment)
    recorder.add()
    for number in 0..<100 { recorder.take(Int64(number), [UInt8](repeating: UInt8(number), count: 500)) }
    recorder.close(Recording.moment + 100)
    #expect(recorder.recorded == 100 && recorder.fileCount > 6)
    #expect(names == ["node.pcapng0", "node.pcapng1", "node.pcapng2"])
    for name in names {
      let reading = read([folder.path + "/" + name])
      #expect(reading.problems.isEmpty && (1...9).contains(reading.count))
      #expect(reading.interfaces.map(\.name) == ["eth0"])
    }
    let last = read(names.map { folder.path + "/" + $0 }, keeping: true).packets.map(\.timestamp)
    #expect(last.max() == Recording.moment + 99)
    #expect(last.count == Set(last).count)
  }

  @Test("A pipe that does not wait gets everything")
  func pipe() throws {
    let path = folder.path + "/fifo"
    #expect(mkfifo(path, 0o600) == 0)
    let reader = open(path, O_RDONLY | O_NONBLOCK)
    #expect(reader >= 0)
    defer { close(reader) }
    var recorder = try Recorder(Recording.settings(path), now: 0)
    recorder.add()
    recorder.take(0, [9])
    recorder.close(1)
    var bytes = [UInt8](repeating: 0, count: 65_536)
    let count = Glibc.read(reader, &bytes, bytes.count)
    #expect(count > 0)
    let copy = folder.write("copy.pcapng", Array(bytes[..<max(0, count)]))
    #expect(read([copy]).count == 1)
  }
}
