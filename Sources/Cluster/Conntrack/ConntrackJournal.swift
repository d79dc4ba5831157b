import Wire

/// Connections that this machine's kernel rewrites, as it tells of them while they go on: the live counterpart of
/// `ConntrackTable`, with the same answers.
///
/// Bounded: what the kernel has forgotten is kept for as long as packets of it may still be judged, and beyond `limit` the
/// oldest ones go first. Connections that are not rewritten are not kept.
public struct ConntrackJournal: Sendable {
  /// Entries kept at once; the kernel's own table holds 262,144 by default, most of them not rewritten.
  public static let limit = 131_072
  /// A stamp is taken when an event is read, which is later than the packet.
  private static let lag: Int64 = 2_000_000_000

  private struct Record: Sendable {
    var entry: ConntrackEntry
    var id: UInt32
  }

  private struct Name: Hashable {
    var original: Tuple
    var zone: UInt16
  }

  private let most: Int
  private var records: [UInt64: Record] = [:]
  /// Serial numbers, in the order in which they were told.
  private var byOriginal: [Tuple: [UInt64]] = [:]
  private var byTranslated: [Tuple: [UInt64]] = [:]
  private var current: [Name: UInt64] = [:]
  private var nextSerial: UInt64 = 0
  private var oldest: UInt64 = 0
  public private(set) var hosts: [String] = []
  /// Entries that had to go although they may have been needed.
  public private(set) var evicted = 0

  public init() { most = Self.limit }

  /// With room for fewer: for tests.
  init(most: Int) { self.most = most }

  public var isEmpty: Bool { records.isEmpty }
  public var count: Int { records.count }

  public mutating func note(_ event: ConntrackEvent) {
    guard event.entry.isDNAT || event.entry.isSNAT else { return }
    let name = Name(original: event.entry.original, zone: event.entry.zone)
    let known = current[name]
    switch event.kind {
    case .destroy:
      // Of one whose beginning was lost, too, it says what was rewritten.
      if known == nil { add(event, name, start: event.entry.start) }
      guard let serial = current.removeValue(forKey: name) else { return }
      records[serial]?.entry.end = event.time
    case .listed, .update:
      // A number can come back, with another backend, when the events between were lost.
      if let serial = known, let record = records[serial], record.id == event.id,
        record.entry.reply == event.entry.reply
      {
        return refresh(serial, event.entry)
      }
      add(event, name, start: event.entry.start)
    case .new: add(event, name, start: event.entry.start ?? event.time)
    }
  }

  private mutating func refresh(_ serial: UInt64, _ entry: ConntrackEntry) {
    records[serial]?.entry.state = entry.state
    records[serial]?.entry.flags = entry.flags
  }

  private mutating func add(_ event: ConntrackEvent, _ name: Name, start: Int64?) {
    // Its end was not told: events were lost.
    if let before = current[name] { records[before]?.entry.end = event.time }
    while records.count >= most { forgetOldest() }
    var entry = event.entry
    entry.start = start
    if !hosts.contains(entry.host) { hosts.append(entry.host) }
    let serial = nextSerial
    nextSerial += 1
    records[serial] = Record(entry: entry, id: event.id)
    byOriginal[entry.original, default: []].append(serial)
    byTranslated[entry.translated, default: []].append(serial)
    current[name] = serial
  }

  private mutating func forgetOldest() {
    while oldest < nextSerial, records[oldest] == nil { oldest += 1 }
    guard records[oldest] != nil else { return }
    evicted += 1
    remove(oldest)
  }

  /// Forgets connections that ended before then.
  public mutating func expire(before time: Int64) {
    for serial in records.filter({ ($0.value.entry.end ?? .max) < time }).map(\.key) { remove(serial) }
  }

  private mutating func remove(_ serial: UInt64) {
    guard let entry = records.removeValue(forKey: serial)?.entry else { return }
    byOriginal[entry.original]?.removeAll { $0 == serial }
    if byOriginal[entry.original]?.isEmpty == true { byOriginal[entry.original] = nil }
    byTranslated[entry.translated]?.removeAll { $0 == serial }
    if byTranslated[entry.translated]?.isEmpty == true { byTranslated[entry.translated] = nil }
    let name = Name(original: entry.original, zone: entry.zone)
    if current[name] == serial { current[name] = nil }
  }

  /// The connections whose request came in with this tuple and that began about then, or before.
  public func entries(original tuple: Tuple, beginningAt time: Int64) -> [ConntrackEntry] {
    choose(byOriginal[tuple], time)
  }

  /// The connections whose request left with this tuple.
  public func entries(translated tuple: Tuple, beginningAt time: Int64) -> [ConntrackEntry] {
    choose(byTranslated[tuple], time)
  }

  /// Of each zone, the one whose beginning is nearest: a port that is used again is another connection.
  private func choose(_ serials: [UInt64]?, _ time: Int64) -> [ConntrackEntry] {
    var chosen: [ConntrackEntry] = []
    for serial in serials ?? [] {
      guard let entry = records[serial]?.entry, Self.canHold(entry, time) else { continue }
      if let place = chosen.firstIndex(where: { $0.zone == entry.zone }) {
        if Self.distance(entry, time) < Self.distance(chosen[place], time) { chosen[place] = entry }
      } else {
        chosen.append(entry)
      }
    }
    return chosen
  }

  private static func canHold(_ entry: ConntrackEntry, _ time: Int64) -> Bool {
    if let start = entry.start, start > time, start.since(time) > lag { return false }
    if let end = entry.end, end < time, time.since(end) > lag { return false }
    return true
  }

  /// What was there before the run is farther than anything.
  private static func distance(_ entry: ConntrackEntry, _ time: Int64) -> Int64 {
    guard let start = entry.start else { return .max }
    return start.distance(from: time)
  }
}
