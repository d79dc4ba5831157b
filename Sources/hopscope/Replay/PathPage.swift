import Render
import Trace

/// Where paths are printed: knows what came before.
struct PathPage: ~Copyable {
  private var output: OutputStream
  private var isBegun = false
  private var rows: RowBlocks?
  private var times = TimeReference()

  init(_ output: consuming OutputStream) { self.output = output }

  mutating func print(_ path: Path, _ printer: PathPrinter) throws {
    try begin(printer)
    let bytes = rows?.add(printer.cells(path, times)) ?? printer.render(path, times)
    try output.write(bytes)
    times.printed(path.start)
  }

  /// When it was found.
  mutating func print(_ finding: Finding, _ printer: PathPrinter) throws {
    try begin(printer)
    try output.write(printer.render(finding, times))
  }

  /// In the middle of a run.
  mutating func print(_ summary: RunSummary, _ printer: PathPrinter) throws {
    try begin(printer)
    try output.write(printer.render(summary))
    try output.flush()
  }

  private mutating func begin(_ printer: PathPrinter) throws {
    guard !isBegun else { return }
    isBegun = true
    rows = printer.rows
    try output.write(printer.head())
  }

  /// For readers who wait: what was printed, now and then.
  mutating func showIfDue() throws { try output.flushIfDue() }

  /// Everything reaches the reader, rows of tables too, although later ones may be wider.
  mutating func show() throws {
    if let bytes = rows?.flush() { try output.write(bytes) }
    try output.flush()
  }

  /// - Parameter summary: nil where there is none.
  mutating func finish(_ summary: RunSummary?, _ printer: PathPrinter) throws {
    try begin(printer)
    if let bytes = rows?.flush() { try output.write(bytes) }
    if let summary { try output.write(printer.render(summary)) }
    try output.close()
  }
}
