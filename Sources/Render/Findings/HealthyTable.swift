import Trace

/// What went well, a row for each Service and entrance, or other destination: connections, how many of them went well, where
/// they ended, and how long it took to connect.
struct HealthyTable {
  let groups: [GroupTable.Group]

  private static let columns: [TextTable.Column] = [
    .init("SERVICE"), .init("ENTRANCE", yields: 3, minimum: 8), .init("TARGET", yields: 0), .init("CONNS", .right),
    .init("WELL", .right), .init("BACKENDS", yields: 2, minimum: 8), .init("CONNECT", .right, yields: 1),
  ]

  func lines(_ options: TextOptions) -> [String] {
    let rows = groups.map(cells)
    return TextTable(Self.columns, rows: rows, indent: 2).lines(width: options.width, style: options.style)
  }

  private func cells(_ group: GroupTable.Group) -> [String] {
    let title = GroupTitle(group.key, areProbes: group.areProbes).cells
    func cell(_ number: Int) -> String { number < title.count ? title[number] : "" }
    let counts = group.counts
    return [
      Self.subject(cell(0), cell(1)), cell(2), cell(3), "\(counts.connections)", "\(counts.ok)", counts.backends.text,
      counts.connect.percentile(0.5).map(TimeText.duration) ?? "",
    ]
  }

  /// `shop/web`, `pod shop/web-0`, `External`.
  private static func subject(_ namespace: String, _ name: String) -> String {
    guard !namespace.isEmpty, !name.isEmpty else { return namespace + name }
    return name.hasPrefix("pod ") ? "pod \(namespace)/\(name.dropFirst(4))" : "\(namespace)/\(name)"
  }
}
