import Trace

/// `-o table` and `--by`: a row per group.
public enum GroupText {
  public struct Table: Sendable {
    public var text: String
    /// Titles of columns that had no room.
    public var leftOut: [String]
  }

  /// - Parameter groups: in the order in which they are shown.
  public static func render(_ groups: [GroupTable.Group], by grouping: Grouping, _ options: TextOptions) -> Table {
    let (width, hasHeader) = (options.width, options.hasHeaders)
    let columns =
      GroupColumn.names(of: groups, by: grouping)
      + GroupCountColumns(groups: groups, options: options).all(by: grouping)
    let shown = fit(columns, width, hasHeader)
    let table = TextTable(
      shown.map { TextTable.Column($0.title, $0.isNumber ? .right : .left, yields: $0.yields, minimum: $0.least) },
      rows: groups.indices.map { row in shown.map { $0.cells[row] } })
    let left = columns.filter { column in column.isTelling && !shown.contains { $0.title == column.title } }
    return Table(
      text: table.lines(width: width, hasHeader: hasHeader, style: options.style).map { $0 + "\n" }.joined(),
      leftOut: left.map(\.title))
  }

  /// Leaves out what says nothing, then what tells least, until the rest fits: a number that is cut would be another one.
  private static func fit(_ columns: [GroupColumn], _ width: Int?, _ hasHeader: Bool) -> [GroupColumn] {
    guard let width else { return columns }
    let needed = columns.map { $0.needs(hasHeader) + 2 }
    var shown = Set(columns.indices)
    let leaving = columns.indices.filter { columns[$0].leaves != nil }.sorted { one, other in
      let (left, right) = (columns[one], columns[other])
      return left.isTelling == right.isTelling ? left.leaves! < right.leaves! : right.isTelling
    }
    for column in leaving where shown.reduce(-2, { $0 + needed[$1] }) > width { shown.remove(column) }
    return columns.indices.filter(shown.contains).map { columns[$0] }
  }
}
