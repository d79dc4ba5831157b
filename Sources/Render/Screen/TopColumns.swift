/// One column of a list on the screen. Its width does not depend on numbers, so that nothing jumps as they grow.
struct TopColumn<Item> {
  var title: String
  /// It is never narrower, and is as wide as its texts up to `most`.
  var least: Int
  var most: Int
  /// As wide as it should be before other columns have room.
  var good: Int
  var isNumber = false
  /// A sentence begins with what matters: its end is cut.
  var isSentence = false
  /// Where there is no room, the lowest goes first; nil: it stays.
  var leaves: Int?
  var cell: (Item) -> (text: String, ink: CellStyle.Ink)

  init(
    _ title: String, _ least: Int, good: Int = 0, most: Int? = nil, isNumber: Bool = false, isSentence: Bool = false,
    leaves: Int? = nil, cell: @escaping (Item) -> (String, CellStyle.Ink)
  ) {
    self.title = title
    self.least = least
    self.most = most ?? least
    self.good = good
    self.isNumber = isNumber
    self.isSentence = isSentence
    self.leaves = leaves
    self.cell = cell
  }
}

/// Where a list stands: columns from `x` to `end`, rows from `y`; the first row has the titles.
struct TopArea {
  var (x, y, end, bottom): (Int, Int, Int, Int)
  var width: Int { end - x }
  var height: Int { bottom - y }
}

/// Draws lists: titles, then rows, the selected one marked.
struct TopList<Items: RandomAccessCollection> where Items.Index == Int {
  typealias Item = Items.Element
  var columns: [TopColumn<Item>]
  /// Only those that are seen are asked for.
  var items: Items
  /// Place of the selected item among them.
  var selected: Int?
  var isFocused: Bool
  private static var gap: Int { 2 }
  /// Columns that leave so late leave only when names are at their shortest.
  private static var important: Int { 15 }

  init(_ columns: [TopColumn<Item>], _ items: Items, selected: Int?, isFocused: Bool) {
    self.columns = columns
    self.items = items
    self.selected = selected
    self.isFocused = isFocused
  }

  func draw(in area: TopArea, _ canvas: inout Canvas) {
    let shown = visible(area.height - 1)
    let cells = items[shown].map { item in columns.map { $0.cell(item) } }
    let widths = widths(area.width - 2, cells.map { $0.map { canvas.style.spelled($0.text) } })
    line(columns.map { ($0.title, .faint) }, widths, area, area.y, &canvas)
    for (offset, row) in cells.enumerated() {
      let y = area.y + 1 + offset
      line(row, widths, area, y, &canvas)
      guard shown.lowerBound + offset == selected else { continue }
      canvas.put("▶", area.x, y, CellStyle(isFocused ? .title : .faint))
      if isFocused { canvas.paint(.selection, row: y, from: area.x, to: area.end) }
    }
  }

  /// Which items: the selected one is among them.
  private func visible(_ room: Int) -> Range<Int> {
    guard room > 0, !items.isEmpty else { return 0..<0 }
    let chosen = selected ?? 0
    let first = max(0, min(chosen - room / 2, items.count - room))
    return first..<min(items.count, first + room)
  }

  private func line(
    _ cells: [(text: String, ink: CellStyle.Ink)], _ widths: [Int], _ area: TopArea, _ y: Int, _ canvas: inout Canvas
  ) {
    var x = area.x + 2
    for (column, width) in zip(columns.indices, widths) where width > 0 {
      let look = CellStyle(cells[column].ink)
      if columns[column].isNumber {
        canvas.put(cells[column].text.padded(width, leading: true), x, y, look, columns: width)
      } else {
        let text = canvas.style.spelled(cells[column].text)
        let isWhole = columns[column].isSentence || isCutAtEnd(text, canvas.style)
        canvas.put(isWhole ? text : text.cutMiddle(to: width), x, y, look, columns: width)
      }
      x += width + Self.gap
    }
  }

  /// Names and addresses differ at both ends; a sentence begins with what matters.
  private func isCutAtEnd(_ text: String, _ style: Style) -> Bool { style.isASCII || text.hasPrefix("✗") }

  /// First columns leave, until names have a good width; then names give way; then what is left is theirs. 0 for a column
  /// that has no room.
  private func widths(_ room: Int, _ cells: [[String]]) -> [Int] {
    let wanted = columns.indices.map { column in
      min(columns[column].most, max(columns[column].least, cells.map { displayWidth($0[column]) }.max() ?? 0))
    }
    var widths = columns.indices.map { min(wanted[$0], max(columns[$0].least, columns[$0].good)) }
    func excess() -> Int { widths.reduce(-Self.gap) { $0 + ($1 > 0 ? $1 + Self.gap : 0) } - room }
    let leaving = columns.indices.filter { columns[$0].leaves != nil }
      .sorted { columns[$0].leaves! < columns[$1].leaves! }
    for column in leaving where excess() > 0 && columns[column].leaves! < Self.important { widths[column] = 0 }
    while excess() > 0 {
      let yielding = columns.indices.filter { widths[$0] > columns[$0].least }
      guard let widest = yielding.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
    }
    for column in leaving where excess() > 0 { widths[column] = 0 }
    for column in columns.indices where widths[column] > 0 {
      widths[column] += max(0, min(-excess(), wanted[column] - widths[column]))
    }
    return widths
  }
}
