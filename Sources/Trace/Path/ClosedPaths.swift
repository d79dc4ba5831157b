import Wire

/// Connections that ended well and will hardly change: told a second after their end, long before their records go.
///
/// An end is settled at a tap when both FINs passed it and so did the acknowledgement of each: an acknowledged FIN is not
/// repeated. One that is repeated all the same says that an acknowledgement was lost further on; such a connection waits
/// for its time-out, as those do that a RST ended.
struct ClosedPaths {
  struct Entry {
    var path: UInt32
    var serial: UInt64
    var due: Int64
  }

  /// Nanoseconds without a packet after a settled end: Linux repeats a FIN after 200 ms, 400 ms, 800 ms, so that one whose
  /// acknowledgement was lost is repeated before.
  static let quiet: Int64 = 1_000_000_000
  /// They are looked for at most so often.
  static let tickLength: Int64 = 50_000_000
  /// In the order of `due`.
  private var entries: [Entry] = []
  private var head = 0

  mutating func append(_ entry: Entry) { entries.append(entry) }

  var nextDue: Int64? { head < entries.count ? entries[head].due : nil }

  mutating func next(until time: Int64) -> Entry? {
    guard head < entries.count, entries[head].due <= time else { return nil }
    defer {
      head += 1
      if head == entries.count || head >= 1 << 12 {
        entries.removeFirst(head)
        head = 0
      }
    }
    return entries[head]
  }
}

/// How far a flow's end is, one bit each.
struct EndMarks: OptionSet, BitwiseCopyable {
  var rawValue: UInt8
  static let finOfAAcknowledged = EndMarks(rawValue: 1)
  static let finOfBAcknowledged = EndMarks(rawValue: 1 << 1)
  /// A FIN was repeated after both were acknowledged.
  static let restless = EndMarks(rawValue: 1 << 2)
  static let settled: EndMarks = [.finOfAAcknowledged, .finOfBAcknowledged]
}

extension Tracer {
  /// A packet of a TCP flow that has seen both FINs.
  @inline(never)
  mutating func takeEnd(_ flow: UInt32, _ flags: TCPFlags, _ acknowledgement: UInt32, fromA: Bool) {
    let before = flows.slab[flow].end
    if before.isSuperset(of: .settled) {
      if flags.contains(.fin) { flows.slab[flow].end.insert(.restless) }
      return
    }
    let expected = fromA ? flows.slab[flow].nextSequenceB : flows.slab[flow].nextSequenceA
    guard flags.contains(.ack), acknowledgement == expected else { return }
    flows.slab[flow].end.insert(fromA ? .finOfBAcknowledged : .finOfAAcknowledged)
    if flows.slab[flow].end == .settled { awaitQuiet(flows.slab[flow].path) }
  }

  private mutating func awaitQuiet(_ path: UInt32) {
    // Clocks of several hosts differ, and what goes on is told by announcements.
    guard taps.hostCount <= 1, configuration.announces == .nothing, !paths[path].awaitsQuiet else { return }
    let (due, isTooLate) = now.addingReportingOverflow(ClosedPaths.quiet)
    guard !isTooLate else { return }
    paths[path].awaitsQuiet = true
    closed.append(ClosedPaths.Entry(path: path, serial: paths[path].serial, due: due))
    nextTick = min(nextTick, due)
  }

  /// Tells those that have been quiet for long enough, and says when to look again.
  mutating func tellClosed(at time: Int64) {
    while let entry = closed.next(until: time) {
      guard paths[entry.path].isAlive, paths[entry.path].serial == entry.serial else { continue }
      paths[entry.path].awaitsQuiet = false
      guard !paths[entry.path].isTold, let last = settledEnd(of: entry.path) else { continue }
      if time.since(last) >= ClosedPaths.quiet { tell(entry.path, evicted: false) } else { awaitQuiet(entry.path) }
    }
    guard let due = closed.nextDue else { return }
    let (soon, isLast) = time.addingReportingOverflow(ClosedPaths.tickLength)
    nextTick = min(nextTick, isLast ? .max : max(due, soon))
  }

  /// When a connection's last packet came; nil unless it has ended at each of the taps that show it.
  private func settledEnd(of path: UInt32) -> Int64? {
    guard !paths[path].mayPart else { return nil }
    var flow = paths[path].firstFlow
    var last = Int64.min
    while flow != 0 {
      let isReset = !flows.slab[flow].marks.isDisjoint(with: [.rstFromA, .rstFromB, .rejected])
      guard flows.slab[flow].end == .settled, !isReset else { return nil }
      last = max(last, flows.slab[flow].last)
      flow = flows.slab[flow].nextInPath
    }
    return last
  }
}
