import Wire

/// Edges met so far; bounded, for a capture can name any number of interfaces.
struct EdgeTable {
  private struct Key: Hashable {
    var from: EdgePlace
    var to: EdgePlace
    var kind: EdgeKind
  }

  static let size = 4096
  private var edges: [Edge] = []
  private var places: [Key: Int] = [:]

  /// In the order of taps.
  var all: [Edge] {
    edges.sorted { left, right in
      (left.from.tap, left.to.tap, left.kind.rawValue, left.from.direction.rawValue, left.to.direction.rawValue)
        < (
          right.from.tap, right.to.tap, right.kind.rawValue, right.from.direction.rawValue, right.to.direction.rawValue
        )
    }
  }

  mutating func add(_ before: Hop, _ hop: Hop, _ taps: TapTable, _ change: (inout Edge) -> Void) {
    let from = EdgePlace(before, tap: taps.representative(of: before.tap))
    let key = Key(from: from, to: EdgePlace(hop, tap: taps.representative(of: hop.tap)), kind: EdgeKind(before, hop))
    if let place = places[key] { return change(&edges[place]) }
    guard edges.count < Self.size else { return }
    places[key] = edges.count
    edges.append(Edge(from: key.from, to: key.to, kind: key.kind))
    change(&edges[edges.count - 1])
  }
}

extension Tracer {
  /// What was measured between taps, over all completed paths.
  public var edges: [Edge] { edgeTable.all }

  /// Counts a completed path's hops to the edges between them: requests and answers may take different ways.
  mutating func measure(_ hops: [Hop]) {
    guard hops.count > 1 else { return }
    let requests = hops.filter { $0.packets.request > 0 }
    for (before, hop) in zip(requests, requests.dropFirst()) {
      edgeTable.add(before, hop, taps) { edge in
        edge.paths += 1
        if let latency = hop.latency { edge.requestLatency.add(latency) }
        edge.lost.request += hop.lost.request
      }
    }
    let replies = hops.filter { $0.packets.reply > 0 }
    for (before, hop) in zip(replies, replies.dropFirst()) {
      edgeTable.add(before, hop, taps) { edge in
        if let latency = hop.replyLatency { edge.replyLatency.add(latency) }
        edge.lost.reply += hop.lost.reply
      }
    }
  }

  /// Times and losses between the hops of one path.
  /// - Parameters:
  ///   - flows: of the hops that were seen, in their order.
  ///   - hops: all.
  ///   - isOneOfSeveral: the hops of the front show other mappings' packets too, which were not lost.
  func time(_ flows: [Flow], _ hops: inout [Hop], isOneOfSeveral: Bool) {
    guard flows.count > 1 else { return }
    let places = hops.indices.filter { hops[$0].isSeen }
    var (asked, answered): (Flow?, Flow?)
    for (flow, place) in zip(flows, places) {
      hops[place].latency = asked.flatMap { areComparable($0, flow) ? flow.requestLatency(since: $0) : nil }
      hops[place].replyLatency = answered.flatMap { areComparable($0, flow) ? $0.replyLatency(since: flow) : nil }
      if flow.firstRequest != nil { asked = flow }
      if flow.firstReply != nil { answered = flow }
    }
    if isOneOfSeveral { return }
    for (position, lost) in losses(flows, isRequest: true) { hops[places[position]].lost.request = lost }
    for (position, lost) in losses(flows, isRequest: false) { hops[places[position]].lost.reply = lost }
  }

  /// One clock stamped both, or two that were compared.
  private func areComparable(_ one: Flow, _ other: Flow) -> Bool {
    let (left, right) = (one.key.tap, other.key.tap)
    if taps.hosts[left] == taps.hosts[right] || configuration.uncomparedHosts.isEmpty { return true }
    return [left, right].allSatisfy { tap in
      taps.taps[tap].host.map { !configuration.uncomparedHosts.contains($0) } ?? true
    }
  }

  /// Copies lost on the way to each flow (or, for answers, from it to the one before), by its position.
  private func losses(_ flows: [Flow], isRequest: Bool) -> [Int: Int] {
    let passed = flows.indices.filter { isRequest ? flows[$0].requestPackets > 0 : flows[$0].replyPackets > 0 }
    let way = isRequest ? passed : passed.reversed()
    guard way.count > 1,
      !way.contains(where: { taps.hasLost(flows[$0].key.tap, from: flows[$0].first, to: flows[$0].last) })
    else { return [:] }
    let isTCP = flows[0].transport == .tcp
    let counts = way.map { flows[$0].lossCount(isRequest: isRequest) }
    guard way.allSatisfy({ flows[$0].isWhole(isRequest: isRequest) == flows[way[0]].isWhole(isRequest: isRequest) })
    else { return [:] }
    var found: [Int: Int] = [:]
    for (place, lost) in Loss.between(counts, isTCP: isTCP).enumerated() where lost > 0 {
      found[isRequest ? way[place + 1] : way[place]] = lost
    }
    return found
  }
}

extension Flow {
  fileprivate func lossCount(isRequest: Bool) -> Loss.Count {
    let packets = isRequest ? requestPackets : replyPackets
    let carried = isRequest ? requestCarried : replyCarried
    return Loss.Count(
      carried: transport == .tcp ? carried : packets, packets: Int(packets),
      repeated: isRequest ? requestRetransmissions : replyRetransmissions, last: last)
  }

  /// The direction was seen from its beginning, as far as a handshake shows.
  fileprivate func isWhole(isRequest: Bool) -> Bool { transport != .tcp || (isRequest ? has(syn: true) : hasSynAck) }

  /// Nanoseconds from another tap to here, by the first packet, if it was the same copy of it.
  fileprivate func requestLatency(since before: Flow) -> Int64? {
    guard let here = firstRequest, let there = before.firstRequest else { return nil }
    let isOtherCopy = packetID != 0 && before.packetID != 0 && packetID != before.packetID && !marks.contains(.isIPv6)
    if isOtherCopy { return nil }
    let isSure = packetID != 0 && !marks.contains(.isIPv6)
    guard isSure || requestRetransmissions + before.requestRetransmissions == 0 else { return nil }
    return here.since(there)
  }

  /// Nanoseconds from another tap to here, by the first answer, when none was repeated.
  fileprivate func replyLatency(since before: Flow) -> Int64? {
    guard let here = firstReply, let there = before.firstReply,
      replyRetransmissions + before.replyRetransmissions == 0
    else { return nil }
    return here.since(there)
  }
}
