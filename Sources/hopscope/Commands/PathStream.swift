import Render
import Trace

/// Gets what a replay finds.
protocol PathSink: ~Copyable {
  /// Paths, as they are completed.
  mutating func take(_ paths: [Path], _ printer: PathPrinter) throws
  /// After the last one.
  mutating func finish(_ summary: RunSummary, _ printer: PathPrinter) throws
}

/// Prints paths as they are completed, or waits and sorts them.
struct PathStream: PathSink, ~Copyable {
  private var page: PathPage
  private let order: PathOrder?
  private var waiting: [(key: PathOrder.Key, path: Path)] = []

  /// - Parameters:
  ///   - order: nil for paths as they are completed.
  ///   - isLive: rows of tables appear at once, too, although later ones may be wider.
  init(_ output: consuming OutputStream, order: PathOrder?, isLive: Bool = false) {
    page = PathPage(output, isLive: isLive)
    self.order = order
  }

  mutating func take(_ paths: [Path], _ printer: PathPrinter) throws {
    if let order {
      for path in paths { waiting.append((printer.key(path, order), path)) }
    } else {
      for path in paths { try page.print(path, printer) }
      try page.show()
    }
  }

  mutating func finish(_ summary: RunSummary, _ printer: PathPrinter) throws {
    // Equal keys stay in the order in which the paths were completed.
    let sorted = waiting.indices.sorted { left, right in
      let order = waiting[left].key.order(waiting[right].key)
      return order == 0 ? left < right : order < 0
    }
    for place in sorted { try page.print(waiting[place].path, printer) }
    try page.finish(summary, printer)
  }
}
