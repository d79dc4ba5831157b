import Render
import Trace

/// Gets what a replay finds.
protocol PathSink: ~Copyable {
  /// Paths, as they are completed.
  mutating func take(_ paths: [Path], _ printer: PathPrinter) throws
  /// Paths of live input that are known and go on; they will be among those of `take` when they are complete.
  mutating func announce(_ paths: [Path], _ printer: PathPrinter) throws
  /// Nothing comes for a while: what is known is to be seen.
  mutating func flush() throws
  /// After the last one.
  mutating func finish(_ summary: RunSummary, _ printer: PathPrinter) throws
}

extension PathSink where Self: ~Copyable {
  mutating func announce(_ paths: [Path], _ printer: PathPrinter) {}
  mutating func flush() {}
}

/// Prints paths as they are completed, or waits and sorts them. Of live input also as soon as they are known.
struct PathStream: PathSink, ~Copyable {
  private var page: PathPage
  private let order: PathOrder?
  /// Of the sorted ones.
  private let limit: PathLimit
  private var waiting: [(key: PathOrder.Key, path: Path)] = []
  /// Nil: every event is told.
  private var told: ToldPaths?

  /// - Parameters:
  ///   - order: nil for paths as they are completed.
  ///   - isLive: rows of tables appear at once, too, although later ones may be wider.
  ///   - tellsAll: also what has not changed since it was told.
  init(
    _ output: consuming OutputStream, order: PathOrder?, limit: PathLimit = .all, isLive: Bool = false,
    tellsAll: Bool = true
  ) {
    page = PathPage(output, isLive: isLive)
    self.order = order
    self.limit = limit
    told = tellsAll ? nil : ToldPaths()
  }

  mutating func announce(_ paths: [Path], _ printer: PathPrinter) throws {
    if order == nil { try write(paths, printer) }
  }

  mutating func take(_ paths: [Path], _ printer: PathPrinter) throws {
    guard let order else { return try write(paths, printer) }
    for path in paths { waiting.append((printer.key(path, order), path)) }
  }

  private mutating func write(_ paths: [Path], _ printer: PathPrinter) throws {
    for path in paths where told?.isNews(path) ?? true { try page.print(path, printer) }
    try page.show()
  }

  mutating func flush() throws { try page.flush() }

  mutating func finish(_ summary: RunSummary, _ printer: PathPrinter) throws {
    // Equal keys stay in the order in which the paths were completed.
    let sorted = waiting.indices.sorted { left, right in
      let order = waiting[left].key.order(waiting[right].key)
      return order == 0 ? left < right : order < 0
    }
    for path in limit.cut(sorted.map { waiting[$0].path }) { try page.print(path, printer) }
    try page.finish(summary, printer)
  }
}
