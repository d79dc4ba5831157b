import Wire

/// The causal order of one path's sightings: how far the rewriting has come, then TTL, then which host's taps lie inside
/// the other's round trip, then time.
///
/// Time comes last because two sockets stamp one event up to 50 µs apart, and hosts' clocks differ; a router never raises a
/// TTL, NAT never undoes itself on the way, and a round trip seen further from the client lies within the one seen nearer,
/// whatever the clocks say.
struct HopOrder {
  private var requests: [Sighting]
  private var answers: [Sighting]

  /// - Parameters:
  ///   - host: the number of the host that a flow was seen on.
  ///   - isFront: whether a destination is known to be one that is translated.
  ///   - isPod: whether a source is known to be a pod's own.
  init(_ members: [Flow], host: (Flow) -> Int, isFront: (Tuple) -> Bool, isPod: (Tuple) -> Bool) {
    let seen = Self.timed(members.map { Sighting($0, host: host($0)) })
    var rewrites = Rewrites(seen, head: PathHead.find(seen, isFront))
    rewrites.prefer(seen.map(\.flow.request), isFront: isFront, isPod: isPod)
    let staged = seen.map { $0.staged(rewrites.stage($0.flow.request)) }
    requests = staged.filter { $0.flow.firstRequest != nil }
    answers = staged.filter { $0.flow.firstRequest == nil }
  }

  /// A tap that missed the SYN showed some later packet first: when the SYN passed is concluded from the SYN-ACK, for what
  /// is nearer to the client lies as much earlier on the way there as it lies later on the way back.
  private static func timed(_ seen: [Sighting]) -> [Sighting] {
    seen.map { sighting in
      guard sighting.flow.firstRequest != nil, !sighting.flow.has(syn: true), let reply = sighting.handshakeReply,
        let other = seen.first(where: { $0.host == sighting.host && $0.showsHandshake })
      else { return sighting }
      var timed = sighting
      timed.requestTime = other.requestTime &+ (other.replyTime &- reply)
      return timed
    }
  }

  /// In the order in which the client's packets passed.
  func sorted() -> [Flow] {
    var order = Self.sorted(requests)
    for answer in answers.sorted(by: { $0.replyTime > $1.replyTime }) {
      order.insert(answer, at: Self.position(of: answer, in: order))
    }
    return order.map(\.flow)
  }

  /// Sightings that showed the client's packets, in causal order.
  static func sorted(_ requests: [Sighting]) -> [Sighting] {
    let ranked = requests.sorted { $0.rank < $1.rank }
    var order: [Sighting] = []
    while order.count < ranked.count {
      let rest = ranked[order.count...]
      order += byHost(rest.prefix { $0.rank == rest.first?.rank }, after: order.last?.host)
    }
    return order
  }

  /// Of one rank: host by host, each host's by its own clock.
  /// - Parameter before: where the packets were last seen. Who saw them before a rewrite or a routing step made it, and is
  ///   the first to see what became of them.
  private static func byHost(_ sightings: ArraySlice<Sighting>, after before: Int?) -> [Sighting] {
    if sightings.allSatisfy({ $0.host == sightings.first?.host }) { return sightings.sorted(by: Sighting.isEarlier) }
    let hosts = Dictionary(grouping: sightings, by: \.host).mapValues { $0.sorted(by: Sighting.isEarlier) }
    return hosts.values.sorted { isNearer($0[0], $1[0], after: before) }.flatMap { $0 }
  }

  /// Which of two hosts' first sightings the client's packets passed first.
  private static func isNearer(_ one: Sighting, _ other: Sighting, after before: Int?) -> Bool {
    let (left, right) = (one.flow.replyTTL, other.flow.replyTTL)
    if left != 0, right != 0, left != right { return left < right }
    if let (near, far) = one.roundTrip(and: other), near != far { return near > far }
    if one.host == before || other.host == before { return one.host == before }
    return Sighting.isEarlier(one, other)
  }

  /// Where a tap that showed only answers stands: among the hops of its stage, by how far from the server the answer was,
  /// then by when it passed; behind them where it was another answer, for the client's packets are rewritten before it.
  private static func position(of answer: Sighting, in order: [Sighting]) -> Int {
    for (position, hop) in order.enumerated() {
      if hop.rank.stage > answer.rank.stage { return position }
      guard hop.rank.stage == answer.rank.stage, let reply = hop.flow.firstReply else { continue }
      if hop.host == answer.host, reply.distance(from: answer.replyTime) >= PathHead.jitter { continue }
      if hop.flow.replyTTL != answer.flow.replyTTL ? hop.flow.replyTTL > answer.flow.replyTTL : reply < answer.replyTime
      {
        return position
      }
    }
    return order.count
  }
}

/// One flow with what orders it.
struct Sighting {
  /// What comes before clocks: a SYN proxy starts anew; rewrites that lie between the client's own tuple and this one;
  /// routers passed.
  struct Rank: Hashable, Comparable {
    var isProxied: Bool
    var stage: Int
    var routers: Int

    static func < (left: Rank, right: Rank) -> Bool {
      if left.isProxied != right.isProxied { return !left.isProxied }
      return left.stage != right.stage ? left.stage < right.stage : left.routers < right.routers
    }
  }

  var flow: Flow
  var host: Int
  /// When the client's first packet passed.
  var requestTime: Int64
  private(set) var rank: Rank

  init(_ flow: Flow, host: Int) {
    self.flow = flow
    self.host = host
    requestTime = flow.firstRequest ?? .max
    rank = Rank(isProxied: flow.marks.contains(.hasCookie), stage: 0, routers: 255 - Int(flow.requestTTL))
  }

  func staged(_ stage: Int) -> Sighting {
    var staged = self
    staged.rank.stage = stage
    return staged
  }

  var showsHandshake: Bool { flow.has(syn: true) && handshakeReply != nil }
  /// When the SYN-ACK passed, if it was the first answer.
  var handshakeReply: Int64? { flow.hasSynAck && flow.firstReply != nil ? replyTime : nil }
  var replyTime: Int64 { flow.firstReply ?? .min }

  /// Devices that one packet passes in one go stamp it once; the answer is stamped anew, further from the client first.
  static func isEarlier(_ left: Sighting, _ right: Sighting) -> Bool {
    if left.requestTime != right.requestTime { return left.requestTime < right.requestTime }
    return left.replyTime != right.replyTime ? left.replyTime > right.replyTime : left.flow.serial < right.flow.serial
  }

  /// The time between the client's first packet and the first answer, here and there; nil when they are too much alike to
  /// tell, or one is unknown.
  func roundTrip(and other: Sighting) -> (Int64, Int64)? {
    guard flow.firstRequest != nil, flow.firstReply != nil, other.flow.firstRequest != nil,
      other.flow.firstReply != nil
    else { return nil }
    let (here, there) = (replyTime.since(requestTime), other.replyTime.since(other.requestTime))
    if here < 0 || there < 0 { return nil }
    return here.distance(from: there) < PathHead.stamping ? nil : (here, there)
  }
}
