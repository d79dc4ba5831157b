/// How the times of one capture's packets follow one another.
public struct ClockSteps: Sendable {
  /// Backward by less is what several queues of one machine do.
  public static let jump: Int64 = 100_000_000
  /// Forward by more is told: a pause, or a clock that was set.
  public static let leap: Int64 = 3_600_000_000_000

  /// Packets stamped before the packet in front of them, and among them those that are `jump` or more before it.
  public private(set) var backward: UInt64 = 0
  public private(set) var jumps: UInt64 = 0
  public private(set) var leaps: UInt64 = 0
  /// The largest step back and the longest silence in nanoseconds, and the number of the packet behind each.
  public private(set) var furthestBack: (nanoseconds: Int64, packet: UInt64) = (0, 0)
  public private(set) var longestSilence: (nanoseconds: Int64, packet: UInt64) = (0, 0)
  private var last: Int64?

  public init() {}

  @inline(__always)
  public mutating func add(time: Int64, number: UInt64) {
    guard let before = last else {
      last = time
      return
    }
    last = time
    if time < before {
      stepBack(before.since(time), number)
    } else if time.since(before) > longestSilence.nanoseconds {
      longestSilence = (time.since(before), number)
    }
    if time.since(before) > Self.leap { leaps += 1 }
  }

  private mutating func stepBack(_ nanoseconds: Int64, _ number: UInt64) {
    backward += 1
    if nanoseconds >= Self.jump { jumps += 1 }
    if nanoseconds > furthestBack.nanoseconds { furthestBack = (nanoseconds, number) }
  }

  /// Adds another capture's steps; the packets are then numbers in one or the other.
  public mutating func merge(_ other: ClockSteps) {
    backward += other.backward
    jumps += other.jumps
    leaps += other.leaps
    if other.furthestBack.nanoseconds > furthestBack.nanoseconds { furthestBack = other.furthestBack }
    if other.longestSilence.nanoseconds > longestSilence.nanoseconds { longestSilence = other.longestSilence }
  }
}
