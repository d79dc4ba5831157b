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
}
