/// A screen as a value: `width` × `height` cells, row by row.
public struct CellGrid: Equatable, Sendable {
  public let width: Int
  public let height: Int
  public private(set) var cells: [Cell]
  /// More than any terminal has; a size from outside is cut to it.
  private static let most = 2000

  public init(width: Int, height: Int) {
    self.width = min(max(0, width), Self.most)
    self.height = min(max(0, height), Self.most)
    cells = [Cell](repeating: Cell(), count: self.width * self.height)
  }

  public subscript(x: Int, y: Int) -> Cell { cells[y * width + x] }

  /// Puts text that is `printable` into one row; what does not fit is left away, a wide character as a whole.
  ///
  /// - Parameters:
  ///   - x, y: may lie outside.
  ///   - limit: the column where it must end; nil for the end of the row.
  /// - Returns: the column behind it.
  @discardableResult
  mutating func put(_ text: some StringProtocol, _ x: Int, _ y: Int, _ style: CellStyle, limit: Int? = nil) -> Int {
    guard y >= 0, y < height, x >= 0 else { return x }
    let end = min(width, limit ?? width)
    var column = x
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7f }) {
      for byte in text.utf8 where column < end {
        place(Character(Unicode.Scalar(byte)), 1, column, y, style)
        column += 1
      }
      return column
    }
    for character in text {
      let columns = character.displayColumns
      if columns == 0 { continue }
      guard column + columns <= end else { break }
      place(character, columns, column, y, style)
      column += columns
    }
    return column
  }

  /// Puts one character of one column into a stretch of a row.
  mutating func fill(_ character: Character, row y: Int, from x: Int, to end: Int, _ style: CellStyle) {
    guard y >= 0, y < height else { return }
    for column in max(0, x)..<max(max(0, x), min(end, width)) { place(character, 1, column, y, style) }
  }

  /// Paints what lies behind a stretch of a row.
  mutating func paint(_ ground: CellStyle.Ground, row y: Int, from x: Int = 0, to end: Int? = nil) {
    guard y >= 0, y < height else { return }
    for column in max(0, x)..<max(max(0, x), min(end ?? width, width)) {
      cells[y * width + column].style.ground = ground
    }
  }

  private mutating func place(_ character: Character, _ columns: Int, _ x: Int, _ y: Int, _ style: CellStyle) {
    let start = y * width + x
    if cells[start].columns == 0 { clear(start - 1) }
    for place in start..<start + columns where cells[place].columns == 2 && place + 1 < (y + 1) * width {
      clear(place + 1)
    }
    cells[start] = Cell(character, style, columns: UInt8(columns))
    if columns == 2 { cells[start + 1] = .half(style) }
  }

  /// What is left of a wide character whose other half was written over.
  private mutating func clear(_ place: Int) { cells[place] = Cell(" ", cells[place].style) }

  /// The characters of each row, without spaces at the end: what snapshots keep.
  public var lines: [String] {
    (0..<height).map { y in
      var line = ""
      for cell in cells[y * width..<(y + 1) * width] where cell.columns > 0 { line.append(cell.character) }
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}

extension Character {
  /// Columns on a terminal: 0, 1 or 2.
  var displayColumns: Int {
    if let ascii = asciiValue { return ascii >= 0x20 && ascii < 0x7f ? 1 : 0 }
    return min(2, displayWidth(String(self)))
  }
}
