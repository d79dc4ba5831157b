import Wire

/// One pair of ends of a path, as all taps together showed it: what one tap missed another may have seen.
struct Leg {
  let request: Tuple
  let key: FlowKey
  private(set) var flows: [UInt32] = []
  private(set) var clientISN: UInt32?
  private(set) var serverISN: UInt32?
  /// A SYN proxy's connection to the server: its numbers are not those that the client sees.
  fileprivate(set) var isProxied = false
  /// The server answered the client's SYN with its own.
  private var isAnswered = false
  /// More than one of the client's SYNs passed.
  private var isRepeated = false
  private var isReset = false
  private var hasSpoken = false
  private(set) var attempts = Attempts()
  private(set) var lives: [Life] = []
  /// Flows that one of these was joined with by a packet that both showed.
  private(set) var companions: [UInt32] = []

  /// When one host's taps showed it.
  struct Life {
    var host: Int
    var first: Int64
    var last: Int64
    /// The client's SYNs.
    var attempts: (first: Int64, last: Int64)?
  }

  /// Identifications of the client's first and last packets, in IPv4.
  private var requestIDs: Set<UInt32> = []

  init(_ flow: Flow) {
    request = flow.request
    key = flow.key
  }

  mutating func take(_ number: UInt32, _ flow: Flow, host: Int) {
    flows.append(number)
    if flow.marks.contains(.isnKnown) { clientISN = clientISN ?? flow.clientISN }
    if flow.marks.contains(.serverISNKnown) { serverISN = serverISN ?? flow.serverISN }
    if flow.marks.contains(.hasCookie) { isProxied = true }
    if flow.hasSynAck { isAnswered = true }
    if flow.attemptSpan > 0 { isRepeated = true }
    if flow.has(rst: true) || flow.has(rst: false) { isReset = true }
    if flow.marks.contains(.clientSpoke) { hasSpoken = true }
    if flow.join.kind == .packet { companions.append(flow.join.other) }
    attempts.take(flow)
    if !flow.marks.contains(.isIPv6), flow.requestPackets > 0 { requestIDs.insert(flow.lastRequestID) }
    if !flow.marks.contains(.isIPv6), flow.firstRequest == flow.first { requestIDs.insert(flow.packetID) }
    guard let known = lives.firstIndex(where: { $0.host == host }) else {
      return lives.append(Life(host: host, first: flow.first, last: flow.last, attempts: flow.attemptTimes))
    }
    lives[known].first = min(lives[known].first, flow.first)
    lives[known].last = max(lives[known].last, flow.last)
    guard let times = flow.attemptTimes else { return }
    let old = lives[known].attempts ?? times
    lives[known].attempts = (min(old.first, times.first), max(old.last, times.last))
  }
}

/// The copies of a client's SYN that passed: each repetition has a later timestamp, and in IPv4 an identification of its
/// own. NAT changes neither, so that two tuples of one way show the same ones.
struct Attempts {
  private var stamps: (first: UInt32, last: UInt32)?
  private var identifications: [UInt32] = []

  mutating func take(_ flow: Flow) {
    guard flow.transport == .tcp, flow.marks.contains(.isnKnown) else { return }
    if flow.marks.contains(.hasTimestamp) { widen(flow.timestampValue, flow.lastAttemptStamp ?? flow.timestampValue) }
    guard flow.isSynCopy, !flow.marks.contains(.isIPv6) else { return }
    for id in [flow.packetID, flow.attemptID] where id != 0 && !identifications.contains(id) {
      identifications.append(id)
    }
  }

  private mutating func widen(_ first: UInt32, _ last: UInt32) {
    guard let known = stamps else { return stamps = (first, last) }
    if Self.isEarlier(first, known.first) { stamps?.first = first }
    if Self.isEarlier(known.last, last) { stamps?.last = last }
  }

  /// Whether some copy passed as both; nil when the copies have nothing to tell them apart.
  func share(with other: Attempts) -> Bool? {
    if let one = stamps, let two = other.stamps {
      return !Self.isEarlier(one.last, two.first) && !Self.isEarlier(two.last, one.first)
    }
    guard !identifications.isEmpty, !other.identifications.isEmpty else { return nil }
    return identifications.contains { other.identifications.contains($0) }
  }

  private static func isEarlier(_ one: UInt32, _ other: UInt32) -> Bool { Int32(bitPattern: one &- other) < 0 }
}

