/// The moment that a file's name says, when it says one that cannot be mistaken for anything else.
///
/// | name | time |
/// |---|---|
/// | `cluster-20261124T101500Z.json`, `20261124_101500.json`, `cluster-20261124101500.yaml` | 10:15:00 |
/// | `cluster-2026-11-24T10:15:00+01:00.json` | 09:15:00 |
/// | `cluster-2026-11-24_10-15-00.json` | 10:15:00 |
/// | `cluster-20261124.json`, `pod-1795515300.json` | none: a day, a number |
/// | two different ones in one name, or a number behind one: `20261124-101500-0100.json` | none |
///
/// Without a zone it is UTC, as with `--at`.
enum FileNameTime {
  static func find(in path: String) -> Int64? {
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    guard name.utf8.count <= 255 else { return nil }
    var cursor = TextCursor(name)
    var found: Set<Int64> = []
    while !cursor.isAtEnd {
      let isStart = !(cursor.previous.map(TextCursor.isDigit) ?? false)
      guard isStart, let time = time(at: cursor) else {
        cursor.advance()
        continue
      }
      guard let value = time.value else { return nil }
      found.insert(value)
      cursor = time.end
    }
    return found.count == 1 ? found.first : nil
  }

  /// - Returns: nil when no date and time begin here; without a value when they do, but what follows makes them doubtful.
  private static func time(at start: TextCursor) -> (value: Int64?, end: TextCursor)? {
    var cursor = start
    guard let date = cursor.date(separator: "-") ?? cursor.date(separator: ""), (2000...2099).contains(date.year)
    else { return nil }
    if cursor.take(oneOf: "Tt_- ") == nil, cursor.next.map(TextCursor.isDigit) != true { return nil }
    guard let clock = cursor.clockWithAnySeparator() else { return nil }
    let fraction = cursor.fraction() ?? 0
    let zone = cursor.zone()
    if cursor.next.map(TextCursor.isDigit) == true { return (nil, cursor) }
    if zone == nil, cursor.isBeforeOffset { return (nil, cursor) }
    return (TimeParser.nanoseconds(date, clock, fraction: fraction, zone: zone ?? 0), cursor)
  }
}

extension TextCursor {
  fileprivate mutating func clockWithAnySeparator() -> CivilClock? {
    for separator in ["", ":", "-", "_", "."] {
      if let clock = clock(separator: separator) { return clock }
    }
    return nil
  }

  /// `-0100`, `+01`: a zone to some, a number to others.
  fileprivate var isBeforeOffset: Bool {
    var copy = self
    return copy.take(oneOf: "+-") != nil && copy.next.map(Self.isDigit) == true
  }
}
