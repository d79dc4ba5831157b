import Capture
import Foundation
import Testing
import Wire

/// Packet counts of captures from public projects against those of independent readers (tshark, tcpdump, capinfos).
/// The corpus lies beside the package and is not part of it.
@Suite struct CorpusTests {
  struct Row {
    var path: String
    var packets: Int
    var error: String
  }

  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("../shared/captures/corpus").standardizedFileURL

  static let rows: [Row] = {
    guard let text = try? String(contentsOf: folder.appendingPathComponent("TRUTH.tsv"), encoding: .utf8) else {
      print("CorpusTests: skipped, there is no corpus beside the package")
      return []
    }
    return text.split(separator: "\n").dropFirst().map { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      return Row(path: String(fields[0]), packets: Int(fields[2]) ?? -1, error: fields.last.map(String.init) ?? "")
    }
  }()

  @Test(.enabled(if: !rows.isEmpty, "there is no corpus beside the package"))
  func conformanceSuite() {
    let suite = Self.rows.filter { $0.path.hasPrefix("pcapng-test-suite/output_") }
    #expect(suite.count == 48)
    for row in suite {
      let reading = read([Self.folder.appendingPathComponent(row.path).path])
      #expect(reading.count == row.packets - customBlocks(row.path), "\(row.path)")
      #expect(reading.problems.isEmpty, "\(row.path)")
    }
  }

  @Test(.enabled(if: !rows.isEmpty, "there is no corpus beside the package"))
  func packetCounts() {
    for row in Self.rows {
      let reading = read([Self.folder.appendingPathComponent(row.path).path])
      if let foreign = foreignFormat(row.path) {
        #expect(reading.thrown?.code == .damaged(.otherFormat(foreign)), "\(row.path)")
      } else if row.error.contains(/network type \d+ unknown/) {
        // tshark does not read that link type; hopscope counts its packets as undecoded.
        #expect(reading.count > 0, "\(row.path)")
      } else if let asTcpdump = Self.asTcpdump.first(where: { row.path.hasSuffix($0.key) }) {
        #expect(reading.count == asTcpdump.value, "\(row.path)")
      } else {
        #expect(
          reading.count == row.packets - customBlocks(row.path), "\(row.path): \(row.error) / \(reading.problems)")
        let failed = !reading.problems.isEmpty || reading.thrown != nil
        #expect(failed == !row.error.isEmpty, "\(row.path): \(row.error) / \(reading.problems)")
      }
    }
  }

  /// tshark gives a frame to every pcapng Custom Block; capinfos does not count them, nor does hopscope.
  private func customBlocks(_ path: String) -> Int {
    let counts = ["test017.pcapng": 4, "test018.pcapng": 4, "test102.pcapng": 3, "test202.pcapng": 3]
    return path.hasPrefix("pcapng-test-suite") ? counts.first { path.hasSuffix($0.key) }?.value ?? 0 : 0
  }

  /// Fuzzed files in which tshark guesses other record layouts than the file's version says; the counts are tcpdump's.
  private static let asTcpdump = [
    "bug-6875-01/fuzz.pcap": 1, "crash-exception-cast-constructed-record": 2,
    "clusterfuzz-testcase-minimized-FuzzTarget-5766899836387328": 1,
  ]

  private func foreignFormat(_ path: String) -> FileFormat? {
    path.hasSuffix(".snoop") ? .snoop : nil
  }
}
