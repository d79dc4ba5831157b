import Trace

/// The pages below the overview.
extension TopModel {
  /// A Service: its taps with the times between them, and its paths.
  func service(_ number: Int, _ area: TopArea, _ canvas: inout Canvas) {
    guard data.rows.indices.contains(number) else { return }
    let row = data.rows[number]
    let target = row.target.isEmpty ? "" : " ⇒ targetPort \(row.target)"
    title(row.subject, row.entrance + target, area, isFocused: true, &canvas)
    var y = area.y + 1
    let numbers = Self.numbers(row)
    canvas.put(numbers, 2, y, CellStyle(), columns: canvas.width - 3)
    y += 1
    if !row.steps.isEmpty {
      let steps = Array(row.steps.sorted { $0.latency.count > $1.latency.count }.prefix(max(1, area.height / 4)))
      let place = TopArea(x: area.x, y: y, end: area.end, bottom: y + 1 + steps.count)
      TopList(lists.steps(of: row), steps, selected: nil, isFocused: false).draw(in: place, &canvas)
      y = place.bottom
    }
    let list = TopArea(x: area.x, y: y, end: area.end, bottom: area.bottom)
    title("Paths \(paths.count)", pathNote, list, isFocused: true, &canvas)
    pathList(row, rest(list), isFocused: true, &canvas)
  }

  private static func numbers(_ row: TopRow) -> String {
    var parts = [
      SizeText.plural(row.connections, "connection"), "\(TopLists.share(row)) ok", "\(row.failed) failed",
    ]
    func add(_ word: String, _ counts: LatencyCounts) {
      guard counts.count > 0 else { return }
      parts.append("\(word) p50 \(TopLists.time(counts, 0.5)) p99 \(TopLists.time(counts, 0.99))")
    }
    add("connect", row.connect)
    add("first byte", row.counts.firstByte)
    parts.append("\(SizeText.bytes(row.bytes)) bytes")
    if row.goingOn > 0 { parts.append("\(row.goingOn) go on") }
    return parts.joined(separator: "   ")
  }

  /// One path: a diagram, then its table of hops with what the translations rest on.
  func pathPage(_ id: String, _ area: TopArea, _ canvas: inout Canvas) {
    guard let kept = path(id) else {
      title("path \(id)", "", area, isFocused: true, &canvas)
      canvas.put("it made room for newer ones: hopscope path \(id) FILE… shows it", 2, area.y + 2, CellStyle(.faint))
      return
    }
    let path = kept.path
    let words = data.words(path)
    let outcome = words.outcome(path)
    title(
      "path \(id)", "\(words.transport(path.transport))  \(words.subject(path))  \(outcome)", area, isFocused: true,
      &canvas)
    var options = TextOptions(style: Style(isColoured: true), width: canvas.width - 4)
    options.isNumeric = words.isNumeric
    let table = PathRenderer(words: words, options: options, sources: sources).render(path, TimeReference())
    let rule = style(.faint, String(repeating: "─", count: 24))
    let lines =
      PathDiagram(words: words, style: Style(isColoured: true)).lines(path) + ["", "  " + rule]
      + table.split(separator: "\n").map(String.init)
    scrolled(lines, rest(area), &canvas)
  }

  func text(_ heading: String, _ lines: [String], _ area: TopArea, _ canvas: inout Canvas) {
    title(heading, "select it with the mouse to copy it", area, isFocused: true, &canvas)
    let wrapped = lines.flatMap { filled($0.split(separator: " "), columns: canvas.width - 4) }
    scrolled([""] + wrapped.map { "  " + $0 }, rest(area), &canvas)
  }

  func help(_ area: TopArea, _ canvas: inout Canvas) {
    title("Help", "esc goes back", area, isFocused: true, &canvas)
    let style = Style(isColoured: true)
    func lines(_ list: [(key: String, meaning: String)], _ tone: Style.Tone) -> [String] {
      list.map { "  " + style(tone, $0.key.padded(14)) + "  " + $0.meaning }
    }
    let all = lines(TopHelp.keys, .strong) + [""] + lines(TopHelp.words, .name)
    scrolled(all.flatMap { style.wrapped($0, canvas.width - 2, indent: 18) }, rest(area), &canvas)
  }

  /// As many lines as there is room for, from where the person scrolled to.
  func scrolled(_ lines: [String], _ area: TopArea, _ canvas: inout Canvas) {
    let first = min(view.scroll, max(0, lines.count - area.height))
    for (offset, line) in lines.dropFirst(first).prefix(area.height).enumerated() {
      canvas.putStyled(line, area.x + 1, area.y + offset)
    }
    let below = lines.count - first - area.height
    if below > 0 {
      canvas.put(" \(below) more below ", endingAt: area.end - 1, area.bottom - 1, CellStyle(.faint))
    }
  }
}
