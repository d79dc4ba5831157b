import Testing

@testable import Render

@Suite struct ProgressTextTests {
  private static func progress(read: UInt64 = 412_000_000, total: UInt64? = 1_083_000_000) -> RunProgress {
    var progress = RunProgress()
    progress.elapsed = 4_000_000_000
    progress.packets = 2_440_000
    progress.inputs = ["node-1.pcap"]
    progress.bytesRead = read
    progress.bytesTotal = total
    progress.paths = RunProgress.Paths(complete: 204, ok: 199, flows: 17)
    progress.memory = 48_900_000
    return progress
  }

  @Test(
    "What does not fit is left out, the least needed first",
    arguments: [
      (120, "38 %  412/1083 MB  610 k packets/s  7 s left  204 paths"),
      (56, "38 %  412/1083 MB  610 k packets/s  7 s left  204 paths"),
      (55, "38 %  412/1083 MB  610 k packets/s  7 s left  204 paths"),
      (54, "38 %  412/1083 MB  7 s left  204 paths"), (30, "38 %  7 s left  204 paths"), (20, "38 %  7 s left"),
      (5, "38 %"), (2, ""), (0, ""),
    ])
  func widths(_ width: Int, _ text: String) { #expect(ProgressText.line(Self.progress(), width: width) == text) }

  @Test("A pipe, and a file that grows beyond its size, have no end: no percent, no time left")
  func endless() {
    let text = "412 MB  610 k packets/s  204 paths"
    #expect(ProgressText.line(Self.progress(total: nil), width: 79) == text)
    #expect(ProgressText.line(Self.progress(total: 400_000_000), width: 79) == text)
    #expect(ProgressText.line(Self.progress(total: 0), width: 79) == text)
  }

  @Test("The beginning and the end are no special cases, whatever the numbers")
  func edges() {
    #expect(ProgressText.line(Self.progress(read: 0), width: 79).hasPrefix("0 %  0.0/1083 MB"))
    #expect(ProgressText.line(Self.progress(read: 1_083_000_000), width: 79).contains("100 %  1083/1083 MB"))
    var first = RunProgress()
    #expect(ProgressText.line(first, width: 79) == "0.0 MB  0 packets/s")
    (first.bytesRead, first.bytesTotal, first.elapsed, first.packets) = (1, .max, .max, .max)
    first.task = "comparing clocks"
    #expect(ProgressText.line(first, width: 79).hasPrefix("comparing clocks: 0 %"))
    #expect(ProgressText.line(first, width: 10) == "comparing ")
  }

  @Test("Statistics are one sentence: how long, how many, how much, where")
  func statistics() {
    #expect(
      ProgressText.statistics(Self.progress()) == """
        statistics: 4 s, 2 440 000 packets (610 k/s), 204 paths so far (199 ok, 5 failed), 17 flows held, 48 MB of \
        memory, read 412 of 1083 MB (38 %) of node-1.pcap
        """)
    var several = Self.progress(total: nil)
    several.inputs = ["a", "b"]
    several.paths = nil
    several.memory = nil
    several.task = "comparing clocks"
    #expect(
      ProgressText.statistics(several)
        == "statistics: comparing clocks, 4 s, 2 440 000 packets (610 k/s), read 412 MB of 2 files")
    several.inputs = ["\u{1b}[2J"]
    #expect(!ProgressText.statistics(several).contains("\u{1b}"))
  }
}
