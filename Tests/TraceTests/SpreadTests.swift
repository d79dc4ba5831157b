import Testing

@testable import Trace

/// Chance is not called a fault, and what chance does not do is.
@Suite struct SpreadTests {
  /// The same numbers in every run: chance would be called a fault once in 100,000 times.
  @Test("Connections spread by chance", arguments: [2, 3, 5, 20]) func fair(_ endpoints: Int) {
    var dice = Dice(state: 1)
    for _ in 0..<200 {
      var counts = [Int](repeating: 0, count: endpoints)
      for _ in 0..<endpoints * 40 { counts[Int.random(in: 0..<endpoints, using: &dice)] += 1 }
      #expect(!Spread.isUneven(counts), "\(counts)")
    }
  }

  private struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 0x5851_f42d_4c95_7f2d &+ 0x1405_7b7e_f767_814f
      return (state ^ state >> 33) &* 0xff51_afd7_ed55_8ccd
    }
  }

  @Test func nearlyAllToOne() {
    #expect(Spread.isUneven([56, 2, 2]))
    #expect(Spread.isUneven([20, 0]))
    #expect(Spread.isUneven([100, 300]))
  }

  @Test("Too few to say") func few() {
    #expect(!Spread.isUneven([19, 0]))
    #expect(!Spread.isUneven([9, 0, 0]))
    #expect(!Spread.isUneven([30]))
    #expect(!Spread.isUneven([]))
  }
}
