import Wire

/// Moves the times of one file to another clock: a straight line over time.
public struct ClockShift: Sendable, Hashable {
  /// Added at `origin`, in nanoseconds.
  public var offset: Int64
  /// Added beyond, for each nanosecond since `origin`; 1e-4 for a clock that loses 100 ppm.
  public var drift: Double
  /// Of the file's own clock, in nanoseconds since 1970.
  public var origin: Int64

  public init(offset: Int64, drift: Double, origin: Int64) {
    self.offset = offset
    self.drift = drift
    self.origin = origin
  }

  /// The given time of the file's clock on the other clock; at the ends of the range it stays there.
  public func moved(_ time: Int64) -> Int64 {
    let gained = drift == 0 ? 0 : Self.whole(Double(Self.difference(time, origin)) * drift)
    return Self.sum(Self.sum(time, offset), gained)
  }

  private static func whole(_ value: Double) -> Int64 {
    value.isNaN ? 0 : Int64(min(9.2e18, max(-9.2e18, value)).rounded())
  }

  private static func sum(_ left: Int64, _ right: Int64) -> Int64 {
    let (sum, overflow) = left.addingReportingOverflow(right)
    return overflow ? (right < 0 ? .min : .max) : sum
  }

  private static func difference(_ left: Int64, _ right: Int64) -> Int64 {
    let (difference, overflow) = left.subtractingReportingOverflow(right)
    return overflow ? (right > 0 ? .min : .max) : difference
  }
}
