import Render
import Trace

/// Prints paths as they are completed, or waits and sorts them. Of live input also as soon as they are known.
struct PathStream: PathSink, ~Copyable {
  /// What is told of connections that go on.
  enum Telling {
    /// Every event.
    case everything
    /// What differs from what was told before.
    case news
    /// How they ended.
    case endings
  }

  private var page: PathPage
  private let order: PathOrder?
  /// Of the sorted ones.
  private let limit: PathLimit
  private let telling: Telling
  private let tellsFindings: Bool
  private var waiting: [(key: PathOrder.Key, path: Path)] = []
  private var told = ToldPaths()
  private var explained: Set<FindingKind> = []

  /// - Parameters:
  ///   - order: nil for paths as they are completed; else they wait for the end.
  ///   - tellsFindings: also what is found wrong, when it first appears.
  init(
    _ output: consuming OutputStream, order: PathOrder? = nil, limit: PathLimit = .all, telling: Telling = .everything,
    tellsFindings: Bool = false
  ) {
    page = PathPage(output)
    self.order = order
    self.limit = limit
    self.telling = telling
    self.tellsFindings = tellsFindings
  }

  mutating func announce(_ paths: [Path], _ printer: PathPrinter) throws {
    if order == nil, telling != .endings { try write(paths, printer) }
  }

  mutating func take(_ paths: [Path], _ printer: PathPrinter) throws {
    if let order {
      for path in paths { waiting.append((printer.key(path, order), path)) }
    } else {
      try write(paths, printer)
    }
  }

  private mutating func write(_ paths: [Path], _ printer: PathPrinter) throws {
    for path in paths where telling != .news || told.isNews(path) { try page.print(path, printer) }
    try page.showIfDue()
  }

  /// Of a live run, and where the form has a place for them: each once.
  mutating func judge(_ findings: [Finding], new: [Finding], _ printer: PathPrinter) throws {
    guard tellsFindings, order == nil, !new.isEmpty else { return }
    for finding in new where printer.isStreamOfObjects || isWorthALine(finding) { try page.print(finding, printer) }
    try page.showIfDue()
  }

  /// People are told once that something works as designed, not for each Service.
  private mutating func isWorthALine(_ finding: Finding) -> Bool {
    finding.kind.severity != .explanation || explained.insert(finding.kind).inserted
  }

  mutating func flush() throws { try page.show() }

  /// Programs get it as `hopscope.summary/1`; people on standard error.
  mutating func tellLosses(_ summary: RunSummary, _ printer: PathPrinter) throws {
    if printer.isStreamOfObjects { try page.print(summary, printer) }
  }

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
