import ArgumentParser
import Cluster
import Trace

/// How many paths, and of which time.
struct PartOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The first N of the selected paths; then reading ends.", valueName: "N"))
  var first: Int?

  @Option(help: ArgumentHelp("The last N of the selected paths.", valueName: "N"))
  var last: Int?

  @Option(
    help: ArgumentHelp(
      """
      Paths that had not ended by then: 2026-11-24T10:15:00Z, seconds since 1970, a time of day (10:15:04, UTC), or how \
      long before the capture's end (10m, 1h30m).
      """, valueName: "TIME"))
  var since: String?

  @Option(help: ArgumentHelp("Paths that had begun by then.", valueName: "TIME"))
  var until: String?

  func validate() throws {
    for (option, count) in [("--first", first), ("--last", last)] {
      guard count.map({ $0 >= 1 }) ?? true else { throw ValidationError("\(option) must be at least 1.") }
    }
    guard first == nil || last == nil else { throw ValidationError("Say either --first or --last.") }
    _ = try window()
  }

  var limit: PathLimit { first.map { .first($0) } ?? last.map { .last($0) } ?? .all }

  func window() throws -> TimeWindow {
    let window = TimeWindow(since: try bound("--since", since), until: try bound("--until", until))
    guard !window.isEmpty else {
      throw ValidationError("--until \(until ?? "") is before --since \(since ?? ""): nothing lies between them.")
    }
    return window
  }

  private func bound(_ option: String, _ text: String?) throws -> TimeBound? {
    guard let text else { return nil }
    guard let bound = TimeBound(parsing: text) else {
      throw ValidationError(
        """
        \(option) \(text) is no time: say 2026-11-24T10:15:00Z, seconds since 1970, a time of day such as 10:15:04 (UTC), \
        or how long before the capture's end, such as 10m.
        """)
    }
    return bound
  }
}
