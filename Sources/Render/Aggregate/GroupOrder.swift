/// `--sort-by` of tables of groups: a column's title or a column of `-o csv`; numbers and times from the greatest, names by
/// the alphabet.
public struct GroupOrder: Sendable {
  private let fields: [GroupField]

  private static let words: [(String, [GroupField])] = [
    ("conns", [.connections]), ("connect", [.connectTail]), ("first-byte", [.firstByteTail]),
    ("bytes", [.bytesRequest, .bytesReply]), ("retrans", [.retransmissions]), ("oldest", [.openOldest]),
    ("last-seen", [.last]), ("start", [.first]), ("end", [.last]), ("service", [.namespace, .service, .pod]),
    ("backend", [.namespace, .pod, .ip]), ("client", [.namespace, .pod, .ip]),
    ("workload", [.namespace, .workloadKind, .workload]),
  ]

  public static let wordList = words.map(\.0) + ["ok", "failed", "open", "backends", "node", "from", "to"]

  /// - Returns: nil when there is no such column.
  public init?(_ text: String) {
    if let word = Self.words.first(where: { $0.0 == text }) {
      fields = word.1
    } else if let field = GroupField(rawValue: text) {
      fields = [field]
    } else {
      return nil
    }
  }

  /// Groups without the value come last; of equal ones the order stays.
  public func sorted(_ groups: [GroupTable.Group], by grouping: Grouping) -> [GroupTable.Group] {
    let keyed = groups.map { group in
      let title = GroupTitle(group.key, areProbes: group.areProbes)
      let values = fields.compactMap { $0.value(group, title, by: grouping) }
      return (group, group.key == .others ? nil : Key(values))
    }
    return keyed.enumerated().sorted { one, other in
      guard let left = one.element.1 else { return other.element.1 == nil && one.offset < other.offset }
      guard let right = other.element.1 else { return true }
      return left == right ? one.offset < other.offset : left.precedes(right)
    }.map(\.element.0)
  }

  private struct Key: Equatable {
    var number: Int64?
    var text: String

    /// Nil when nothing is known.
    init?(_ values: [FieldValue]) {
      guard !values.isEmpty else { return nil }
      let numbers = values.compactMap { value -> Int64? in
        switch value {
        case .integer(let number), .time(let number): number
        case .flag(let flag): flag ? 1 : 0
        case .text, .address: nil
        }
      }
      number = numbers.isEmpty ? nil : numbers.reduce(0, &+)
      text = values.map(\.text).joined(separator: "\u{1}")
    }

    func precedes(_ other: Key) -> Bool {
      guard let number, let theirs = other.number else { return text < other.text }
      return number > theirs
    }
  }
}
