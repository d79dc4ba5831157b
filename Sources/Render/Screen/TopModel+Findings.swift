import Trace

/// What is wrong, on the screen: a list above the failures, and a page for each.
extension TopModel {
  /// - Parameter findings: all so far, the gravest first.
  public mutating func judge(_ findings: [Finding]) {
    guard setFindings(findings) else { return }
    changes += 1
  }

  /// Which are shown, and which is selected.
  mutating func settleFindings(_ data: TopData) {
    findings = data.findings
    if let filter { findings.removeAll { !filter.shows("\($0.kind.code) \($0.kind.id) \($0.sentence)") } }
    let isThere = findings.contains { $0.identity == view.finding }
    if view.pane != .findings || !isThere { view.finding = findings.first?.identity }
    if view.pane == .findings, findings.isEmpty { view.pane = .failures }
  }

  func findings(_ area: TopArea, _ canvas: inout Canvas) {
    let isFocused = view.pane == .findings
    title("Findings \(findings.count)", "gravest first", area, isFocused: isFocused, &canvas)
    TopList(
      lists.findings, findings, selected: findings.firstIndex { $0.identity == view.finding }, isFocused: isFocused
    ).draw(in: rest(area), &canvas)
  }

  func findingPage(_ identity: FindingIdentity, _ area: TopArea, _ canvas: inout Canvas) {
    let kind = identity.kind
    title("\(kind.code) \(kind.id)", kind.severity.rawValue, area, isFocused: true, &canvas)
    guard let finding = data.findings.first(where: { $0.identity == identity }) else {
      canvas.put("it is not found any more", 2, area.y + 2, CellStyle(.faint))
      return
    }
    let style = Style(isColoured: true)
    let text = FindingText(files: sources.files, columns: canvas.width - 4, style: style)
    let lines = text.lines(finding).flatMap { style.wrapped($0, canvas.width - 4, indent: 12) }
    scrolled([""] + lines, rest(area), &canvas)
  }

  /// Panes that there are now, in the order of `tab`.
  var panes: [TopView.Pane] { TopView.Pane.allCases.filter { $0 != .findings || !findings.isEmpty } }
}

extension TopLists {
  var findings: [TopColumn<Finding>] {
    [
      TopColumn("SEVERITY", 8, most: 11) { ($0.kind.severity.rawValue, $0.kind.severity.ink) },
      TopColumn("CODE", 4, most: 4) { ($0.kind.code, .name) },
      TopColumn("CONNS", 6, isNumber: true, leaves: 16) { ($0.first == nil ? "" : Self.count($0.count), .plain) },
      TopColumn("LAST", 8, leaves: 14) { ($0.last.map { TimeText.ofDay($0, places: 0) } ?? "", .faint) },
      TopColumn("WHAT IS WRONG", 20, good: 40, most: 200, isSentence: true) { (printable($0.sentence), .plain) },
    ]
  }
}

extension Severity {
  fileprivate var ink: CellStyle.Ink {
    switch self {
    case .error: .bad
    case .warning: .caution
    case .note: .name
    case .explanation: .good
    }
  }
}
