import Foundation
import Testing

extension LiveSuites {
  /// As in a pod whose container has NET_RAW and nothing else: uid 0, every other capability dropped.
  struct NetRawTests {
    private static let onlyRaw = [
      "setpriv", "--bounding-set", "-all,+net_raw", "--inh-caps", "-all,+net_raw", "--no-new-privs",
    ]

    @Test("Only NET_RAW: paths are told, and so is that conntrack is not read", .program("setpriv"))
    func onlyNetRaw() throws {
      let lab = try Lab.shared()
      let live = try LiveProcess(["-o", "json"], of: lab, wrapper: Self.onlyRaw)
      #expect(try live.isReady(), "\(live.errors.text)")
      #expect(live.errors.text.contains("conntrack"), "\(live.errors.text)")
      let connection = try #require(lab.connect(.nodePortLocal).first)
      #expect(live.path(of: connection, within: 1)?.backend == "near")
      #expect(try capabilities(live.identifier).allSatisfy { $0 & ~(1 << 13) == 0 })
    }

    @Test("Without any privilege: one sentence and status 77", .program("setpriv"))
    func none() throws {
      let lab = try Lab.shared()
      let live = try LiveProcess(
        [], of: lab, wrapper: ["setpriv", "--bounding-set", "-all", "--inh-caps", "-all", "--no-new-privs"])
      #expect(live.end(within: 10) == 77)
      #expect(live.errors.text.contains("NET_RAW") || live.errors.text.contains("sudo"), "\(live.errors.text)")
    }

    @Test("As root: after the start no thread has more than NET_RAW and NET_ADMIN")
    func dropped() throws {
      let lab = try Lab.shared()
      let live = try LiveProcess(["-o", "json"], of: lab)
      #expect(try live.isReady(), "\(live.errors.text)")
      let allowed: UInt64 = 1 << 13 | 1 << 12
      #expect(try capabilities(live.identifier).allSatisfy { $0 & ~allowed == 0 })
    }

    /// CapPrm and CapEff of each thread; bit 12 is NET_ADMIN, 13 NET_RAW (linux/capability.h).
    private func capabilities(_ process: Int32) throws -> [UInt64] {
      let threads = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process)/task")
      let sets = try threads.flatMap { thread in
        try String(contentsOfFile: "/proc/\(process)/task/\(thread)/status", encoding: .utf8).split(separator: "\n")
          .filter { $0.hasPrefix("CapPrm:") || $0.hasPrefix("CapEff:") }
      }
      #expect(!sets.isEmpty)
      return try sets.map { try #require(UInt64($0.split(separator: "\t")[1], radix: 16)) }
    }
  }
}