extension Flow {
  /// It began with the client's SYN.
  var isSynCopy: Bool { marks.contains(.isnKnown) && has(syn: true) && firstRequest == first }

  var lastAttemptStamp: UInt32? { marks.contains(.hasTimestamp) && attemptSpan > 0 ? attemptStamp : nil }

  /// When the client's first and last SYN passed.
  fileprivate var attemptTimes: (first: Int64, last: Int64)? {
    isSynCopy ? (first, first &+ Int64(attemptSpan) &* 1000) : nil
  }
}

extension Leg {
  /// Whether packets that passed as the one never passed as the other, by what packets show; what shows nothing shares.
  ///
  /// - Parameter isJoined: a packet of the one is known to be one of the other.
  func isDisjoint(from other: Leg, isJoined: Bool) -> Bool {
    guard isProxied == other.isProxied else { return false }
    if let one = serverISN, let two = other.serverISN { return one != two }
    if let shares = attempts.share(with: other.attempts) { return !shares && !attemptedTogether(with: other) }
    if wasRefused(instead: other) || other.wasRefused(instead: self) { return true }
    let isJoined = isJoined || isCompanion(of: other)
    return isJoined ? false : livedApart(from: other)
  }

  /// The one SYN that passed here was answered with a RST, or led to one, before the client said anything; the one that
  /// passed there was answered in earnest.
  private func wasRefused(instead other: Leg) -> Bool {
    request.transport == .tcp && isReset && !isAnswered && !hasSpoken && other.isAnswered && !other.isRepeated
  }

  private func isCompanion(of other: Leg) -> Bool {
    companions.contains { other.flows.contains($0) } || other.companions.contains { flows.contains($0) }
  }

  /// Every host that showed both showed them one after the other.
  private func livedApart(from other: Leg) -> Bool {
    var isApart = false
    let areOthers = showsOthers(than: other)
    for one in lives {
      for two in other.lives where two.host == one.host {
        guard Self.areApart(one, two, areOthers: areOthers) else { return false }
        isApart = true
      }
    }
    return isApart
  }

  /// One host showed their SYNs sooner after each other than a SYN is sent again: something rewrote what tells copies apart.
  private func attemptedTogether(with other: Leg) -> Bool {
    lives.contains { one in
      other.lives.contains { two in
        guard one.host == two.host, let mine = one.attempts, let theirs = two.attempts else { return false }
        return !Self.areApart(mine, theirs)
      }
    }
  }

  private static func areApart(_ one: (first: Int64, last: Int64), _ two: (first: Int64, last: Int64)) -> Bool {
    two.first.since(one.last) > repetition || one.first.since(two.last) > repetition
  }

  /// The packets themselves, where they have identifications, are others.
  private func showsOthers(than other: Leg) -> Bool {
    let (mine, theirs) = (requestIDs.subtracting([0]), other.requestIDs.subtracting([0]))
    return !mine.isEmpty && !theirs.isEmpty && mine.isDisjoint(with: theirs)
  }

  private static func areApart(_ one: Life, _ two: Life, areOthers: Bool) -> Bool {
    if let mine = one.attempts, let theirs = two.attempts { return areApart(mine, theirs) }
    let isMoment = one.last.since(one.first) < instant || two.last.since(two.first) < instant
    let least = isMoment && !areOthers ? repetition : instant
    return two.first.since(one.last) > least || one.first.since(two.last) > least
  }

  /// Copies of one packet pass the taps of one host within this time, in nanoseconds; but a packet may go out and come
  /// back, so that a life of one moment proves less.
  private static let instant: Int64 = 1_000_000
  /// A SYN is not sent again sooner (RFC 6298 §2.1: 1 s; Linux allows 0.2 s to be set).
  private static let repetition: Int64 = 150_000_000
}

extension Tracer {
  /// The pairs of ends of some flows, in the order of the flows.
  func legs(of members: [UInt32]) -> [Leg] {
    var legs: [Leg] = []
    for member in members {
      let flow = flows.slab[member]
      let place = legs.firstIndex { $0.key.hasSameEnds(as: flow.key) } ?? legs.count
      if place == legs.count { legs.append(Leg(flow)) }
      legs[place].take(member, flow, host: taps.hosts[flow.key.tap])
    }
    // A half form that shows only the server's answers has its numbers, not the proxy's.
    let servers = legs.filter(\.isProxied).compactMap(\.serverISN)
    for place in legs.indices where legs[place].serverISN.map(servers.contains) == true { legs[place].isProxied = true }
    return legs
  }
}
