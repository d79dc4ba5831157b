import Testing

@testable import Trace

/// When a copy counts as lost, and when nothing is claimed.
@Suite struct LossTests {
  private func datagrams(_ copies: [Int], last: [Int64]? = nil) -> [Int] {
    Loss.between(
      copies.enumerated().map { tap, count in
        Loss.Count(carried: UInt32(count), packets: count, repeated: 0, last: last?[tap] ?? 0)
      }, isTCP: false)
  }

  /// Segments of 100 bytes.
  private func segments(_ copies: [Int], repeated: [Int], from base: UInt32 = 0) -> [Int] {
    Loss.between(
      zip(copies, repeated).map { count, repeats in
        Loss.Count(carried: base &+ UInt32(count * 100), packets: count, repeated: repeats, last: 0)
      }, isTCP: true)
  }

  @Test("The table of the documentation: the tap that missed a copy itself loses none")
  func table() {
    #expect(datagrams([13, 12, 13, 5]) == [0, 0, 8])
    #expect(segments([13, 12, 13, 5], repeated: [8, 8, 8, 0]) == [0, 0, 8])
  }

  @Test("What a capture missed and a later tap had is no loss", arguments: [[13, 3, 13], [20, 0, 20], [9, 9, 9]])
  func misses(copies: [Int]) {
    #expect(datagrams(copies) == [0, 0])
    #expect(segments(copies, repeated: copies) == [0, 0])
  }

  @Test("Fewer than three copies are no claim")
  func few() {
    #expect(datagrams([10, 8]) == [0])
    #expect(datagrams([10, 7]) == [3])
    #expect(segments([10, 8], repeated: [5, 3]) == [0])
    #expect(segments([10, 7], repeated: [5, 2]) == [3])
    #expect(segments([10, 5], repeated: [2, 0]) == [0])
  }

  @Test("Losses at two edges are told apart")
  func twice() { #expect(datagrams([20, 16, 16, 10]) == [4, 0, 6]) }

  @Test("The same bytes in other cuts are no loss (GSO, GRO)")
  func otherCuts() {
    let many = Loss.Count(carried: 64_000, packets: 72, repeated: 9, last: 0)
    let super7 = Loss.Count(carried: 64_000, packets: 7, repeated: 9, last: 0)
    #expect(Loss.between([many, super7, many], isTCP: true) == [0, 0])
    #expect(Loss.between([super7, many, super7], isTCP: true) == [0, 0])
  }

  @Test("TCP lost no more than was sent again")
  func repeated() {
    #expect(segments([30, 20], repeated: [4, 0]) == [4])
    #expect(segments([30, 20], repeated: [0, 0]) == [0])
  }

  @Test("Sequence space wraps around")
  func wrapping() {
    #expect(segments([13, 5], repeated: [8, 0], from: .max - 550) == [8])
    #expect(segments([13, 13], repeated: [0, 0], from: .max - 550) == [0])
  }

  @Test("A tap that stopped before the flow did says nothing of datagrams")
  func stopped() {
    #expect(datagrams([10, 5], last: [1_000_000_000, 999_000_000]) == [5])
    #expect(datagrams([10, 5], last: [1_000_000_000, 800_000_000]) == [0])
  }

  @Test("No tap, one tap, and extreme counts harm nothing")
  func extremes() {
    #expect(datagrams([]).isEmpty)
    #expect(datagrams([7]).isEmpty)
    let none = Loss.Count(carried: 0, packets: 0, repeated: 0, last: .min)
    let all = Loss.Count(carried: .max, packets: .max, repeated: .max, last: .max)
    for counts in [[none, all], [all, none], [all, all, none]] {
      for isTCP in [true, false] {
        #expect(Loss.between(counts, isTCP: isTCP).allSatisfy { $0 >= 0 })
      }
    }
  }
}
