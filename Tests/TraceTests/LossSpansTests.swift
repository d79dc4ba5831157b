import Testing

@testable import Trace

/// When packets were lost: bounded, and no loss is forgotten.
@Suite struct LossSpansTests {
  @Test("Every moment that was lost stays lost, however many there are", arguments: 0..<20)
  func nothingForgotten(_ seed: UInt64) {
    print("loss spans: seed \(seed)")
    var state = seed
    func random(_ below: UInt64) -> Int64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int64((state >> 33) % below)
    }
    var spans = LossSpans()
    var told: [ClosedRange<Int64>] = []
    var start: Int64 = 0
    for _ in 0..<3_000 {
      // Sometimes the clock is set back.
      start += random(100) == 0 ? -random(5_000) : random(1_000)
      let span = start...start + random(200)
      told.append(span)
      spans.add(span)
    }
    #expect(spans.spans.count <= 1_024)
    #expect(told.allSatisfy { spans.touches($0.lowerBound, $0.lowerBound) })
    #expect(told.allSatisfy { spans.touches($0.upperBound, $0.upperBound) })
  }

  @Test("What lies outside is not touched")
  func outside() {
    var spans = LossSpans()
    spans.add(100...200)
    spans.add(300...400)
    #expect(!spans.touches(0, 99))
    #expect(spans.touches(0, 100))
    #expect(!spans.touches(201, 299))
    #expect(spans.touches(150, 350))
    #expect(spans.touches(400, 500))
    #expect(!spans.touches(401, .max))
    #expect(!LossSpans().touches(.min, .max))
  }
}
