/// One clock as another sees it: a straight line.
public struct ClockLine: Hashable, Sendable {
  /// How far it is ahead at `origin`, in nanoseconds; negative: behind.
  public var offset: Int64
  /// By how much it gains: 1e-6 is a microsecond per second.
  public var drift: Double
  /// A time of the other clock, in nanoseconds since 1970.
  public var origin: Int64

  public init(offset: Int64, drift: Double, origin: Int64) {
    self.offset = offset
    self.drift = drift
    self.origin = origin
  }

  public static let same = ClockLine(offset: 0, drift: 0, origin: 0)
  public var isSame: Bool { offset == 0 && drift == 0 }

  /// What this clock shows at a time of the other; at the ends of the range it stays there.
  public func reading(at time: Int64) -> Int64 {
    let gained = drift == 0 ? 0 : Int64(saturating: drift * Double(time.minus(origin)))
    return time.plus(offset).plus(gained)
  }

  /// The other clock as this one sees it.
  public var inverse: ClockLine {
    ClockLine(offset: Int64(0).minus(offset), drift: -drift / (1 + drift), origin: origin.plus(offset))
  }

  /// This clock is seen by a first one, `next` by this one: `next` as the first one sees it.
  public func then(_ next: ClockLine) -> ClockLine {
    if isSame { return next }
    if next.isSame { return self }
    let here = origin.plus(offset)
    return ClockLine(
      offset: offset.plus(next.reading(at: here).minus(here)), drift: drift + next.drift * (1 + drift), origin: origin)
  }
}
