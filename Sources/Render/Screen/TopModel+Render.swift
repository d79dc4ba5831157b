import Trace

/// The screen: a pure function of the model and the size.
extension TopModel {
  static let (leastWidth, leastHeight) = (40, 10)

  /// After `settle`.
  public func render(width: Int, height: Int) -> CellGrid {
    var canvas = Canvas(width: width, height: height, style: style)
    guard canvas.width >= Self.leastWidth, canvas.height >= Self.leastHeight else {
      canvas.put("too small: \(Self.leastWidth)x\(Self.leastHeight) at least", 0, 0)
      return canvas.grid
    }
    TopHeader(facts: shownFacts, data: data, isPaused: isPaused).draw(&canvas)
    let body = TopArea(x: 0, y: 2, end: canvas.width, bottom: canvas.height - 1)
    switch view.page {
    case .overview: overview(body, &canvas)
    case .service(let row): service(row, body, &canvas)
    case .path(let id): pathPage(id, body, &canvas)
    case .finding(let identity): findingPage(identity, body, &canvas)
    case .help: help(body, &canvas)
    case .text(let title, let lines): text(title, lines, body, &canvas)
    }
    footer(&canvas)
    return canvas.grid
  }

  /// Rows of the list that has the keys.
  public mutating func setPage(height: Int) { pageRows = max(1, height / 2 - 4) }

  var lists: TopLists { TopLists(data: data, now: shownFacts.time ?? 0) }

  func title(_ text: String, _ note: String, _ area: TopArea, isFocused: Bool, _ canvas: inout Canvas) {
    canvas.rule(area.y, from: area.x, to: area.end)
    var x = canvas.put(
      " \(text) ", area.x + 1, area.y, CellStyle(isFocused ? .title : .faint, isStrong: isFocused),
      columns: area.width - 2)
    if !note.isEmpty, x + 4 < area.end {
      x = canvas.put(" \(note) ", x, area.y, CellStyle(.faint), columns: area.end - x - 1)
    }
  }

  func rest(_ area: TopArea) -> TopArea { TopArea(x: area.x, y: area.y + 1, end: area.end, bottom: area.bottom) }

  private func footer(_ canvas: inout Canvas) {
    let y = canvas.height - 1
    if let prompt = view.prompt {
      let mark = if case .filter = prompt { "/" } else { ":" }
      let end = canvas.put(
        mark + prompt.text, 1, y, CellStyle(isPromptValid ? .plain : .bad, isStrong: true), columns: canvas.width - 3)
      canvas.put(" ", end, y, CellStyle(.plain, on: .selection))
    } else if let message = view.message {
      canvas.put(message, 1, y, CellStyle(.caution))
    } else {
      hints(&canvas)
    }
  }

  private func hints(_ canvas: inout Canvas) {
    let isDeep = view.page != .overview
    var hints = [("?", "help"), ("enter", "open"), ("/", "filter"), ("s", "sort"), ("p", isPaused ? "go on" : "pause")]
    hints += isDeep ? [] : [("tab", "pane")]
    hints += [("f", "follow"), (":", "command"), ("y", "Wireshark"), ("w", "write")]
    var x = 1
    for (key, word) in [isDeep ? ("esc", "back") : ("q", "quit")] + hints {
      guard x + key.count + word.count + 1 < canvas.width else { return }
      x = canvas.put(key, x, canvas.height - 1, CellStyle(.title)) + 1
      x = canvas.put(word, x, canvas.height - 1, CellStyle(.faint)) + 2
    }
  }
}
