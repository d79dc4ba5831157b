import Trace

/// One column of a table of groups.
struct GroupColumn {
  let title: String
  let isNumber: Bool
  /// A name may be cut; of several the lowest first.
  let yields: Int?
  /// A number is shown whole or not at all; the lowest goes first. nil for what a table cannot be without.
  let leaves: Int?
  /// What a name keeps when it is cut.
  let least = 12
  let cell: (Int) -> String?

  init(_ title: String, yields: Int, cell: @escaping (Int) -> String?) {
    self.title = title
    self.yields = yields
    self.cell = cell
    isNumber = false
    leaves = nil
  }

  init(_ title: String, leaves: Int? = nil, isNumber: Bool = true, cell: @escaping (Int) -> String?) {
    self.title = title
    self.leaves = leaves
    self.isNumber = isNumber
    self.cell = cell
    yields = nil
  }

  /// Some row has more than nothing and zero in it.
  func says(_ rows: Int) -> Bool { (0..<rows).contains { cell($0).map { $0 != "0" && !$0.isEmpty } ?? false } }

  /// The least width.
  func needs(_ rows: Int, _ hasHeader: Bool) -> Int {
    let widest = (0..<rows).map { displayWidth(cell($0) ?? "") }.max() ?? 0
    return max(yields == nil ? widest : min(widest, least), hasHeader ? displayWidth(title) : 0)
  }

  static func counts(of groups: [GroupTable.Group], by grouping: Grouping, _ style: Style) -> [GroupColumn] {
    func column(
      _ title: String, leaves: Int? = nil, isNumber: Bool = true, _ text: @escaping (GroupCounts) -> String?
    ) -> GroupColumn {
      GroupColumn(title, leaves: leaves, isNumber: isNumber) { text(groups[$0].counts) }
    }
    let outcome = [
      column("CONNS") { "\($0.connections)" },
      column("OK") { "\($0.ok)" },
      column("FAILED") { style($0.failed > 0 ? .bad : .good, "\($0.failed)") },
      column("OK%", leaves: 8, \.okShare),
    ]
    let connect = [
      column("CONNECT P50", leaves: 9) { $0.connect.text(0.5) },
      column("CONNECT P99", leaves: 12) { $0.connect.text(0.99) },
    ]
    let size = column("BYTES", leaves: 4) { SizeText.bytes($0.bytes.request + $0.bytes.reply) }
    let last = column("LAST SEEN", leaves: 1) { String(TimeText.ofDay($0.last, places: 3).prefix(8)) }
    guard grouping != .service else {
      return outcome + connect + [size, column("BACKENDS", leaves: 6, isNumber: false, \.backends.text), last]
    }
    return outcome
      + [
        column("FAILURES", leaves: 13, isNumber: false, \.failureText),
        column("RETRANS", leaves: 11) { "\($0.retransmissions)" },
        column("OPEN", leaves: 10) { "\($0.openAges.count)" },
        column("OLDEST", leaves: 3) { $0.openAges.count > 0 ? TimeText.duration($0.openAges.greatest) : nil },
        column("MEDIAN AGE", leaves: 2) { $0.openAges.text(0.5) },
      ] + connect
      + [
        column("1ST BYTE P50", leaves: 5) { $0.firstByte.text(0.5) },
        column("1ST BYTE P99", leaves: 7) { $0.firstByte.text(0.99) },
        size, last,
      ]
  }
}

extension LatencyCounts {
  fileprivate func text(_ share: Double) -> String? { percentile(share).map(TimeText.duration) }
}

extension GroupCounts {
  /// Rounded down, so that only all is 100 %.
  fileprivate var okShare: String {
    let tenths = connections > 0 ? ok * 1000 / connections : 0
    return tenths == 1000 ? "100" : "\(tenths / 10).\(tenths % 10)"
  }

  /// `3 refused, 1 no-reply`.
  fileprivate var failureText: String {
    PathState.failing.compactMap { state in failures[state].map { "\($0) \(state.rawValue)" } }.joined(separator: ", ")
  }
}

extension BackendSet {
  /// `nginx-6d5f-abcde+2`.
  fileprivate var text: String {
    guard let first = names.first else { return "" }
    let more = count > 1 ? "+\(count - 1)\(isFull ? " or more" : "")" : ""
    return printable(first) + more
  }
}
