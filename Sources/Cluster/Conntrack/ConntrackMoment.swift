import Wire

/// Which of the entries of one tuple were meant at a time.
///
/// Within one table (host and zone) a tuple has one entry at a time. So that the entries' times decide, mostly:
/// ```
/// ──┬─ entry 1 ──────┬──┬─ entry 2 ───────  time →
///   NEW        DESTROY  NEW
///     ▲ at: 1        ▲ at: 1 or 2   ▲ at: 2
///                    ▲ beginningAt: 2
/// ```
/// - An entry can be meant from a second before its start to a second after its end; one without times always.
/// - One with times is preferred to those without.
/// - Whose start has passed is preferred to those that started before it: theirs is over, seen or not.
/// - conntrack stamps an event when it reads it. A packet that came up to `lag` before a stamp may belong to what the event
///   tells, so that near a change both entries are returned.
/// - Equal entries are one.
struct ConntrackMoment {
  /// Between the clocks of capture and conntrack.
  static let slack: Int64 = 1_000_000_000
  /// Between an event and its stamp, on a busy node.
  static let lag: Int64 = 100_000_000
  /// More answers than this say no more than this many.
  static let most = 64

  private let time: Int64
  private let isBeginning: Bool

  init(_ time: Int64, isBeginning: Bool) {
    self.time = time
    self.isBeginning = isBeginning
  }

  /// The part of a large group that can be meant: around the time, as the group is in the order of times.
  func near(_ places: ArraySlice<UInt32>, _ records: [ConntrackRecord]) -> ArraySlice<UInt32> {
    guard places.count > ConntrackTable.window else { return places }
    var (low, high) = (places.startIndex, places.endIndex)
    while low < high {
      let middle = low + (high - low) / 2
      if records[Int(places[middle])].order <= time { low = middle + 1 } else { high = middle }
    }
    let half = ConntrackTable.window / 2
    return places[max(places.startIndex, low - half)..<min(places.endIndex, low + half)]
  }

  /// - Parameter isSameTable: two are of one host and zone.
  func choose(
    _ all: [ConntrackRecord], _ isSameTable: (ConntrackRecord, ConntrackRecord) -> Bool
  ) -> [ConntrackRecord] {
    let possible = distinct(all.filter(canHold), isSameTable)
    return possible.filter { record in
      !possible.contains { isSameTable($0, record) && beats($0, record) }
    }
  }

  private func canHold(_ record: ConntrackRecord) -> Bool {
    if let start = record.start, start > time, start.since(time) > Self.slack { return false }
    if let end = record.end, end < time, time.since(end) > Self.slack { return false }
    return true
  }

  private func distinct(
    _ records: [ConntrackRecord], _ isSameTable: (ConntrackRecord, ConntrackRecord) -> Bool
  ) -> [ConntrackRecord] {
    var kept: [ConntrackRecord] = []
    for record in records where kept.count < Self.most {
      let isKnown = kept.contains {
        $0.original == record.original && $0.reply == record.reply && $0.start == record.start && $0.end == record.end
          && isSameTable($0, record)
      }
      if !isKnown { kept.append(record) }
    }
    return kept
  }

  /// The first excludes the second, of the same table.
  private func beats(_ first: ConntrackRecord, _ second: ConntrackRecord) -> Bool {
    guard first.isTimed else { return false }
    guard second.isTimed else { return true }
    if isBeginning, let verdict = beginsNearer(first, second) { return verdict }
    guard let start = first.start else {
      guard let end = first.end, let other = second.end, second.start == nil else { return false }
      return time <= end && end < other
    }
    guard start <= time else { return false }
    if let other = second.start, other <= time { return other < start }
    guard let end = first.end, time <= end else { return false }
    return second.start.map { $0.since(time) > Self.lag } ?? true
  }

  /// nil when neither of the two began about now.
  private func beginsNearer(_ first: ConntrackRecord, _ second: ConntrackRecord) -> Bool? {
    let distances = (first.start?.distance(from: time) ?? .max, second.start?.distance(from: time) ?? .max)
    guard min(distances.0, distances.1) <= Self.lag else { return nil }
    return distances.0 <= Self.lag && distances.0 < distances.1 / 4
  }
}
