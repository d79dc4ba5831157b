/// Telling a connection as soon as it is known, while it still goes on.
extension Tracer {
  /// Moves time on where no packet does: what is due by then is told or completed.
  public mutating func advance(to time: Int64) {
    process()
    guard now != .min, time > now else { return }
    now = time
    if time >= nextTick { tick(time) }
  }

  /// The paths announced since the last call; each of them will also be among those of `takePaths` when it is complete.
  public mutating func takeAnnounced() -> [Path] {
    defer { announced.removeAll(keepingCapacity: true) }
    return announced
  }

  mutating func watch(_ path: UInt32, after delay: Int64) {
    let entry = Announcements.Entry(path: path, serial: paths[path].serial)
    announcements.schedule(entry, at: now &+ delay)
  }

  mutating func announceDue() {
    while let due = announcements.next(until: now) {
      for entry in due where paths[entry.path].isAlive && paths[entry.path].serial == entry.serial { visit(entry.path) }
    }
  }

  private mutating func visit(_ path: UInt32) {
    let facts = facts(from: paths[path].firstFlow)
    if let told = announcements.told(path) {
      if told.state != facts.state || told.flowCount != paths[path].flowCount { announce(path, .update, told, facts) }
    } else if isKnown(path, facts) {
      announce(path, .open, nil, facts)
    } else {
      return watch(path, after: Announcements.interval)
    }
    if configuration.announces == .changes { watch(path, after: Announcements.updates) }
  }

  /// Whether there is something to tell: how it began is known, and no further tap has shown it for a moment; or it has
  /// waited long enough for an answer.
  private func isKnown(_ path: UInt32, _ facts: PathFacts) -> Bool {
    if now.since(facts.first) >= Announcements.patience { return true }
    switch facts.state {
    case .noReply, .halfOpen: return false
    case .partial: if !facts.isOK { return false }
    default: break
    }
    return now.since(latestBeginning(paths[path].firstFlow)) >= Announcements.quiet
  }

  /// When the last of the taps that show it did so first.
  private func latestBeginning(_ first: UInt32) -> Int64 {
    var flow = first
    var latest = Int64.min
    while flow != 0 {
      latest = max(latest, flows.slab[flow].first)
      flow = flows.slab[flow].nextInPath
    }
    return latest
  }

  private mutating func announce(_ path: UInt32, _ event: PathEvent, _ before: Announcements.Told?, _ facts: PathFacts)
  {
    knownIDs = before?.ids ?? []
    var described = paths[path].mayPart ? describe(mappings(of: path)) : [describe(members(of: path), facts)]
    knownIDs = []
    judge(&described, isComplete: false)
    for position in described.indices {
      described[position].event = event
      described[position].replaced = before?.replaced ?? []
    }
    announcements.note(
      path,
      Announcements.Told(
        ids: described.map(\.id), state: facts.state, flowCount: paths[path].flowCount,
        replaced: before?.replaced ?? []))
    announced += described
  }
}
