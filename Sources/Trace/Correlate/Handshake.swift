import Cluster
import Wire

/// Joining by the client's initial sequence number (TCP) or initiate tag (SCTP), which no NAT changes.
///
/// At a hundred thousand connections 32 random bits repeat, so an equal ISN alone never joins: the SYN's timestamp value or
/// IPv4 identification must agree as well, or its option layout together with the service map.
extension Tracer {
  /// How well two flows of one ISN fit.
  private enum Fit: Equatable {
    case refused(Refusal)
    /// Only the map and the options speak for it.
    case weak
    case strong
  }

  struct Partner {
    var flow: UInt32
    var kind: Join.Kind
    var relation: Relation
  }

  /// The flow behind other addresses that is the same connection; nil when there is none, or several as good as each other
  /// (the flow is then marked ambiguous).
  mutating func isnPartner(of flow: UInt32) -> Partner? {
    guard flows.slab[flow].marks.contains(.isnKnown) else { return nil }
    var best: (flow: UInt32, rank: Rank)?
    var isTied = false
    var probe = flows.sameISN(as: flow)
    while true {
      let other = flows.nextISN(&probe, as: flow)
      if other == 0 { break }
      guard flows.slab[other].path != flows.slab[flow].path, let rank = rank(flow, other) else { continue }
      guard let known = best else {
        best = (other, rank)
        continue
      }
      if rank != known.rank { refuse(flow, rank > known.rank ? known.flow : other, .worse) }
      if rank > known.rank {
        best = (other, rank)
        isTied = false
      } else if rank == known.rank, !areKin(known.flow, other) {
        isTied = true
      }
    }
    guard let best else { return nil }
    if isTied {
      flows.slab[flow].marks.insert(.ambiguous)
      return nil
    }
    return Partner(flow: best.flow, kind: kind(flow, best.flow), relation: best.rank.isOne ? .one : .parallel)
  }

  /// Both are known to be one connection.
  func areKin(_ one: UInt32, _ other: UInt32) -> Bool { flows.slab[one].path == flows.slab[other].path }

  /// How well two flows fit: the evidence first, then whether their paths can be one.
  private struct Rank: Comparable {
    var isStrong: Bool
    var isOne: Bool
    static func < (left: Rank, right: Rank) -> Bool {
      left.isStrong != right.isStrong ? right.isStrong : !left.isOne && right.isOne
    }
  }

  private mutating func rank(_ flow: UInt32, _ other: UInt32) -> Rank? {
    let fit = fit(flow, other)
    if case .refused(let refusal) = fit {
      refuse(flow, other, refusal)
      return nil
    }
    switch relation(of: flow, and: other) {
    case .apart:
      refuse(flow, other, .map)
      return nil
    case .parallel: return Rank(isStrong: fit == .strong, isOne: false)
    case .one: return Rank(isStrong: fit == .strong, isOne: true)
    }
  }

  private func kind(_ flow: UInt32, _ other: UInt32) -> Join.Kind {
    let (one, two) = (flows.slab[flow], flows.slab[other])
    if one.isProxied(by: two) || two.isProxied(by: one) { return .cookie }
    return one.marks.contains(.serverISNKnown) && two.marks.contains(.serverISNKnown) ? .bothISNs : .isn
  }

  /// A SYN or SYN-ACK.
  @inline(never)
  mutating func takeHandshake(_ flow: UInt32, _ headers: Headers) {
    if headers.flags.contains(.ack) { return learnServer(flow, headers) }
    guard flows.slab[flow].noteAttempt(headers) else { return }
    paths[flows.slab[flow].path].mayPart = true
    guard !paths[flows.slab[flow].path].isTranslated, let partner = isnPartner(of: flow) else { return }
    unite(flow, partner)
  }

