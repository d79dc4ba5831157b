/// What makes one screen of another, for a terminal that understands ECMA-48: only cells that changed are written, and
/// terminals that know synchronized updates (DEC mode 2026) show them all at once. Nothing changed: no byte.
public struct GridDiff {
  private let depth: ColourDepth
  private var bytes: [UInt8] = []
  private var style: CellStyle?
  /// Where the terminal's cursor surely is.
  private var cursor: (x: Int, y: Int)?

  /// - Parameter old: what the terminal shows; nil when that is not known.
  public static func bytes(from old: CellGrid?, to new: CellGrid, _ depth: ColourDepth) -> [UInt8] {
    var diff = GridDiff(depth)
    var shown = old
    if old?.width != new.width || old?.height != new.height {
      diff.write("\u{1b}[0m\u{1b}[2J")
      shown = CellGrid(width: new.width, height: new.height)
    }
    for y in 0..<new.height { diff.row(y, shown ?? new, new) }
    guard !diff.bytes.isEmpty else { return [] }
    return Array("\u{1b}[?2026h".utf8) + diff.bytes + Array("\u{1b}[0m\u{1b}[?2026l".utf8)
  }

  private init(_ depth: ColourDepth) { self.depth = depth }

  private mutating func row(_ y: Int, _ old: CellGrid, _ new: CellGrid) {
    var x = 0
    while x < new.width {
      let cell = new[x, y]
      let columns = max(1, Int(cell.columns))
      let isWideChanged = columns == 2 && x + 1 < new.width && old[x + 1, y] != new[x + 1, y]
      if cell.columns > 0, cell != old[x, y] || isWideChanged { write(cell, x, y) }
      x += columns
    }
  }

  private mutating func write(_ cell: Cell, _ x: Int, _ y: Int) {
    if cursor?.x != x || cursor?.y != y { write("\u{1b}[\(y + 1);\(x + 1)H") }
    if style != cell.style {
      write("\u{1b}[\(depth.parameters(cell.style))m")
      style = cell.style
    }
    write(String(cell.character))
    // Terminals do not agree how wide other characters are: behind one the cursor is set anew.
    cursor = cell.character.isASCII ? (x + 1, y) : nil
  }

  private mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
