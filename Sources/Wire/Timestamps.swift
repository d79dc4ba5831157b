/// Packet times are nanoseconds since 1970 as files have them: anything from the ends of the range, in any order. Differences
/// therefore saturate instead of trapping.
extension Int64 {
  /// Nanoseconds since an earlier time; 0 when it was not earlier.
  @inlinable public func since(_ earlier: Int64) -> Int64 {
    guard self > earlier else { return 0 }
    let (difference, overflow) = subtractingReportingOverflow(earlier)
    return overflow ? .max : difference
  }

  /// Nanoseconds between two times, whichever came first.
  @inlinable public func distance(from other: Int64) -> Int64 { self > other ? since(other) : other.since(self) }

  /// The sum; beyond the range, its end.
  @inlinable public func plus(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }

  /// The difference; beyond the range, its end.
  @inlinable public func minus(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? (other > 0 ? .min : .max) : difference
  }

  /// The nearest whole number; 0 for what is none.
  @inlinable public init(saturating value: Double) {
    let limit = 9.2e18
    self = value.isNaN ? 0 : Int64(Swift.min(limit, Swift.max(-limit, value)).rounded())
  }
}
