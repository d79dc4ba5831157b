import Wire

/// When a path is complete, and which path goes first when memory is short.
extension Tracer {
  private static var visitInterval: Int64 { 15_000_000_000 }
  /// Half-open paths older than this go first when room is needed (reliability T1).
  private static var halfOpenAge: Int64 { 5_000_000_000 }

  /// Looks at one second's list of paths: completes what is due, puts the rest off.
  mutating func revisit(_ first: UInt32) {
    var path = first
    while path != 0 {
      let following = paths[path].wheelNext
      if !paths[path].isAlive {
        paths.remove(path)
      } else {
        let due = deadline(of: path)
        if due <= now {
          complete(path, evicted: false)
          paths.remove(path)
        } else {
          wheel.schedule(path, at: min(due, now &+ Self.visitInterval), in: &paths)
        }
      }
      path = following
    }
  }

  /// All mappings of a connection end together, with the last.
  private func deadline(of path: UInt32) -> Int64 {
    guard paths[path].mayPart else { return deadline(life(of: path)) }
    return mappings(of: path).map { deadline(life(of: $0)) }.max() ?? .max
  }

  private func deadline(_ life: Life) -> Int64 {
    let timeouts = configuration.timeouts
    switch life.transport {
    case .tcp, .sctp:
      if life.isClosed { return life.last &+ timeouts.closed &+ (taps.hostCount > 1 ? configuration.skew : 0) }
      return life.last &+ (life.isEstablished ? timeouts.established : timeouts.handshake)
    case .icmp, .icmpv6: return life.last &+ timeouts.echo
    default: return life.last &+ timeouts.datagram
    }
  }

  private struct Life {
    var transport: TransportProtocol
    var last = Int64.min
    var isClosed = false
    var isEstablished = false
    var packets = 0

    mutating func take(_ flow: borrowing Flow) {
      let marks = flow.marks
      last = max(last, flow.last)
      if flow.isClosed || marks.contains(.superseded) { isClosed = true }
      if marks.contains(.established) || !marks.contains(.isnKnown) { isEstablished = true }
      packets = max(packets, Int(flow.packetsA) + Int(flow.packetsB))
    }
  }

  private func life(of members: [UInt32]) -> Life {
    var life = Life(transport: flows.slab[members[0]].transport)
    for member in members { life.take(flows.slab[member]) }
    return life
  }

  private func life(of path: UInt32) -> Life {
    var flow = paths[path].firstFlow
    var life = Life(transport: flows.slab[flow].transport)
    while flow != 0 {
      life.take(flows.slab[flow])
      flow = flows.slab[flow].nextInPath
    }
    return life
  }

  /// Ends a connection: tells it, if that was not done, and gives its flows back.
  mutating func complete(_ path: UInt32, evicted: Bool) {
    if !paths[path].isTold { tell(path, evicted: evicted) }
    release(paths[path].firstFlow)
    paths[path].isAlive = false
  }

  /// Names a connection's paths and counts them.
  mutating func tell(_ path: UInt32, evicted: Bool) {
    let told = configuration.announces == .nothing ? nil : announcements.take(path)
    knownIDs = told?.ids ?? []
    if paths[path].mayPart {
      finish(describe(mappings(of: path), evicted: evicted, counting: true), told)
    } else {
      let facts = self.facts(from: paths[path].firstFlow)
      if configuration.describesPaths { finish([describe(members(of: path), facts, evicted: evicted)], told) }
      count(paths[path].firstFlow, facts, evicted: evicted)
    }
    knownIDs = []
    paths[path].isTold = true
  }

  private mutating func finish(_ described: [Path], _ told: Announcements.Told?) {
    var described = described
    judge(&described, isComplete: true)
    for var path in described {
      measure(path.hops)
      if let told { path.replaced = told.replaced }
      finished.append(path)
    }
  }

  private mutating func count(_ first: UInt32, _ facts: PathFacts, evicted: Bool) {
    let isUnmatched = isUnmatched(first, facts)
    count { facts.add(to: &$0, isUnmatched: isUnmatched, evicted: evicted) }
  }

  private mutating func release(_ first: UInt32) {
    var flow = first
    while flow != 0 {
      let next = flows.slab[flow].nextInPath
      if flows.slab[flow].marks.contains(.rejected) { rejections[flow] = nil }
      if configuration.explains { refused[flow] = nil }
      if configuration.judges { notes.remove(flows.slab[flow].serial) }
      flows.remove(flow)
      flow = next
    }
  }

  func facts(from first: UInt32) -> PathFacts {
    var facts = PathFacts(transport: flows.slab[first].transport)
    var flow = first
    while flow != 0 {
      facts.take(flows.slab[flow], isHead: flows.slab[flow].key.hasSameEnds(as: flows.slab[first].key))
      flow = flows.slab[flow].nextInPath
    }
    return facts
  }

  /// - Parameter all: the flows of each mapping of the connection.
  private func facts(of sightings: [UInt32], in all: [[UInt32]]) -> PathFacts {
    var facts = PathFacts(transport: flows.slab[sightings[0]].transport)
    let shared = Set(sightings.filter { flow in all.count { $0.contains(flow) } > 1 })
    let beganAnew = sightings.contains { !shared.contains($0) && flows.slab[$0].has(syn: true) }
    for flow in sightings {
      let isHead = flows.slab[flow].key.hasSameEnds(as: flows.slab[sightings[0]].key)
      if shared.contains(flow) {
        facts.take(shared: flows.slab[flow], isHead: isHead, beganAnew: beganAnew)
      } else {
        facts.take(flows.slab[flow], isHead: isHead)
      }
    }
    return facts
  }

  /// One path for each mapping of a connection.
  mutating func describe(_ mappings: [[UInt32]], evicted: Bool = false, counting: Bool = false) -> [Path] {
    var described: [Path] = []
    for members in mappings {
      let facts = self.facts(of: members, in: mappings)
      if configuration.describesPaths { described.append(describe(members, facts, evicted: evicted)) }
      if counting { count(members[0], facts, evicted: evicted) }
    }
    let ids = described.map(\.id)
    for position in described.indices {
      described[position].related = ids.enumerated().filter { $0.offset != position }.map(\.element)
    }
    return described
  }

  /// Gives up the least promising of a sample of paths: half-open ones first, then those of few packets, then the idlest.
  mutating func makeRoom() {
    var worst: UInt32 = 0
    var worstScore = Int64.min
    var looked = 0
    while looked < 64 {
      evictionHand = evictionHand >= paths.highestUsed ? 1 : evictionHand + 1
      looked += 1
      guard paths[evictionHand].isAlive else { continue }
      let score = score(of: evictionHand)
      if score > worstScore {
        worst = evictionHand
        worstScore = score
      }
    }
    if worst == 0 { worst = oldestAlive() }
    complete(worst, evicted: true)
  }

  private func score(of path: UInt32) -> Int64 {
    let life = life(of: path)
    let year: Int64 = 31_536_000_000_000_000
    let idle = min(now.since(life.last), year - 1)
    if life.isClosed { return idle + 3 * year }
    if !life.isEstablished && idle > Self.halfOpenAge { return idle + 2 * year }
    return life.packets < 3 ? idle + year : idle
  }

  private func oldestAlive() -> UInt32 {
    var path: UInt32 = 1
    var oldest: UInt32 = 0
    while path <= paths.highestUsed {
      if paths[path].isAlive, oldest == 0 || paths[path].serial < paths[oldest].serial { oldest = path }
      path += 1
    }
    return oldest
  }
}
