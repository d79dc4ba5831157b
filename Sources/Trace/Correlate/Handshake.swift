import Cluster
import Wire

/// Joining by the client's initial sequence number (TCP) or initiate tag (SCTP), which no NAT changes.
///
/// At a hundred thousand connections 32 random bits repeat, so an equal ISN alone never joins: the SYN's timestamp value or
/// IPv4 identification must agree as well, or its option layout together with the service map.
extension Tracer {
  private enum Fit: Int, Comparable {
    case none, weak, strong
    static func < (left: Fit, right: Fit) -> Bool { left.rawValue < right.rawValue }
  }

  /// The flow behind other addresses that is the same connection; 0 when there is none, or several as good as each other
  /// (the flow is then marked ambiguous).
  mutating func isnPartner(of flow: UInt32) -> UInt32 {
    guard flows.slab[flow].marks.contains(.isnKnown) else { return 0 }
    var best: UInt32 = 0
    var bestFit = Fit.none
    var isTied = false
    var probe = flows.sameISN(as: flow)
    while true {
      let other = flows.nextISN(&probe, as: flow)
      if other == 0 { break }
      let fit = fit(flow, other)
      if fit == .none { continue }
      if fit > bestFit {
        best = other
        bestFit = fit
        isTied = false
      } else if fit == bestFit, flows.slab[other].path != flows.slab[best].path {
        isTied = true
      }
    }
    if isTied {
      flows.slab[flow].marks.insert(.ambiguous)
      return 0
    }
    return best
  }

  /// A SYN-ACK: both initial sequence numbers are known now, which settles what the SYN alone may have left open.
  mutating func learnServer(_ flow: UInt32, _ sequence: UInt32) {
    guard !flows.slab[flow].marks.contains(.serverISNKnown) else { return }
    flows.slab[flow].serverISN = sequence
    flows.slab[flow].marks.insert(.serverISNKnown)
    guard flows.slab[flow].marks.contains(.isnKnown), paths[flows.slab[flow].path].flowCount == 1 else { return }
    flows.slab[flow].marks.remove(.ambiguous)
    let partner = isnPartner(of: flow)
    if partner != 0, flows.slab[partner].path != flows.slab[flow].path {
      merge(flows.slab[partner].path, flows.slab[flow].path)
    }
  }

  private func fit(_ flow: UInt32, _ other: UInt32) -> Fit {
    let one = flows.slab[flow]
    let two = flows.slab[other]
    guard one.first.distance(from: two.first) < configuration.timeouts.handshake else { return .none }
    let verdict = legality(one.request, two.request)
    if one.marks.contains(.serverISNKnown) && two.marks.contains(.serverISNKnown) {
      return one.serverISN == two.serverISN && verdict.allows ? .strong : .none
    }
    let sameStamp = one.timestampAgrees(with: two)
    let sameID = one.packetID != 0 && one.packetID == two.packetID
    if sameStamp == true && sameID { return .strong }
    if sameStamp == true || (sameID && sameStamp == nil) { return verdict.allows ? .strong : .none }
    guard verdict == .yes, one.mayBeRepeated(by: two) else { return .none }
    return .weak
  }
}

extension Flow {
  /// Whether both client SYNs carried the same timestamp value; nil when one carried none.
  func timestampAgrees(with other: Flow) -> Bool? {
    guard marks.contains(.hasTimestamp), other.marks.contains(.hasTimestamp) else { return nil }
    return timestampValue == other.timestampValue
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
