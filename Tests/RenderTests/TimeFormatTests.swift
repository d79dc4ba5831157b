import Testing

@testable import Render

@Suite struct TimeFormatTests {
  private static let time: Int64 = 1_795_515_304_218_301_007

  @Test(
    "Each format; clock times say that they are UTC",
    arguments: [
      (TimeFormat.time, "10:15:04.218Z"), (.rfc3339, "2026-11-24T10:15:04.218301007Z"),
      (.rfc3339ms, "2026-11-24T10:15:04.218Z"), (.rfc3339us, "2026-11-24T10:15:04.218301Z"),
      (.unix, "1795515304.218301007"), (.relative, "2.000001"), (.delta, "-0.500000"),
    ])
  func formats(_ format: TimeFormat, _ text: String) {
    var reference = TimeReference()
    reference.printed(Self.time - 2_000_001_999)
    reference.printed(Self.time + 500_000_000)
    #expect(format.text(Self.time, reference, places: 3) == text)
  }

  @Test("The first path printed is where relative times begin")
  func first() {
    for format in [TimeFormat.relative, .delta] {
      #expect(format.text(Self.time, TimeReference(), places: 3) == "0.000000")
    }
    for format in TimeFormat.allCases {
      for time in [Int64.min, .max, 0] {
        var reference = TimeReference()
        reference.printed(time == 0 ? .max : 0 - time / 2)
        #expect(!format.text(time, reference, places: 6).isEmpty)
      }
    }
  }
}
