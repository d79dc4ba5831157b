import Testing

@testable import Trace

/// Percentiles in constant space.
@Suite struct LatencyCountsTests {
  private func counts(_ values: [Int64]) -> LatencyCounts {
    values.reduce(into: LatencyCounts()) { $0.add($1) }
  }

  /// The nearest rank.
  private func exact(_ share: Double, _ sorted: [Int64]) -> Int64 {
    sorted[max(1, Int((share * Double(sorted.count)).rounded(.up))) - 1]
  }

  @Test("Percentiles are within 3 % of those of the sorted values", arguments: 0..<40)
  func close(round: Int) {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = ClockRandom(state: seed)
    let greatest = Int64(1) << Int64.random(in: 1...62, using: &random)
    let values = (0..<Int.random(in: 1...500, using: &random)).map { _ in
      // Half of them small, as most latencies are.
      random.chance(0.5) ? random.time(0...greatest) : random.time(0...max(1, greatest >> 12))
    }
    let (counts, sorted) = (counts(values), values.sorted())
    for share in [0.001, 0.1, 0.5, 0.9, 0.99, 1] {
      let (found, right) = (counts.percentile(share) ?? -1, exact(share, sorted))
      let error = Double(abs(found - right))
      #expect(error <= 0.03 * Double(right), "seed \(seed), share \(share): \(found), right is \(right)")
    }
    #expect(counts.count == values.count)
    #expect(counts.greatest == sorted.last)
  }

  @Test("Small values are exact")
  func small() {
    for value in Int64(0)..<64 { #expect(counts([value]).percentile(0.5) == value) }
  }

  @Test("Nothing was measured: nothing is said")
  func none() { #expect(LatencyCounts().percentile(0.5) == nil) }

  @Test("Extreme values: clocks may make a latency negative, that counts as none")
  func extremes() {
    let counts = counts([.min, -1, 0, .max])
    #expect(counts.percentile(0.5) == 0)
    #expect(counts.greatest == .max)
    #expect(counts.percentile(1).map { Double($0) > 0.97 * Double(Int64.max) } == true)
    #expect(counts.percentile(0) == 0)
  }

  @Test("One value is every percentile of itself")
  func one() {
    let counts = counts([1_234_567])
    for share in [0, 0.5, 0.99, 1] { #expect(counts.percentile(share) == counts.percentile(1)) }
  }
}
