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
  private var output: OutputStream
  private let sorts: Bool
  /// Of the sorted ones.
  private let limit: PathLimit
  private var waiting: [Path] = []

  init(_ output: consuming OutputStream, sorts: Bool, limit: PathLimit = .all) {
    self.output = output
    self.sorts = sorts
    self.limit = limit
  }

  mutating func take(_ paths: [Path], _ printer: PathPrinter) throws {
    guard !sorts else {
      waiting += paths
      return
    }
    for path in paths { try output.write(printer.render(path)) }
    if output.isInteractive { try output.flush() }
  }

  mutating func finish(_ summary: RunSummary, _ printer: PathPrinter) throws {
    waiting.sort { $0.start < $1.start }
    for path in limit.cut(waiting) { try output.write(printer.render(path)) }
    try output.write(printer.render(summary))
    try output.close()
  }
}
