/// Connections that are told before they are complete: which were, under which ids, and which are to be looked at when.
/// A connection is looked at every so often until it is known: rarely enough to cost little, often enough that nobody
/// waits a second.
struct Announcements {
  /// What was told of a connection.
  struct Told {
    /// One for each of its mappings, in their order.
    var ids: [String]
    var state: PathState
    var flowCount: UInt32
    /// Ids told of connections that turned out to be this one.
    var replaced: [String] = []
  }

  struct Entry {
    var path: UInt32
    var serial: UInt64
  }

  /// Nanoseconds after which a new connection is first looked at, and how long no further tap must have shown it to be known.
  static let quiet: Int64 = 250_000_000
  /// It is looked at again so often, until it is known.
  static let interval: Int64 = 200_000_000
  /// A client that had no answer has asked again twice by now (after 1 s and 3 s): that is a failure.
  static let patience: Int64 = 3_500_000_000
  /// Changes are looked for so often.
  static let updates: Int64 = 1_000_000_000

  static let tickLength: Int64 = 50_000_000
  private static let slots = 64
  private var lists = [[Entry]](repeating: [], count: slots)
  private var tick = Int64.min
  private var told: [UInt32: Told] = [:]

  mutating func schedule(_ entry: Entry, at time: Int64) {
    let wanted = time / Self.tickLength
    if tick == .min { tick = wanted - 1 }
    let due = min(max(wanted, tick + 1), tick + Int64(Self.slots) - 1)
    lists[Int(due & Int64(Self.slots - 1))].append(entry)
  }

  /// Those that are due, tick by tick; nil when `time` is reached.
  mutating func next(until time: Int64) -> [Entry]? {
    let target = time / Self.tickLength
    guard tick != .min, tick < target else { return nil }
    if target - tick > Int64(Self.slots) { tick = target - Int64(Self.slots) }
    tick += 1
    let slot = Int(tick & Int64(Self.slots - 1))
    defer { lists[slot] = [] }
    return lists[slot]
  }

  func told(_ path: UInt32) -> Told? { told[path] }

  mutating func note(_ path: UInt32, _ what: Told) { told[path] = what }

  /// It is complete.
  mutating func take(_ path: UInt32) -> Told? { told.removeValue(forKey: path) }

  /// Two connections are one: both ids, if there are two, stay known.
  mutating func merge(_ keep: UInt32, _ drop: UInt32) {
    guard let other = told.removeValue(forKey: drop) else { return }
    if told[keep] == nil { told[keep] = other } else { told[keep]?.replaced += other.ids + other.replaced }
  }
}
