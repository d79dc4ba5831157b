import Foundation
import Testing
import Wire

@testable import Capture

/// Wireshark's programs read a recording as we meant it, and tcpdump calls its files as we do.
@Suite struct RecordingWitnessTests {
  private let folder = TemporaryFolder()
  private static let hasWireshark = Witness.areThere("tshark", "capinfos")

  private func record() throws -> String {
    let path = folder.path + "/node.pcapng"
    var settings = Recording.settings(path)
    settings.comments = ["hopscope live on worker-1"]
    var recorder = try Recorder(settings, now: Recording.moment)
    recorder.add()
    recorder.add("\u{1b}c·ü", .linuxCooked2)
    for (number, direction) in [PacketDirection.in, .out, .unknown].enumerated() {
      let data = [UInt8](repeating: 0xff, count: 12) + [0x08, 0x06] + [UInt8](repeating: 0, count: 46 + number)
      recorder.record(
        Packet(
          number: 1, timestamp: Recording.moment + Int64(number) + 1, interface: 0, linkType: .ethernet,
          originalLength: data.count + 100, direction: direction, bytes: data.span.bytes))
    }
    recorder.note(Recording.counts(10, 2, 5), interface: 0)
    recorder.close(Recording.moment + Recording.second)
    return path
  }

  @Test("tshark: times to the nanosecond, lengths, directions, names", .enabled(if: hasWireshark, "skipped: no tshark"))
  func packets() throws {
    let fields = [
      "frame.time_epoch", "frame.cap_len", "frame.len", "frame.packet_flags_direction", "frame.interface_name",
    ]
    let tshark = try Witness(
      "tshark", ["-n", "-r", record(), "-T", "fields", "-E", "separator=;"] + fields.flatMap { ["-e", $0] })
    #expect(tshark.status == 0, "\(tshark.errors)")
    let rows = tshark.lines.map { $0.split(separator: ";", omittingEmptySubsequences: false).map(String.init) }
    #expect(rows.map { $0.first?.suffix(10) } == [".000000001", ".000000002", ".000000003"])
    #expect(rows.map { $0[1] } == ["60", "61", "62"])
    #expect(rows.map { $0[2] } == ["160", "161", "162"])
    // Wireshark prints them as numbers; without flags it says nothing or 0.
    #expect(rows.map { Int($0[3].replacingOccurrences(of: "0x", with: "")) ?? 0 } == [1, 2, 0])
    #expect(rows.allSatisfy { $0[4] == "eth0" })
  }

  @Test(
    "capinfos: who wrote it, both interfaces, and what was lost", .enabled(if: hasWireshark, "skipped: no capinfos"))
  func facts() throws {
    let capinfos = try Witness("capinfos", [record()])
    #expect(capinfos.status == 0, "\(capinfos.errors)")
    for words in [
      "hopscope 1", "Linux", "hopscope live on worker-1", "Number of interfaces in file: 2", "Name = eth0",
      "Description = an uplink", "Time precision = nanoseconds (9)", "Filter string = tcp", "Capture length = 320",
      "Number of stat entries = 1",
    ] { #expect(capinfos.output.contains(words), "\(words) is not in \(capinfos.output)") }
    let tshark = try Witness("tshark", ["-n", "-r", record(), "-q", "-z", "io,stat,0"])
    let words = tshark.errors.split(separator: "\n").filter { !$0.hasPrefix("Running as user") }
    #expect(tshark.status == 0 && words.isEmpty, "\(tshark.errors)")
  }

  @Test(
    "Files are called as tcpdump calls them",
    .enabled(if: Witness.areThere("tcpdump"), "skipped: tcpdump is not installed"),
    arguments: [nil, 1, 2, 3, 9, 10, 11] as [Int?])
  func names(_ limit: Int?) throws {
    let data = [UInt8](repeating: 1, count: 60_000)
    let many = SmallCapture.header() + (0..<230).flatMap { SmallCapture.record($0, data) }
    let source = folder.write("many", many)
    let theirs = folder.path + "/theirs"
    try FileManager.default.createDirectory(atPath: theirs, withIntermediateDirectories: true)
    let ring = limit.map { ["-W", "\($0)"] } ?? []
    let me = String(cString: getpwuid(geteuid()).pointee.pw_name)
    let tcpdump = try Witness("tcpdump", ["-Z", me, "-r", source, "-w", theirs + "/x.pcap", "-C", "1"] + ring)
    #expect(tcpdump.status == 0, "\(tcpdump.errors)")
    let made = Set(try FileManager.default.contentsOfDirectory(atPath: theirs))
    #expect(made.count == limit ?? made.count && made.count > (limit == nil ? 11 : 0))
    var settings = Recording.settings("x.pcap")
    settings.sizeLimit = 1_000_000
    settings.fileLimit = limit
    let names = RecordingNames(settings: settings)
    #expect(Set((0..<(limit == nil ? made.count : 30)).map { names.name($0, at: 0) }) == made)
  }

  @Test(
    "Times in names are tcpdump's", .enabled(if: Witness.areThere("tcpdump"), "skipped: tcpdump is not installed"),
    arguments: ["n-%Y%m%d%H.pcap", "%j-100%%.pcap"])
  func times(_ pattern: String) throws {
    let source = folder.write("one", SmallCapture.pcap([1], mark: 1))
    let me = String(cString: getpwuid(geteuid()).pointee.pw_name)
    var settings = Recording.settings(folder.path + "/" + pattern)
    settings.period = 3_600 * Recording.second
    let names = RecordingNames(settings: settings)
    let before = names.name(0, at: Syscalls.realTime)
    let tcpdump = try Witness("tcpdump", ["-Z", me, "-r", source, "-w", settings.path, "-G", "3600"])
    #expect(tcpdump.status == 0, "\(tcpdump.errors)")
    let after = names.name(0, at: Syscalls.realTime)
    #expect([before, after].contains { FileManager.default.fileExists(atPath: $0) }, "\(before)")
    #expect(!before.contains("%Y") && !before.contains("%j"))
  }
}
