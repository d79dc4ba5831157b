/// A connection in the making: the list of flows that were found to be one. It becomes one path for each of its mappings.
struct PathRecord: BitwiseCopyable {
  var firstFlow: UInt32
  var lastFlow: UInt32
  var flowCount: UInt32 = 1
  var wheelNext: UInt32 = 0
  /// Counts paths as they are made: the order of start.
  var serial: UInt64
  /// A flow of the path that this one likely goes on as, behind a proxy; 0 unknown.
  var continuation: UInt32 = 0
  var continuationSerial: UInt32 = 0
  var isAlive = true
  /// It is among the paths handed out; its record only takes what comes late.
  var isTold = false
  /// It is in the list of those that ended and are about to be told.
  var awaitsQuiet = false
  /// Its flows have more than one pair of ends.
  var isTranslated = false
  /// It may have more than one NAT mapping: some of its flows seemed to exclude each other, or its SYN was sent again.
  var mayPart = false
}

/// Paths by the second at which they are looked at again: 256 lists, so that nothing is sorted and no record is touched
/// before its time. A path further away is looked at in between.
struct PathWheel {
  static let slots = 256
  private var heads = [UInt32](repeating: 0, count: slots)
  private var tails = [UInt32](repeating: 0, count: slots)
  private(set) var tick: Int64 = .min

  static func tick(of time: Int64) -> Int64 { time >= 0 ? time / 1_000_000_000 : (time + 1) / 1_000_000_000 - 1 }

  mutating func start(at time: Int64) { tick = Self.tick(of: time) }
  var isStarted: Bool { tick != .min }

  mutating func schedule(_ path: UInt32, at time: Int64, in records: inout Slab<PathRecord>) {
    let wanted = Self.tick(of: time)
    let due = min(max(wanted, tick + 1), tick + Int64(Self.slots) - 1)
    let slot = Int(due & Int64(Self.slots - 1))
    records[path].wheelNext = 0
    if heads[slot] == 0 { heads[slot] = path } else { records[tails[slot]].wheelNext = path }
    tails[slot] = path
  }

  /// Gives back the records of paths that ended before their time came: only when there is no room left, so that each
  /// costs its share of one walk.
  mutating func sweep(_ records: inout Slab<PathRecord>) {
    for slot in 0..<Self.slots {
      var path = heads[slot]
      heads[slot] = 0
      tails[slot] = 0
      while path != 0 {
        let following = records[path].wheelNext
        if records[path].isAlive {
          records[path].wheelNext = 0
          if heads[slot] == 0 { heads[slot] = path } else { records[tails[slot]].wheelNext = path }
          tails[slot] = path
        } else {
          records.remove(path)
        }
        path = following
      }
    }
  }

  /// Moves one second on and hands out that second's list; nil when `time` is reached.
  mutating func next(until time: Int64) -> UInt32? {
    let target = Self.tick(of: time)
    guard tick < target else { return nil }
    if target - tick > Int64(Self.slots) { tick = target - Int64(Self.slots) }
    tick += 1
    let slot = Int(tick & Int64(Self.slots - 1))
    defer {
      heads[slot] = 0
      tails[slot] = 0
    }
    return heads[slot]
  }
}
