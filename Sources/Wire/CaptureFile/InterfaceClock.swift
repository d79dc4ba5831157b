/// How an interface's timestamps become nanoseconds: pcapng `if_tsresol` and `if_tsoffset`.
///
/// `if_tsresol`: bit 7 clear: units of 10⁻ⁿ s; set: units of 2⁻ⁿ s; n is the other seven bits (pcapng draft §4.2).
/// Every value is accepted. Results outside of Int64 nanoseconds are clamped and reported.
struct InterfaceClock: BitwiseCopyable, Hashable, Sendable {
  /// Nanoseconds per unit when units are whole nanoseconds and there is no offset; 0 says: compute slowly.
  private(set) var multiplier: UInt64 = 1_000
  private(set) var resolution: UInt8 = 6
  /// Seconds.
  private(set) var offset: Int64 = 0
  /// Longest captured length of the interface's link type.
  var limit: UInt32 = 262_144

  init() {}

  mutating func set(resolution: UInt8? = nil, offset: Int64? = nil) {
    self.resolution = resolution ?? self.resolution
    self.offset = offset ?? self.offset
    multiplier = self.resolution <= 9 && self.offset == 0 ? UInt64(Self.powerOfTen(9 - Int(self.resolution))) : 0
  }

  /// - Parameter anomalies: counts the times that had to be clamped.
  @inline(__always)
  func nanoseconds(_ units: UInt64, anomalies: inout UInt64) -> Int64 {
    let (product, overflow) = units.multipliedReportingOverflow(by: multiplier)
    if multiplier != 0 && !overflow && product <= UInt64(Int64.max) { return Int64(truncatingIfNeeded: product) }
    return slowly(units, anomalies: &anomalies)
  }

  /// Exact: 2⁶⁴ units × 10⁹ + 2⁶³ s × 10⁹ is below 2⁹⁵.
  @inline(never)
  private func slowly(_ units: UInt64, anomalies: inout UInt64) -> Int64 {
    let exponent = Int(resolution & 0x7f)
    var value = Int128(units) * 1_000_000_000
    if resolution & 0x80 != 0 {
      value >>= Int128(exponent)
    } else {
      value = exponent > 28 ? 0 : value / Self.powerOfTen(exponent)
    }
    value += Int128(offset) * 1_000_000_000
    if let fits = Int64(exactly: value) { return fits }
    anomalies += 1
    return value < 0 ? .min : .max
  }

  private static func powerOfTen(_ exponent: Int) -> Int128 {
    var power: Int128 = 1
    for _ in 0..<exponent { power *= 10 }
    return power
  }
}
