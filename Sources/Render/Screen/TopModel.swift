import Cluster
import Trace

/// The state of `hopscope top`: what there is, and what of it a person looks at. `render` makes a screen of it, `press`
/// changes it by keys, `add` and `announce` by paths; none of them knows of a terminal or a clock.
public struct TopModel {
  public var facts = TopFacts() {
    didSet { if facts.looksOtherwise(than: oldValue) { changes += 1 } }
  }
  /// Grows whenever the screen may look otherwise: until then the last one is good.
  public internal(set) var changes = 0
  public let style: Style
  /// What is there, and while it is paused what was there then.
  private var live: TopData
  private var frozen: (data: TopData, facts: TopFacts)?
  var view = TopView()
  /// By page: of Services, and of paths.
  var filter: TopFilter? { didSet { matches = [] } }
  var pathFilter: TopFilter? { didSet { pathMatches = [:] } }
  /// What the filters said of rows, and of paths by serial: what they look at stays as it is.
  private var matches: [Bool] = []
  private var pathMatches: [Int: Bool] = [:]
  /// Rows that are shown, in their order; and paths of the selected one, and failures.
  private(set) var order: [Int] = []
  private(set) var paths: [KeptPath] = []
  private(set) var failures: [KeptPath] = []
  var findings: [Finding] = []
  private var (sorted, rowsThen, nextSort): (TopView.ServiceOrder?, Int, Int64) = (nil, 0, .min)
  /// What the lists and their order were made of.
  private var (changesSorted, changesSettled) = (-1, -1)
  /// Rows of a list on the last screen: what a page is.
  var pageRows = 10
  let sources: SourceNames

  /// - Parameters:
  ///   - files: names of the inputs, for evidence.
  ///   - isNumeric: addresses instead of the names of pods and nodes.
  public init(timeline: MapTimeline, files: [String] = [], isNumeric: Bool = false, style: Style) {
    self.style = Style(isColoured: true, isASCII: style.isASCII)
    live = TopData(timeline, isNumeric: isNumeric)
    sources = SourceNames(files: files)
    facts.hasMap = !timeline.isEmpty
  }

  var data: TopData { frozen?.data ?? live }
  var shownFacts: TopFacts { frozen?.facts ?? facts }
  var isPaused: Bool { frozen != nil }

  public mutating func add(_ paths: [Path]) {
    live.add(paths)
    if !paths.isEmpty { changes += 1 }
  }

  public mutating func announce(_ paths: [Path]) {
    live.announce(paths)
    if !paths.isEmpty { changes += 1 }
  }

  public mutating func update(_ timeline: MapTimeline) {
    live.update(timeline)
    changes += 1
    facts.hasMap = !timeline.isEmpty
  }

  /// - Returns: whether they are others, or say something else.
  mutating func setFindings(_ findings: [Finding]) -> Bool {
    let isSame = live.findings.elementsEqual(findings) { one, other in
      one.identity == other.identity && one.count == other.count && one.last == other.last
        && one.certainty == other.certainty
    }
    if !isSame { live.findings = findings }
    return !isSame
  }

  mutating func togglePause() { frozen = isPaused ? nil : (live, facts) }

  /// Puts the lists in order: before a screen is made. Services change places once a second, not under one's eyes.
  ///
  /// - Parameter now: nanoseconds on a clock that only moves forward.
  public mutating func settle(at now: Int64) {
    let data = data
    if sorted != view.order || (now >= nextSort && changes != changesSorted) {
      let before = order
      sortRows(data)
      (sorted, rowsThen) = (view.order, data.rows.count)
      nextSort = now &+ 1_000_000_000
      if order != before { changes += 1 }
      changesSorted = changes
    } else if changes == changesSettled {
      return
    } else if data.rows.count > rowsThen {
      order += (rowsThen..<data.rows.count).filter { matches(data, $0) }
      rowsThen = data.rows.count
    }
    if view.row.map({ !order.contains($0) }) ?? true, !isOnService { view.row = order.first }
    settlePaths(data)
    settleFindings(data)
    changesSettled = changes
  }

  /// Makes the lists anew at the next settling.
  mutating func unsettle() { sorted = nil }

  private var isOnService: Bool { view.pages.contains { if case .service = $0 { true } else { false } } }

  private mutating func settlePaths(_ data: TopData) {
    paths = view.row.flatMap { data.rows.indices.contains($0) ? data.rows[$0].paths.reversed() : nil } ?? []
    failures = data.failures.reversed()
    failures = failures.filter { matches(data, $0.row) }
    filterPaths(data)
    switch view.pathOrder {
    case .newest: break
    case .slowest: paths.sort { ($0.path.handshake ?? -1, $0.serial) > ($1.path.handshake ?? -1, $1.serial) }
    case .failed: paths.sort { ($0.path.isOK ? 0 : 1, $0.serial) > ($1.path.isOK ? 0 : 1, $1.serial) }
    }
    let isThere = paths.contains { $0.path.id == view.path }
    if view.follows || !isThere { view.path = paths.first?.path.id }
    if view.pane != .failures || !failures.contains(where: { $0.path.id == view.failure }) {
      view.failure = failures.first?.path.id
    }
  }

  private mutating func matches(_ data: TopData, _ row: Int) -> Bool {
    guard let filter else { return true }
    while matches.count <= row { matches.append(filter.shows(data.rows[matches.count].text)) }
    return matches[row]
  }

  private mutating func filterPaths(_ data: TopData) {
    guard let pathFilter else { return }
    var now: [Int: Bool] = [:]
    for kept in paths { now[kept.serial] = pathMatches[kept.serial] ?? pathFilter.shows(Self.text(kept, data)) }
    paths.removeAll { now[$0.serial] != true }
    pathMatches = now
  }

  /// What a filter of paths looks at.
  private static func text(_ kept: KeptPath, _ data: TopData) -> String {
    let parts = LineParts(kept.path, data.words(kept.path), .time, TimeReference())
    return LineFit.line(parts, Style(isColoured: false), width: nil)
  }

  private mutating func sortRows(_ data: TopData) {
    let shown = data.rows.indices.filter { matches(data, $0) }
    let keyed = shown.map { ($0, Self.key(data.rows[$0], view.order)) }
    order = keyed.sorted { left, right in
      if left.1.0 != right.1.0 { return left.1.0 > right.1.0 }
      if left.1.1 != right.1.1 { return left.1.1 > right.1.1 }
      return data.rows[left.0].text < data.rows[right.0].text
    }.map(\.0)
  }

  /// The greatest first.
  private static func key(_ row: TopRow, _ order: TopView.ServiceOrder) -> (Int64, Int64) {
    let connections = Int64(row.connections)
    switch order {
    case .failed: return (Int64(row.failed), connections)
    case .conns: return (connections, 0)
    case .ok: return (Int64(row.failed * 1_000_000 / max(1, row.connections)), connections)
    case .connect: return (row.connect.percentile(0.99) ?? -1, connections)
    case .bytes: return (Int64(row.bytes), connections)
    case .last: return (row.last, 0)
    case .name: return (0, 0)
    }
  }

  /// The path that a page or a pane is about.
  func path(_ id: String?) -> KeptPath? {
    guard let id else { return nil }
    if let found = paths.first(where: { $0.path.id == id }) ?? failures.first(where: { $0.path.id == id }) {
      return found
    }
    return view.row.flatMap { data.rows.indices.contains($0) ? data.rows[$0].paths.first { $0.path.id == id } : nil }
  }
}
