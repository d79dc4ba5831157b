import ArgumentParser
import Cluster

/// A span of time as people write it: `500ms`, `10s`, `5m`, `1h30m`; a tenth of a second to eleven days.
struct TimeSpan: ExpressibleByArgument, Equatable {
  var nanoseconds: Int64

  init?(argument: String) {
    guard case .beforeEnd(let span)? = TimeBound(parsing: argument),
      (100_000_000...1_000_000_000_000_000).contains(span)
    else { return nil }
    nanoseconds = span
  }
}
