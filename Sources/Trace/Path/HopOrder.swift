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
  init(_ members: [Flow], host: (Flow) -> Int, isFront: (Tuple) -> Bool) {
    let seen = members.map { Sighting($0, host: host($0)) }
    let head = PathHead.find(seen, isFront)
    let staged = seen.map { $0.staged(after: head) }
    requests = staged.filter { $0.flow.firstRequest != nil }
    answers = staged.filter { $0.flow.firstRequest == nil }
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
    let ranked = Dictionary(grouping: requests, by: \.rank)
    return ranked.keys.sorted().flatMap { byHost(ranked[$0] ?? []) }
  }

  /// Of one rank: host by host, each host's by its own clock.
  private static func byHost(_ sightings: [Sighting]) -> [Sighting] {
    let hosts = Dictionary(grouping: sightings, by: \.host).mapValues { $0.sorted(by: Sighting.isEarlier) }
    return hosts.values.sorted { isNearer($0[0], $1[0]) }.flatMap { $0 }
  }

  /// Which of two hosts' first sightings the client's packets passed first.
  private static func isNearer(_ one: Sighting, _ other: Sighting) -> Bool {
    let (left, right) = (one.flow.replyTTL, other.flow.replyTTL)
    if left != 0, right != 0, left != right { return left < right }
    if let (near, far) = one.roundTrip(and: other), near != far { return near > far }
    return Sighting.isEarlier(one, other)
  }

  /// Where a tap that showed only answers stands: among the hops of its stage, by how far from the server the answer was,
  /// then by when it passed.
  private static func position(of answer: Sighting, in order: [Sighting]) -> Int {
    for (position, hop) in order.enumerated() {
      if hop.rank.stage > answer.rank.stage { return position }
      guard hop.rank.stage == answer.rank.stage, let reply = hop.flow.firstReply else { continue }
      if hop.flow.replyTTL != answer.flow.replyTTL ? hop.flow.replyTTL > answer.flow.replyTTL : reply < answer.replyTime {
        return position
      }
    }
    return order.count
  }
}

/// One flow with what orders it.
struct Sighting {
  /// What comes before clocks: a SYN proxy starts anew; rewrites that lie between the client's own tuple and this one (C→V
  /// 0, C→P and M→V 1, M→P 2); routers passed.
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
  private(set) var rank: Rank

  init(_ flow: Flow, host: Int) {
    self.flow = flow
    self.host = host
    rank = Rank(isProxied: flow.marks.contains(.hasCookie), stage: 0, routers: 255 - Int(flow.requestTTL))
  }

  func staged(after head: Tuple) -> Sighting {
    var staged = self
    let tuple = flow.request
    staged.rank.stage = (tuple.hasSameSource(as: head) ? 0 : 1) + (tuple.hasSameDestination(as: head) ? 0 : 1)
    return staged
  }

  var requestTime: Int64 { flow.firstRequest ?? .max }
  var replyTime: Int64 { flow.firstReply ?? .min }

  static func isEarlier(_ left: Sighting, _ right: Sighting) -> Bool {
    left.requestTime != right.requestTime
      ? left.requestTime < right.requestTime : left.flow.serial < right.flow.serial
  }

  /// The time between the client's first packet and the first answer, here and there; nil when they are too much alike to
  /// tell, or one is unknown.
  func roundTrip(and other: Sighting) -> (Int64, Int64)? {
    guard let request = flow.firstRequest, let reply = flow.firstReply, let otherRequest = other.flow.firstRequest,
      let otherReply = other.flow.firstReply
    else { return nil }
    let (here, there) = (reply.since(request), otherReply.since(otherRequest))
    return here.distance(from: there) < PathHead.stamping ? nil : (here, there)
  }
}

/// The tuple that the client itself used.
enum PathHead {
  /// Two sockets stamp one packet up to this far apart, in nanoseconds.
  static let stamping: Int64 = 50_000
  /// Copies at a bridge may be stamped this long after the next hop's.
  private static let jitter: Int64 = 1_000_000

  /// The one with the highest TTL, then the earliest; but where SNAT came before any tap, one that shows only answers, and
  /// shows them later than that tuple does, is nearer to the client.
  static func find(_ seen: [Sighting], _ isFront: (Tuple) -> Bool) -> Tuple {
    let latest = seen.filter { $0.flow.firstReply != nil }.max { $0.replyTime < $1.replyTime }
    guard let best = first(seen.filter { $0.flow.firstRequest != nil }, isFront) else {
      return (latest ?? seen[0]).flow.request
    }
    let answers = seen.filter { $0.flow.request == best.flow.request && $0.flow.firstReply != nil }
    let last = answers.map(\.replyTime).max() ?? .min
    guard let latest, latest.flow.firstRequest == nil, latest.replyTime > last else { return best.flow.request }
    return leads(latest, best, isFront) ? latest.flow.request : best.flow.request
  }

  /// The sighting that the client's packets passed first. A front comes before what it is translated to; times closer than
  /// `jitter` decide nothing, and what differs from the destination at the end comes before what does not.
  private static func first(_ requests: [Sighting], _ isFront: (Tuple) -> Bool) -> Sighting? {
    let own = requests.filter { !$0.rank.isProxied }
    let candidates = own.isEmpty ? requests : own
    guard let ttl = candidates.map(\.flow.requestTTL).max() else { return nil }
    let nearest = HopOrder.sorted(candidates.filter { $0.flow.requestTTL == ttl })
    if let front = nearest.first(where: { isFront($0.flow.request) }) { return front }
    let tail = candidates.max {
      $0.flow.requestTTL != $1.flow.requestTTL
        ? $0.flow.requestTTL > $1.flow.requestTTL : $0.requestTime < $1.requestTime
    }
    let together = nearest.filter {
      $0.host == nearest[0].host && $0.requestTime.distance(from: nearest[0].requestTime) < jitter
    }
    return together.first { sighting in
      tail.map { !$0.flow.request.hasSameDestination(as: sighting.flow.request) } ?? false
    } ?? nearest[0]
  }

  /// A later answer alone proves nothing about DNAT: it takes a destination that the map knows as a front, or an answer on
  /// its way out of the host.
  private static func leads(_ answer: Sighting, _ best: Sighting, _ isFront: (Tuple) -> Bool) -> Bool {
    let (later, known) = (answer.flow.request, best.flow.request)
    if later.hasSameDestination(as: known) { return true }
    if isFront(known) { return false }
    return isFront(later) || answer.flow.requestLeaves == false
  }
}

extension Tuple {
  /// ICMP echo has an identifier and no ports: SNAT changes it, and it belongs to the client.
  private var isEcho: Bool { transport == .icmp || transport == .icmpv6 }

  func hasSameSource(as other: Tuple) -> Bool { source == other.source && sourcePort == other.sourcePort }

  func hasSameDestination(as other: Tuple) -> Bool {
    destination == other.destination && (isEcho || destinationPort == other.destinationPort)
  }
}
