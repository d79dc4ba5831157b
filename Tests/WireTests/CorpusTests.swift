import Foundation
import Testing
import Wire

/// Counts of every public capture against those of an independent reader (tshark): docs/testing-corpus.md.
@Suite struct CorpusTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../shared/captures/corpus").standardizedFileURL
  static let isPresent = FileManager.default.fileExists(atPath: folder.appending(path: "TRUTH.tsv").path)

  /// Differences that stay, by the end of the path; docs/testing-corpus.md says why we keep ours.
  static let explained: [String: Set<String>] = [
    "LINKTYPE_IPV4_invalid.pcap": ["udp_outer", "udp_flows_outer"],
    "PIM_register_register-stop.pcap": ["icmp"],
    "atm-heapoverflow.pcap": ["captured_bytes", "wire_bytes"],
    "atm-oam-heapoverflow.pcap": ["captured_bytes", "wire_bytes"],
    "atm-oam-loopback-print-overrun.pcap": ["captured_bytes", "wire_bytes"],
    "heap-overflow-2.pcap": ["noip", "ip4"],
    "icmp-icmp_print-oobr-2.pcap": ["noip", "ip4", "icmp", "icmp_outer"],
    "vrrp-vrrp_print-oobr.pcap": ["noip", "ip4"],
    "AH-IPcomp-IPv4.pcap": ["tcp", "flows"],
    "ipv6-mobility-dst-opts.pcap": ["udp", "udp_outer", "flows"],
    "FuzzTarget-5196221831708672": ["wire_bytes"],
    "FuzzTarget-5700358767902720": ["wire_bytes"],
    "FuzzTarget-6604968558198784": ["wire_bytes"],
    "arkime_synthetic.pcap": ["udp_flows", "flows"],
  ]

  @Test(.enabled(if: isPresent, "skipped: the capture corpus is not beside this package"))
  func everyCleanFileHasTheCountsOfTheIndependentReader() throws {
    var files = 0
    for truth in try CorpusTruth.load(Self.folder) where truth.isClean {
      let bytes = try [UInt8](Data(contentsOf: Self.folder.appending(path: truth.path)))
      let differences = truth.differences(from: inventory(ofCaptureFile: bytes))
      let allowed = Self.explained.first { truth.path.hasSuffix($0.key) }?.value ?? []
      #expect(Set(differences.map(\.name)) == allowed, "\(truth.path): \(differences)")
      files += 1
    }
    #expect(files > 500)
  }
}
