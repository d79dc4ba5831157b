import Wire

/// The causal order of one path's sightings: how far the rewriting has come, then TTL, then time.
///
/// Time comes last because two sockets stamp one event up to 50 µs apart, and hosts' clocks differ; a router never raises a
/// TTL, and NAT never undoes itself on the way.
struct HopOrder {
  private typealias Place = (flow: Flow, stage: Int)
  private var flows: [Place]

  /// - Parameter isFront: whether a destination is known to be one that is translated.
  init(_ members: [Flow], isFront: (Tuple) -> Bool) {
    let head = Self.head(members, isFront)
    flows = members.map { ($0, Self.stage($0.request, after: head)) }
  }

  /// In the order in which the client's packets passed.
  func sorted() -> [Flow] {
    var order: [Place] =
      flows.filter { $0.flow.firstRequest != nil }.sorted(by: Self.requestPrecedes)
    let answers = flows.filter { $0.flow.firstRequest == nil }.sorted {
      Self.replyTime($0.flow) > Self.replyTime($1.flow)
    }
    for answer in answers { order.insert(answer, at: Self.position(of: answer, in: order)) }
    return order.map(\.flow)
  }

  /// The tuple that the client itself used: the highest TTL, then the earliest; but where SNAT came
  /// before any tap, one that shows only answers, and shows them later than that tuple does, is nearer to the client.
  private static func head(_ flows: [Flow], _ isFront: (Tuple) -> Bool) -> Tuple {
    let latest = flows.filter { $0.firstReply != nil }.max { replyTime($0) < replyTime($1) }
    guard let best = first(flows.filter { $0.firstRequest != nil }, isFront) else {
      return (latest ?? flows[0]).request
    }
    let answers = flows.filter { $0.request == best.request && $0.firstReply != nil }
    let last = answers.map(replyTime).max() ?? .min
    guard let latest, latest.firstRequest == nil, replyTime(latest) > last else { return best.request }
    return leads(latest, best, isFront) ? latest.request : best.request
  }

  /// Two sockets stamp one packet up to this far apart, in nanoseconds.
  private static let jitter: Int64 = 1_000_000

  /// The sighting that the client's packets passed first. Times closer than `jitter` decide nothing: a front comes before
  /// what it is translated to, and what differs from the destination at the end before what does not.
  private static func first(_ requests: [Flow], _ isFront: (Tuple) -> Bool) -> Flow? {
    guard let ttl = requests.map(\.requestTTL).max() else { return nil }
    let nearest = requests.filter { $0.requestTTL == ttl }.sorted { requestTime($0) < requestTime($1) }
    let tail = requests.max {
      $0.requestTTL != $1.requestTTL ? $0.requestTTL > $1.requestTTL : requestTime($0) < requestTime($1)
    }
    let together = nearest.filter { requestTime($0).since(requestTime(nearest[0])) < jitter }
    return together.first { isFront($0.request) }
      ?? together.first { flow in tail.map { !$0.request.hasSameDestination(as: flow.request) } ?? false } ?? nearest[0]
  }

  /// Copies at a bridge may be stamped after the next hop's, so a later answer alone proves nothing about DNAT: it takes
  /// a destination that the map knows as a front, or an answer on its way out of the host.
  private static func leads(_ answer: Flow, _ best: Flow, _ isFront: (Tuple) -> Bool) -> Bool {
    if answer.request.hasSameDestination(as: best.request) { return true }
    if isFront(best.request) { return false }
    if isFront(answer.request) { return true }
    return answer.marks.contains(.directionKnown) && answer.key.aToBLeaves != answer.clientIsA
  }

  /// Rewrites that lie between the client's own tuple and this one: C→V 0, C→P and M→V 1, M→P 2.
  private static func stage(_ tuple: Tuple, after head: Tuple) -> Int {
    (tuple.hasSameSource(as: head) ? 0 : 1) + (tuple.hasSameDestination(as: head) ? 0 : 1)
  }

  private static func requestTime(_ flow: Flow) -> Int64 { flow.firstRequest ?? .max }
  private static func replyTime(_ flow: Flow) -> Int64 { flow.firstReply ?? .min }

  private static func requestPrecedes(
    _ left: Place, _ right: Place
  ) -> Bool {
    if left.stage != right.stage { return left.stage < right.stage }
    if left.flow.requestTTL != right.flow.requestTTL { return left.flow.requestTTL > right.flow.requestTTL }
    let (leftTime, rightTime) = (requestTime(left.flow), requestTime(right.flow))
    return leftTime != rightTime ? leftTime < rightTime : left.flow.serial < right.flow.serial
  }

  /// Where a tap that showed only answers stands: among the hops of its stage, by when the answer passed.
  private static func position(
    of answer: Place, in order: [Place]
  ) -> Int {
    for (position, hop) in order.enumerated() {
      if hop.stage > answer.stage { return position }
      if hop.stage == answer.stage, let reply = hop.flow.firstReply, reply < replyTime(answer.flow) { return position }
    }
    return order.count
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
