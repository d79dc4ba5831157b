import Trace

/// What a table of groups counts.
struct GroupCountColumns {
  let groups: [GroupTable.Group]
  let options: TextOptions

  func all(by grouping: Grouping) -> [GroupColumn] {
    guard grouping != .service else { return outcome + connect + [size, backends, last] }
    return outcome + trouble + connect + firstByte + [size, last]
  }

  private func column(
    _ title: String, leaves: Int? = nil, isNumber: Bool = true, _ text: (GroupCounts) -> String?
  ) -> GroupColumn {
    GroupColumn(title, groups.map { text($0.counts) ?? "" }, isNumber: isNumber, yields: nil, leaves: leaves)
  }

  private var outcome: [GroupColumn] {
    [
      column("CONNS") { "\($0.connections)" },
      column("OK") { "\($0.ok)" },
      column("FAILED") { options.style($0.failed > 0 ? .bad : .good, "\($0.failed)") },
      column("OK%", leaves: 8, \.okShare),
    ]
  }

  private var trouble: [GroupColumn] {
    [
      column("FAILURES", leaves: 13, isNumber: false, \.failureText),
      column("RETRANS", leaves: 11) { "\($0.retransmissions)" },
      column("OPEN", leaves: 10) { "\($0.openAges.count)" },
      column("OLDEST", leaves: 3) { $0.openAges.count > 0 ? TimeText.duration($0.openAges.greatest) : nil },
      column("MEDIAN AGE", leaves: 2) { $0.openAges.text(0.5) },
    ]
  }

  private var connect: [GroupColumn] {
    [
      column("CONNECT P50", leaves: 9) { $0.connect.text(0.5) },
      column("CONNECT P99", leaves: 12) { $0.connect.text(0.99) },
    ]
  }

  private var firstByte: [GroupColumn] {
    [
      column("1ST BYTE P50", leaves: 5) { $0.firstByte.text(0.5) },
      column("1ST BYTE P99", leaves: 7) { $0.firstByte.text(0.99) },
    ]
  }

  private var size: GroupColumn {
    column("BYTES", leaves: 4) { SizeText.bytes($0.bytes.request + $0.bytes.reply) }
  }

  private var backends: GroupColumn { column("BACKENDS", leaves: 6, isNumber: false, \.backends.text) }

  private var last: GroupColumn {
    let earliest = groups.map(\.counts.first).min()
    return column("LAST SEEN", leaves: 1) { options.time.seconds($0.last, since: earliest) }
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
  var text: String {
    guard let first = names.first else { return "" }
    let more = count > 1 ? "+\(count - 1)\(isFull ? " or more" : "")" : ""
    return printable(first) + more
  }
}
