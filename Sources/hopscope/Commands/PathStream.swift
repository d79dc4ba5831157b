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
  private var output: OutputStream
  private let sorts: Bool
  private var waiting: [Path] = []
  /// Nil: every event is told.
  private var told: ToldPaths?

  /// - Parameter tellsAll: also what has not changed since it was told.
  init(_ output: consuming OutputStream, sorts: Bool, tellsAll: Bool = true) {
    self.output = output
    self.sorts = sorts
    told = tellsAll ? nil : ToldPaths()
  }

  mutating func announce(_ paths: [Path], _ printer: PathPrinter) throws {
    if !sorts { try write(paths, printer) }
  }

  mutating func take(_ paths: [Path], _ printer: PathPrinter) throws {
    if sorts { waiting += paths } else { try write(paths, printer) }
  }

  private mutating func write(_ paths: [Path], _ printer: PathPrinter) throws {
    for path in paths where told?.isNews(path) ?? true { try output.write(printer.render(path)) }
    try output.flushIfDue()
  }

  mutating func flush() throws { try output.flush() }

  mutating func finish(_ summary: RunSummary, _ printer: PathPrinter) throws {
    waiting.sort { $0.start < $1.start }
    for path in waiting { try output.write(printer.render(path)) }
    try output.write(printer.render(summary))
    try output.close()
  }
}