  /// A SYN-ACK, or an INIT ACK: both initial sequence numbers are known now, which settles what the SYN alone may have left open.
  mutating func learnServer(_ flow: UInt32, _ headers: Headers) {
    guard !flows.slab[flow].marks.contains(.serverISNKnown) else { return }
    if headers.transport == .tcp, !flows.slab[flow].marks.contains(.isnKnown) { flows.learnClient(flow, headers) }
    let isNews = spread(headers.sequence, from: flow)
    guard flows.slab[flow].marks.contains(.isnKnown), isNews || !paths[flows.slab[flow].path].isTranslated else {
      return
    }
    flows.slab[flow].marks.remove(.ambiguous)
    if let partner = isnPartner(of: flow) { unite(flow, partner) }
  }

  /// Gives the server's ISN to all sightings of a tuple: at some taps only requests have it.
  /// - Returns: whether none of the path's flows knew it.
  private mutating func spread(_ sequence: UInt32, from flow: UInt32) -> Bool {
    var isNews = true
    var sighting = paths[flows.slab[flow].path].firstFlow
    while sighting != 0 {
      if flows.slab[sighting].marks.contains(.serverISNKnown) {
        isNews = false
      } else if flows.slab[sighting].key.hasSameEnds(as: flows.slab[flow].key) {
        flows.slab[sighting].serverISN = sequence
        flows.slab[sighting].marks.insert(.serverISNKnown)
      }
      sighting = flows.slab[sighting].nextInPath
    }
    return isNews
  }

  private func fit(_ flow: UInt32, _ other: UInt32) -> Fit {
    let one = flows.slab[flow]
    let two = flows.slab[other]
    guard one.first.distance(from: two.first) < configuration.timeouts.handshake else { return .refused(.time) }
    let verdict = legality(one.request, two.request)
    if one.isProxied(by: two) || two.isProxied(by: one) { return verdict.allows ? .strong : .refused(.map) }
    if one.marks.contains(.serverISNKnown) && two.marks.contains(.serverISNKnown) {
      guard one.serverISN == two.serverISN else { return .refused(.serverISN) }
      return verdict.allows ? .strong : .refused(.map)
    }
    let sameStamp = one.timestampAgrees(with: two)
    let sameID = one.sharesCopy(with: two)
    if sameStamp == true && sameID { return .strong }
    guard verdict.allows else { return .refused(.map) }
    guard sameStamp != false || one.mayBeRepeated(by: two) else { return .refused(.timestamp) }
    if sameStamp == true || sameID { return .strong }
    return verdict == .yes && one.mayBeRepeated(by: two) ? .weak : .refused(.isnAlone)
  }
}

extension Flow {
  /// Whether both client SYNs carried the same timestamp value; nil when one carried none.
  func timestampAgrees(with other: Flow) -> Bool? {
    guard marks.contains(.hasTimestamp), other.marks.contains(.hasTimestamp) else { return nil }
    return timestampValue == other.timestampValue
  }

  /// The same copy of the SYN: the first one or the latest seen here and there, for a SYN may be sent again and only then
  /// get through.
  fileprivate func sharesCopy(with other: Flow) -> Bool {
    let mine = [packetID, attemptID, lastRequestID]
    return [other.packetID, other.attemptID, other.lastRequestID].contains { $0 != 0 && mine.contains($0) }
  }

  /// This SYN was sent by a SYN proxy after the client had acknowledged the cookie in the other flow's SYN-ACK.
  fileprivate func isProxied(by front: Flow) -> Bool {
    guard marks.contains(.hasCookie), front.marks.contains(.serverISNKnown) else { return false }
    return cookie == front.serverISN || cookie == front.serverISN &+ 1
  }

  /// One tap may have missed the first SYN and shown only its repetition, which has a later timestamp and a new IPv4
  /// identification but the same options. Answers (no options kept) agree with everything.
  fileprivate func mayBeRepeated(by other: Flow) -> Bool {
    if optionsHash != 0 && other.optionsHash != 0 && optionsHash != other.optionsHash { return false }
    guard timestampAgrees(with: other) == false else { return true }
    // Linux ticks at 1 kHz; repetitions end after 127 s.
    return abs(Int64(Int32(bitPattern: timestampValue &- other.timestampValue))) < 130_000
  }
}
