import Wire

/// The tuple that the client itself used.
enum PathHead {
  /// Two sockets stamp one packet up to this far apart, in nanoseconds.
  static let stamping: Int64 = 50_000
  /// Copies at a bridge may be stamped this long after the next hop's.
  static let jitter: Int64 = 1_000_000

  /// The one with the highest TTL, then the earliest; but where SNAT came before any tap, one that shows only answers, and
  /// shows them later than that tuple does, is nearer to the client.
  static func find(_ seen: [Sighting], _ isFront: (Tuple) -> Bool) -> Tuple {
    let latest = seen.filter { $0.flow.firstReply != nil }.max { $0.replyTime < $1.replyTime }
    let requests = seen.filter { $0.flow.firstRequest != nil }
    guard let best = first(requests, isFront) else { return (latest ?? seen[0]).flow.request }
    if let nearer = seen.first(where: { isHalf($0, of: best, in: requests) }) { return nearer.flow.request }
    let answers = seen.filter { $0.flow.request == best.flow.request && $0.flow.firstReply != nil }
    let last = answers.map(\.replyTime).max() ?? .min
    guard let latest, latest.flow.firstRequest == nil, latest.replyTime > last else { return best.flow.request }
    return leads(latest, best, isFront) || parts(latest, best, in: seen) ? latest.flow.request : best.flow.request
  }

  /// A tap that shows requests under one tuple and answers under another sits between the two halves of a node's NAT: what
  /// its answers say is nearer to the client.
  private static func isHalf(_ answer: Sighting, of best: Sighting, in requests: [Sighting]) -> Bool {
    guard answer.flow.firstRequest == nil, answer.flow.request.hasSameDestination(as: best.flow.request),
      !answer.flow.request.hasSameSource(as: best.flow.request)
    else { return false }
    return requests.allSatisfy { !$0.flow.request.hasSameSource(as: answer.flow.request) }
      && requests.contains { $0.flow.key.tap == answer.flow.key.tap && $0.flow.request == best.flow.request }
  }

  /// A tap that shows only requests of one tuple and only answers of another, of one source, sits between the halves too.
  private static func parts(_ answer: Sighting, _ best: Sighting, in seen: [Sighting]) -> Bool {
    let here = seen.filter { $0.flow.key.tap == answer.flow.key.tap }
    let requests = here.filter { $0.flow.request == best.flow.request }
    guard answer.flow.request.hasSameSource(as: best.flow.request), !requests.isEmpty else { return false }
    return requests.allSatisfy { $0.flow.firstReply == nil }
      && here.allSatisfy { $0.flow.request != answer.flow.request || $0.flow.firstRequest == nil }
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
