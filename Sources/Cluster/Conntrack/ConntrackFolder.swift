import Wire

/// Puts the events of one connection together, within one file.
///
/// ```
/// [NEW] ─▶ start    [UPDATE] ─▶ state, flags    [DESTROY] ─▶ end
/// ```
/// A connection is one original tuple in one zone until it is destroyed, or until its reply, or the kernel's number of it,
/// changes: its `DESTROY` was lost then. The number alone says little: the next connection of the tuple can have the same.
struct ConntrackFolder {
  private struct Key: Hashable {
    var tuple: Tuple
    var zone: UInt16
  }

  private struct Known {
    var place: Int
    /// Its NEW was read; there is only one.
    var isBegun: Bool
    var isDestroyed = false
  }

  private let file: Int
  private var latest: [Key: Known] = [:]

  init(file: Int) { self.file = file }

  /// - Parameters:
  ///   - text: where `line`'s ranges lie.
  ///   - number: of the line.
  mutating func add(_ line: ConntrackLine, _ text: [UInt8], number: Int, to records: inout ConntrackRecords) {
    var record = ConntrackRecord(line, file: file, number: number)
    record.state = line.state.map { records.number(ofState: text[$0]) } ?? 0
    guard let event = line.event else {
      _ = records.append(record)
      return
    }
    let key = Key(tuple: record.original, zone: record.zone)
    if let known = latest[key], continues(record, event, known, records.list[known.place]) {
      // Events of one connection can be told late; after its end they are no news.
      if !known.isDestroyed { update(&records.list[known.place], with: record, line) }
    } else {
      update(&record, with: record, line)
      guard let place = records.append(record) else { return }
      latest[key] = Known(place: place, isBegun: false)
    }
    if event == .new { latest[key]?.isBegun = true }
    if event == .destroy { latest[key]?.isDestroyed = true }
  }

  private func continues(
    _ record: ConntrackRecord, _ event: ConntrackLine.Event, _ known: Known, _ earlier: ConntrackRecord
  ) -> Bool {
    guard record.reply == earlier.reply, event != .new || !(known.isBegun || known.isDestroyed) else { return false }
    if record.id != 0 && earlier.id != 0 { return record.id == earlier.id }
    return !known.isDestroyed
  }

  private func update(_ record: inout ConntrackRecord, with news: ConntrackRecord, _ line: ConntrackLine) {
    if news.state != 0 { record.state = news.state }
    record.flags = news.flags
    if record.start == nil { record.start = line.event == .new ? line.stamp : line.kernelStart }
    if line.event == .destroy && record.end == nil { record.end = line.stamp }
  }
}

extension ConntrackLine {
  /// When the kernel began it, of `-o ktimestamp`, to the second.
  ///
  /// The date is in an unsaid time zone. Only where a second date or the age shows that the same clock gives the event's
  /// stamp, the zone is UTC and the date is believed.
  var kernelStart: Int64? {
    guard let startDate, let stamp, let last = stopDate ?? age.map({ startDate + min($0, 1 << 40) }),
      startDate <= last, abs(last - stamp / 1_000_000_000) <= 2
    else { return nil }
    return startDate * 1_000_000_000
  }
}
