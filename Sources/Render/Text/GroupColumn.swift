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

  private init(_ title: String, _ cells: [String], isNumber: Bool, yields: Int?, leaves: Int?) {
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

  static func counts(of groups: [GroupTable.Group], by grouping: Grouping, _ options: TextOptions) -> [GroupColumn] {
    func column(
      _ title: String, leaves: Int? = nil, isNumber: Bool = true, _ text: (GroupCounts) -> String?
    ) -> GroupColumn {
      GroupColumn(
        title, groups.map { text($0.counts) ?? "" }, isNumber: isNumber, yields: nil, leaves: leaves)
    }
    let outcome = [
      column("CONNS") { "\($0.connections)" },
      column("OK") { "\($0.ok)" },
      column("FAILED") { options.style($0.failed > 0 ? .bad : .good, "\($0.failed)") },
      column("OK%", leaves: 8, \.okShare),
    ]
    let connect = [
      column("CONNECT P50", leaves: 9) { $0.connect.text(0.5) },
      column("CONNECT P99", leaves: 12) { $0.connect.text(0.99) },
    ]
    let size = column("BYTES", leaves: 4) { SizeText.bytes($0.bytes.request + $0.bytes.reply) }
    let earliest = groups.map(\.counts.first).min()
    let last = column("LAST SEEN", leaves: 1) { options.time.seconds($0.last, since: earliest) }
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

extension TimeFormat {
  /// Whole seconds of the day, or as asked for; relative times since the first packet of all.
  fileprivate func seconds(_ time: Int64, since earliest: Int64?) -> String {
    guard self != .time else { return TimeText.ofDay(time, places: 3).prefix(8) + "Z" }
    return text(time, TimeReference().after(earliest), places: 3)
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
