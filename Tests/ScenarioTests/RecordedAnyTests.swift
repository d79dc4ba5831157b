import Foundation
import Testing
import Wire

@testable import Capture

/// A capture of `any` that is recorded as `hopscope live -w` does, one interface for each device, tells the same as the capture
/// with a table of its devices.
@Suite(.enabled(if: Tool.isPresent, "skipped: the program is not beside this test bundle"))
struct RecordedAnyTests {
  /// As captures/any-sll2/README.md says.
  private static let devices = ["lo", "eth0", "cni0", "flannel.1", "veth-nginx", "veth-web-0", "veth-mysql-0"]
  private static let folder = Scenario.root.appending(path: "captures/any-sll2").path

  private func record(_ target: String) throws {
    var input = try PacketInput(["\(Self.folder)/worker-1_any.pcap"])
    var recorder = try Recorder(RecordingSettings(path: target, application: "test"), now: 0)
    for name in Self.devices {
      recorder.addInterface(
        CaptureInterface(
          file: 0, host: "worker-1", isHostKnown: true, name: name, isNameOwn: true, description: "",
          linkType: .linuxCooked2, snapLength: 0, dropped: nil, packets: 0), description: "", filter: nil)
    }
    while input.advance() {
      let packet = input.packet
      // LINKTYPE_LINUX_SLL2: the interface index is in bytes 4 to 7.
      let index = UInt32(bigEndian: packet.bytes.unsafeLoadUnaligned(fromByteOffset: 4, as: UInt32.self))
      recorder.record(
        Packet(
          number: packet.number, timestamp: packet.timestamp, interface: Int(index) - 1, linkType: packet.linkType,
          originalLength: packet.originalLength, direction: packet.direction, bytes: packet.bytes))
    }
    recorder.close(0)
    #expect(recorder.missed == 0 && recorder.recorded > 0)
  }

  private func told(_ tool: Tool) throws -> [String] {
    try tool.paths().map { path in
      let hops = (path["hops"] as? [[String: Any]] ?? []).map { hop in
        "\(hop["host"] ?? "?") \(hop["interface"] ?? "?") \((hop["packets"] as? [String: Int] ?? [:]).sorted { $0 < $1 })"
      }
      return "\(path["id"] ?? "?") \(path["state"] ?? "?") \(hops)"
    }
  }

  @Test("The same paths at the same devices, by their names")
  func same() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "hopscope-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // A name that says nothing: the recording knows its machine.
    let recording = folder.appending(path: "x.pcapng").path
    try record(recording)
    let links = Self.devices.enumerated().map { #"{"ifindex":\#($0.offset + 1),"ifname":"\#($0.element)"}"# }
    let table = folder.appending(path: "ip-link-worker-1.json")
    try Data("[\(links.joined(separator: ","))]".utf8).write(to: table)
    let rest = ["--cluster", "\(Self.folder)/cluster.yaml", "-q", "-o", "json"]
    let original = try told(
      Tool(["replay", "\(Self.folder)/worker-1_any.pcap", "--interfaces", table.path] + rest))
    let recorded = try told(Tool(["replay", recording] + rest))
    #expect(!original.isEmpty && original.joined().contains("veth-nginx"))
    #expect(recorded == original)
  }
}
