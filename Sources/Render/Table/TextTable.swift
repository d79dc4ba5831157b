/// A table of text: a header, rows, and a width that it fits.
///
/// Widths are terminal columns. Where the table is wider than asked for, columns give way in the order of their `yields`
/// (the lowest first; those without never do): one with a `minimum` is cut to it, one without is left out as a whole, and
/// comes back when in the end there is room. What still does not fit is cut at the end of the line.
public struct TextTable: Sendable {
  public struct Column: Sendable {
    public enum Alignment: Sendable { case left, right }
    var title: String
    var alignment: Alignment
    var yields: Int?
    var minimum: Int

    public init(_ title: String, _ alignment: Alignment = .left, yields: Int? = nil, minimum: Int = 0) {
      self.title = title
      self.alignment = alignment
      self.yields = yields
      self.minimum = minimum
    }
  }

  public var columns: [Column]
  /// Cells may have colours; they are `printable` already. A short row is filled up.
  public var rows: [[String]]
  public var indent: Int
  /// Each column is at least so wide: what rows printed before needed.
  public var floors: [Int] = []
  private static let gap = 2

  public init(_ columns: [Column], rows: [[String]] = [], indent: Int = 0) {
    self.columns = columns
    self.rows = rows
    self.indent = indent
  }

  /// - Parameters:
  ///   - width: nil for as wide as it is.
  ///   - hasHeader: false leaves the titles out (`--no-headers`).
  public func lines(width: Int? = nil, hasHeader: Bool = true, style: Style) -> [String] {
    let table = spelled(style)
    return table.fittedLines(width, hasHeader, style)
  }

  /// In the characters that may be printed.
  private func spelled(_ style: Style) -> TextTable {
    guard style.isASCII else { return self }
    var table = self
    for column in columns.indices { table.columns[column].title = style.spelled(columns[column].title) }
    table.rows = rows.map { $0.map(style.spelled) }
    return table
  }

  private func fittedLines(_ width: Int?, _ hasHeader: Bool, _ style: Style) -> [String] {
    let (widths, mark) = (fitted(width, hasHeader), style.mark)
    let shown = columns.indices.filter { widths[$0] != nil }
    func line(_ cells: [String]) -> String {
      var text = String(repeating: " ", count: indent)
      for column in shown {
        let cell = (column < cells.count ? cells[column] : "").cut(to: widths[column]!, mark: mark)
        text += cell.padded(widths[column]!, leading: columns[column].alignment == .right)
        if column != shown.last { text += String(repeating: " ", count: Self.gap) }
      }
      while text.last == " " { text.removeLast() }
      return width.map { text.cut(to: $0, mark: mark) } ?? text
    }
    return (hasHeader ? [style(.faint, line(columns.map(\.title)))] : []) + rows.map(line)
  }

  /// How wide each column is when nothing gives way.
  func natural(hasHeader: Bool) -> [Int] {
    columns.indices.map { column in
      let widest = rows.map { column < $0.count ? displayWidth($0[column]) : 0 }.max() ?? 0
      let title = hasHeader ? displayWidth(columns[column].title) : 0
      return max(widest, title, column < floors.count ? floors[column] : 0)
    }
  }

  /// - Returns: the width of each column; nil for one that is left out.
  private func fitted(_ width: Int?, _ hasHeader: Bool) -> [Int?] {
    var widths: [Int?] = natural(hasHeader: hasHeader)
    guard let width else { return widths }
    let yielding = columns.indices.filter { columns[$0].yields != nil }
      .sorted { (columns[$0].yields!, $0) < (columns[$1].yields!, $1) }
    let natural = natural(hasHeader: hasHeader)
    for column in yielding {
      let (excess, least) = (excess(widths, width), columns[column].minimum)
      guard excess > 0 else { break }
      widths[column] = least == 0 ? nil : max(min(least, widths[column]!), widths[column]! - excess)
    }
    for column in yielding.reversed() where widths[column] == nil {
      if excess(widths, width) + natural[column] + Self.gap <= 0 { widths[column] = natural[column] }
    }
    return widths
  }

  private func excess(_ widths: [Int?], _ width: Int) -> Int {
    let shown = widths.compactMap(\.self)
    return indent + shown.reduce(0, +) + Self.gap * max(0, shown.count - 1) - width
  }
}
