/// A long table in blocks, so that it appears while it is made: a block is as wide as it needs to be, and at least as wide
/// as the blocks before it. The header comes once.
public struct RowBlocks: Sendable {
  private var table: TextTable
  private let options: TextOptions
  private var hasHeader: Bool
  /// So many rows make a block.
  private static let size = 512

  init(_ columns: [TextTable.Column], _ options: TextOptions) {
    table = TextTable(columns)
    self.options = options
    hasHeader = options.hasHeaders
  }

  /// - Returns: a block when it is full.
  public mutating func add(_ cells: [String]) -> [UInt8] {
    table.rows.append(cells)
    return table.rows.count < Self.size ? [] : flush()
  }

  /// The rows that wait.
  public mutating func flush() -> [UInt8] {
    guard !table.rows.isEmpty || hasHeader else { return [] }
    let lines = table.lines(width: options.width, hasHeader: hasHeader, style: options.style)
    table.floors = table.natural(hasHeader: hasHeader)
    table.rows.removeAll(keepingCapacity: true)
    hasHeader = false
    return Array((lines.joined(separator: "\n") + "\n").utf8)
  }
}
