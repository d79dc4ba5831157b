import Foundation
import Testing
import Trace

@testable import Render

/// The last line: seven counts in words, the same as in JSON.
@Suite struct TrailerTests {
  private static func summary(_ trace: TraceSummary, drops: UInt64? = 0, missing: [String] = []) -> RunSummary {
    RunSummary(trace: trace, errors: [], taps: [], recordedDrops: drops, missing: missing)
  }

  private static var busy: TraceSummary {
    var trace = TraceSummary()
    (trace.packets, trace.paths, trace.okPaths) = (48_211, 212, 209)
    (trace.ambiguous, trace.unmatched, trace.undecoded, trace.evicted) = (1, 2, 3, 4)
    trace.strayErrors = 1
    return trace
  }

  @Test("Zeros are said, and not explained") func quiet() {
    var trace = TraceSummary()
    (trace.packets, trace.paths, trace.okPaths) = (1, 1, 1)
    #expect(
      Trailer.render(Self.summary(trace))
        == "1 packet, 1 path (1 ok, 0 failed), 0 ambiguous, 0 unmatched, 0 undecoded, 0 evicted, 0 lost")
    #expect(Trailer.render(Self.summary(trace, drops: nil)).hasSuffix(", lost unknown"))
  }

  @Test("What is not zero is explained, and lines break between counts") func busyRun() {
    let summary = Self.summary(Self.busy, drops: 5, missing: ["worker-1", "w\u{1b}2", "c", "d"])
    #expect(
      Trailer.render(summary, width: 79) == """
        48 211 packets, 212 paths (209 ok, 3 failed),
          1 ambiguous (more than one answer fits),
          2 unmatched (one side of the NAT was not captured),
          3 undecoded (packets without addresses or ports),
          4 evicted (closed early to make room), 5 lost (dropped while capturing),
          1 ICMP error about unseen connections,
          no tap on worker-1, w\\u{1b}2, c and 1 more
        """)
    #expect(!Trailer.render(summary).contains("\n"))
  }

  @Test("Lines are not wider than asked for, where a single count is not", arguments: 50...130)
  func widths(_ width: Int) {
    let text = Trailer.render(Self.summary(Self.busy, drops: 5), width: width)
    for line in text.split(separator: "\n") { #expect(line.count <= max(width, 53), "\(line)") }
  }

  @Test("Text and JSON name the same numbers") func agreement() throws {
    let summary = Self.summary(Self.busy, drops: 5)
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(SummaryJSON.render(summary))) as? [String: Any])
    let words = [
      "packets": "48 211 packets", "paths": "212 paths", "ok": "209 ok", "failed": "3 failed",
      "ambiguous": "1 ambiguous",
      "unmatched": "2 unmatched", "undecoded": "3 undecoded", "evicted": "4 evicted", "strayErrors": "1 ICMP error",
    ]
    let text = Trailer.render(summary)
    for (field, words) in words {
      let number = try #require(json[field] as? Int, "\(field)")
      #expect(words.filter { $0 != " " }.hasPrefix("\(number)"), "\(field)")
      #expect(text.contains(words))
    }
    let lost = try #require(json["lost"] as? [[String: Any]])
    #expect(lost.compactMap { $0["count"] as? Int } == [5])
    #expect(text.contains("5 lost"))
  }
}
