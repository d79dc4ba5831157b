import ArgumentParser

/// A span of time as people write it: `500ms`, `10s`, `5m`, `1h`.
struct TimeSpan: ExpressibleByArgument, Equatable {
  var nanoseconds: Int64

  private static let units: [(suffix: String, nanoseconds: Double)] = [
    ("ms", 1e6), ("s", 1e9), ("m", 60e9), ("h", 3600e9),
  ]

  init?(argument: String) {
    let unit = Self.units.first { argument.hasSuffix($0.suffix) }
    guard let unit, let number = Double(argument.dropLast(unit.suffix.count)), number > 0, number.isFinite else {
      return nil
    }
    let span = number * unit.nanoseconds
    guard (1e8...1e15).contains(span) else { return nil }
    nanoseconds = Int64(span)
  }
}
