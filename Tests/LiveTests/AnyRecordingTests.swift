import Foundation
import Testing

extension LiveSuites {
  struct AnyRecordingTests {
    @Test(
      "-i any -w: each device is an interface of the file, and its replay tells what was told live, device by device")
    func any() throws {
      let lab = try Lab.shared()
      // A name that says nothing of the machine.
      let file = lab.folder.appending(path: "all.pcapng").path
      let live = try LiveProcess(["-i", "any", "--no-conntrack", "-o", "json", "-w", file], of: lab)
      #expect(try live.isReady(), "\(live.errors.text)")
      _ = try lab.mixed(40)
      live.signal(SIGINT)
      #expect(live.end(within: 5) == 0, "\(live.errors.text)")
      let again = try Command([LiveProcess.program.path, "replay", file, "--cluster", lab.cluster, "-q", "-o", "json"])
      #expect(again.status == 0, "\(again.errors)")
      let (told, replayed) = (
        places(live.output.lines.map(\.text)), places(again.output.split(separator: "\n").map(String.init))
      )
      #expect(told.count > 30 && replayed == told)
      let devices = Set(replayed.values.joined())
      #expect(devices.contains("worker-1 cni0") && !devices.contains { $0.contains(" if") }, "\(devices)")
      try witness(file, live, devices)
    }

    /// The newest event of each path: where its hops were seen.
    private func places(_ lines: [String]) -> [String: [String]] {
      lines.reduce(into: [:]) { places, line in
        guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
          let id = object["id"] as? String, let hops = object["hops"] as? [[String: Any]]
        else { return }
        places[id] = hops.map { "\($0["host"] ?? "?") \($0["interface"] ?? "?")" }
      }
    }

    /// tshark counts as many packets as we said, at devices that the kernel has.
    private func witness(_ file: String, _ live: LiveProcess, _ devices: Set<String>) throws {
      guard let tshark = try? Command(["tshark", "-n", "-r", file, "-T", "fields", "-e", "frame.interface_name"]),
        tshark.status == 0
      else { return }
      let rows = tshark.output.split(separator: "\n").map(String.init)
      #expect(live.errors.text.contains("\(rows.count) packets were recorded"), "\(rows.count): \(live.errors.text)")
      #expect(Set(rows.map { "worker-1 \($0)" }).isSuperset(of: devices))
    }
  }
}
