import Trace

/// Services, paths of the selected one, what was found wrong, when something was, and failures of all.
///
/// ```
///  under 132 columns          from 132 on
/// ┌────────────────────┐     ┌──────────┬─────────┐
/// │ Services           │     │ Services │ Paths   │
/// ├────────────────────┤     │          │         │
/// │ Paths              │     ├──────────┴─────────┤
/// ├────────────────────┤     │ Findings           │
/// │ Findings           │     ├────────────────────┤
/// ├────────────────────┤     │ Failures           │
/// │ Failures           │     └────────────────────┘
/// └────────────────────┘
/// ```
extension TopModel {
  func overview(_ area: TopArea, _ canvas: inout Canvas) {
    let failing = area.height >= 17 ? min(max(3, failures.count + 2), area.height / 4) : 0
    let found = findings.isEmpty || area.height < 12 ? 0 : min(findings.count + 2, max(3, area.height / 4))
    var upper = area
    upper.bottom -= failing + found
    var (left, right) = (upper, upper)
    if area.width >= 132 {
      left.end = area.x + max(66, area.width * 9 / 20)
      right.x = left.end + 1
    } else {
      let most = upper.height >= 10 ? upper.height * 3 / 5 : upper.height
      left.bottom = left.y + (most < upper.height ? min(most, max(4, order.count + 2)) : most)
      right.y = left.bottom
    }
    services(left, &canvas)
    if right.height > 2 { paths(right, &canvas) }
    if right.x > left.x { canvas.bar(left.end, from: left.y + 1, to: left.bottom) }
    if found > 0 {
      findings(TopArea(x: area.x, y: upper.bottom, end: area.end, bottom: upper.bottom + found), &canvas)
    }
    if failing > 0 {
      failures(TopArea(x: area.x, y: upper.bottom + found, end: area.end, bottom: area.bottom), &canvas)
    }
  }

  private func services(_ area: TopArea, _ canvas: inout Canvas) {
    let isFocused = view.pane == .services
    let all = data.rows.count
    let count = order.count == all ? "\(all)" : "\(order.count) of \(all)"
    let match = filter.map { "  /\(printable($0.text))" } ?? ""
    title("Services \(count)", "sorted by \(view.order.rawValue)\(match)", area, isFocused: isFocused, &canvas)
    guard !order.isEmpty else {
      canvas.put(emptiness, area.x + 2, area.y + 2, CellStyle(.faint), columns: area.width - 2)
      return
    }
    let data = data
    TopList(
      lists.services, order.lazy.map { data.rows[$0] }, selected: view.row.flatMap { order.firstIndex(of: $0) },
      isFocused: isFocused
    ).draw(in: rest(area), &canvas)
  }

  private var emptiness: String {
    if !data.rows.isEmpty { return "nothing matches; esc takes the filter away" }
    switch shownFacts.phase {
    case .reading, .live: return "no connection yet"
    case .ended: return "the capture holds no connection; hopscope info says what it holds"
    }
  }

  private func paths(_ area: TopArea, _ canvas: inout Canvas) {
    let isFocused = view.pane == .paths
    let row = view.row.flatMap { data.rows.indices.contains($0) ? data.rows[$0] : nil }
    title(
      row.map { "Paths of \($0.subject)" } ?? "Paths", pathNote, area, isFocused: isFocused, &canvas)
    pathList(row, rest(area), isFocused: isFocused, &canvas)
  }

  var pathNote: String {
    (view.follows ? "\(view.pathOrder.rawValue), following" : view.pathOrder.rawValue)
      + (pathFilter.map { "  /\(printable($0.text))" } ?? "")
  }

  func pathList(_ row: TopRow?, _ area: TopArea, isFocused: Bool, _ canvas: inout Canvas) {
    guard let row, !paths.isEmpty else {
      let text = pathFilter == nil ? "none" : "nothing matches; esc takes the filter away"
      canvas.put(text, area.x + 2, area.y, CellStyle(.faint), columns: area.width - 2)
      return
    }
    TopList(
      lists.paths(of: row), paths, selected: paths.firstIndex { $0.path.id == view.path }, isFocused: isFocused
    ).draw(in: area, &canvas)
  }

  /// What happened last.
  private func failures(_ area: TopArea, _ canvas: inout Canvas) {
    let isFocused = view.pane == .failures
    title("Failures \(failures.count)", "newest first", area, isFocused: isFocused, &canvas)
    guard !failures.isEmpty else {
      canvas.put("none so far", area.x + 2, area.y + 1, CellStyle(.faint))
      return
    }
    TopList(
      lists.paths(of: nil), failures, selected: failures.firstIndex { $0.path.id == view.failure },
      isFocused: isFocused
    ).draw(in: rest(area), &canvas)
  }
}
