/// `--by … -o csv`: one row per group, first a row of names.
public enum GroupCSV {
  public static func head() -> [UInt8] { Array(CSV.row(GroupField.allCases.map(\.rawValue)).utf8) }

  public static func render(_ group: GroupTable.Group, by grouping: Grouping) -> [UInt8] {
    let title = GroupTitle(group.key, areProbes: group.areProbes)
    return Array(CSV.row(GroupField.allCases.map { $0.value(group, title, by: grouping)?.text ?? "" }).utf8)
  }
}
