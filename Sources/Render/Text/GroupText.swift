import Trace

/// `-o table` and `--by`: a row per group.
public enum GroupText {
  public struct Table: Sendable {
    public var text: String
    /// Titles of columns that had no room.
    public var leftOut: [String]
  }

  /// - Parameters:
  ///   - groups: in the order in which they are shown.
  ///   - width: nil for as wide as it is.
  public static func render(
    _ groups: [GroupTable.Group], by grouping: Grouping, width: Int? = nil, hasHeader: Bool = true, style: Style
  ) -> Table {
    let titles = groups.map { GroupTitle($0.key, areProbes: $0.areProbes).cells }
    let headers = GroupTitle.headers(of: grouping)
    var columns = headers.enumerated().map { index, header in
      GroupColumn(header, yields: headers.count - index) { $0 < titles.count ? titles[$0].dropFirst(index).first : nil }
    }
    columns += GroupColumn.counts(of: groups, by: grouping, style)
    let shown = fit(columns, rows: groups.count, width, hasHeader)
    let table = TextTable(
      shown.map { TextTable.Column($0.title, $0.isNumber ? .right : .left, yields: $0.yields, minimum: $0.least) },
      rows: groups.indices.map { row in shown.map { $0.cell(row) ?? "" } })
    let left = columns.filter { column in !shown.contains { $0.title == column.title } && column.says(groups.count) }
    return Table(
      text: table.lines(width: width, hasHeader: hasHeader, style: style).map { $0 + "\n" }.joined(),
      leftOut: left.map(\.title))
  }

  /// Leaves out what says nothing, then what tells least, until the rest fits: a number that is cut would be another one.
  private static func fit(_ columns: [GroupColumn], rows: Int, _ width: Int?, _ hasHeader: Bool) -> [GroupColumn] {
    guard let width else { return columns }
    let needed = columns.map { $0.needs(rows, hasHeader) + 2 }
    var shown = Set(columns.indices)
    let leaving = columns.indices.filter { columns[$0].leaves != nil }.sorted { one, other in
      let (left, right) = (columns[one], columns[other])
      return left.says(rows) == right.says(rows) ? left.leaves! < right.leaves! : right.says(rows)
    }
    for column in leaving where shown.reduce(-2, { $0 + needed[$1] }) > width { shown.remove(column) }
    return columns.indices.filter(shown.contains).map { columns[$0] }
  }
}
