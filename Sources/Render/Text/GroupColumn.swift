import Trace

/// One column of a table of groups.
struct GroupColumn {
  let title: String
  /// One for each group.
  let cells: [String]
  let isNumber: Bool
  /// A name may be cut; of several the lowest first.
  let yields: Int?
  /// Where there is no room, the lowest goes first. nil for what a table cannot be without.
  let leaves: Int?
  /// Some row has more than nothing and zero in it.
  let isTelling: Bool
  private let widest: Int
  /// What a name keeps when it is cut.
  let least = 32

  init(_ title: String, _ cells: [String], isNumber: Bool, yields: Int?, leaves: Int?) {
    self.title = title
    self.cells = cells
    self.isNumber = isNumber
    self.yields = yields
    self.leaves = leaves
    isTelling = cells.contains { !$0.isEmpty && $0 != "0" }
    widest = cells.map(displayWidth).max() ?? 0
  }

  /// The least width.
  func needs(_ hasHeader: Bool) -> Int {
    max(yields == nil ? widest : min(widest, least), hasHeader ? displayWidth(title) : 0)
  }

  static func names(of groups: [GroupTable.Group], by grouping: Grouping) -> [GroupColumn] {
    let rows = groups.map { GroupTitle($0.key, areProbes: $0.areProbes).cells }
    let headers = GroupTitle.headers(of: grouping)
    return headers.enumerated().map { index, header in
      GroupColumn(
        header.title, rows.map { index < $0.count ? $0[index] : "" }, isNumber: false, yields: headers.count - index,
        leaves: header.leaves)
    }
  }
}
