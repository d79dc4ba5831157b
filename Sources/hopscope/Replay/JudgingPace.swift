/// When the engine is asked for what it found: what is new soon, what only grows once a second. An answer costs a look at
/// everything that was found so far.
struct JudgingPace {
  private static let (soon, late): (Int64, Int64) = (200_000_000, 1_000_000_000)
  private var last: Int64?
  /// A path was told that shows something wrong.
  var hasNews = false

  /// - Parameter machine: nanoseconds on a clock that only moves forward.
  mutating func isDue(at machine: Int64) -> Bool {
    if let last, machine - last < (hasNews ? Self.soon : Self.late) { return false }
    last = machine
    hasNews = false
    return true
  }
}
