/// A grid, and how text is put onto it: spelled in ASCII where asked for, cut with a mark, in one ink or in the colours of
/// the text forms.
struct Canvas {
  private(set) var grid: CellGrid
  let style: Style

  init(width: Int, height: Int, style: Style) {
    grid = CellGrid(width: width, height: height)
    self.style = Style(isColoured: true, isASCII: style.isASCII)
  }

  var width: Int { grid.width }
  var height: Int { grid.height }

  /// - Returns: the column behind it.
  @discardableResult
  mutating func put(_ text: String, _ x: Int, _ y: Int, _ look: CellStyle = CellStyle(), columns: Int? = nil) -> Int {
    let room = min(columns ?? .max, grid.width - x)
    guard room > 0 else { return x }
    return grid.put(style.spelled(text).cut(to: room, mark: style.mark), x, y, look, limit: x + room)
  }

  /// Ends at column `end`.
  mutating func put(_ text: String, endingAt end: Int, _ y: Int, _ look: CellStyle = CellStyle()) {
    let spelled = style.spelled(text)
    put(spelled, max(0, end - displayWidth(spelled)), y, look)
  }

  /// A rule over the whole width, or a part of it.
  mutating func rule(_ y: Int, from x: Int = 0, to end: Int? = nil) {
    grid.fill(style.isASCII ? "-" : "─", row: y, from: x, to: end ?? width, CellStyle(.faint))
  }

  mutating func bar(_ x: Int, from y: Int, to end: Int) {
    for row in y..<max(y, end) {
      grid.fill(style.isASCII ? "|" : "│", row: row, from: x, to: x + 1, CellStyle(.faint))
    }
  }

  mutating func paint(_ ground: CellStyle.Ground, row y: Int, from x: Int = 0, to end: Int? = nil) {
    grid.paint(ground, row: y, from: x, to: end)
  }

  /// Text with the colours of `Style`.
  mutating func putStyled(_ text: String, _ x: Int, _ y: Int, columns: Int? = nil) {
    let end = x + min(columns ?? .max, max(0, grid.width - x))
    var (column, look) = (x, CellStyle())
    for piece in style.spelled(text).split(separator: "\u{1b}", omittingEmptySubsequences: false).enumerated() {
      var words = piece.element
      if piece.offset > 0, let mark = words.firstIndex(of: "m"), words.first == "[" {
        look = Self.look(words[words.index(after: words.startIndex)..<mark])
        words = words[words.index(after: mark)...]
      }
      column = grid.put(words, column, y, look, limit: end)
    }
  }

  private static func look(_ parameters: Substring) -> CellStyle {
    switch Style.Tone(rawValue: String(parameters)) {
    case .good: CellStyle(.good)
    case .bad: CellStyle(.bad)
    case .caution: CellStyle(.caution)
    case .name: CellStyle(.name)
    case .faint: CellStyle(.faint)
    case .strong: CellStyle(isStrong: true)
    case nil: CellStyle()
    }
  }
}
