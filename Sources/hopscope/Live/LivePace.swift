/// When a live run looks up from its packets, and when it ends by itself.
struct LivePace {
  /// Nanoseconds between two looks at everything but packets.
  private static let tick: Int64 = 100_000_000
  private static let second: Int64 = 1_000_000_000
  private let end: Int64?
  private var nextTick: Int64
  private var nextSecond: Int64

  /// - Parameters:
  ///   - duration: nanoseconds; nil: until a signal comes.
  ///   - machine: nanoseconds on a clock that only moves forward.
  init(duration: Int64?, at machine: Int64) {
    end = duration.map { machine + $0 }
    nextTick = machine
    nextSecond = machine + Self.second
  }

  mutating func isTick(_ machine: Int64) -> Bool {
    guard machine >= nextTick else { return false }
    nextTick = machine + Self.tick
    return true
  }

  /// Not more than once a second: what programs are told of losses.
  mutating func isSecond(_ machine: Int64) -> Bool {
    guard machine >= nextSecond else { return false }
    nextSecond = machine + Self.second
    return true
  }

  func isOver(_ machine: Int64) -> Bool { end.map { machine >= $0 } ?? false }
}
