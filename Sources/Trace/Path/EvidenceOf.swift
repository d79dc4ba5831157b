import Cluster
import Wire

/// What a translation rests on.
extension Tracer {
  /// A join between two pairs of ends, with the flow that it was written down for.
  typealias Bond = (flow: Flow, other: Flow)

  /// The comparison that brought two tuples together; nil when they met by way of a third.
  func joins(between before: Flow, _ after: Flow, _ ordered: [Flow]) -> Bond? {
    let sides = ordered.filter { $0.key.hasSameEnds(as: before.key) || $0.key.hasSameEnds(as: after.key) }
    for flow in sides where flow.join.kind != .start && flow.join.kind != .sameEnds {
      let other = flows.slab[flow.join.other]
      guard !other.key.hasSameEnds(as: flow.key) else { continue }
      if sides.contains(where: { $0.key == other.key }) { return (flow, other) }
    }
    return nil
  }

  /// The deciding packet as it was before and after.
  func proof(_ bond: Bond, _ ordered: [Flow]) -> [Proof] {
    let here = reference(bond.flow, bond.flow.join.number)
    let there = reference(bond.other, bond.flow.join.otherNumber)
    let (one, two) = (position(bond.flow, ordered), position(bond.other, ordered))
    return [one <= two ? .packets(here, there) : .packets(there, here)]
  }

  private func position(_ flow: Flow, _ ordered: [Flow]) -> Int {
    ordered.firstIndex { $0.key == flow.key } ?? ordered.count
  }

  private func reference(_ flow: Flow, _ number: UInt64) -> PacketReference {
    taps.reference(tap: flow.key.tap, number: number)
  }

  func evidence(_ before: Flow, _ after: Flow, _ bond: Bond?) -> [Evidence] {
    var words = handshakeEvidence(before, after)
    if before.packetID != 0 && before.packetID == after.packetID && !before.marks.contains(.isIPv6) {
      words.append(.packetID)
    }
    words += payloadEvidence(before, after, bond?.flow.join.kind)
    if legality(before.request, after.request) == .yes && !map.isEmpty { words.append(.map) }
    if before.request.sourcePort == after.request.sourcePort { words.append(.port) }
    return words
  }

  private func handshakeEvidence(_ before: Flow, _ after: Flow) -> [Evidence] {
    guard before.marks.contains(.isnKnown), after.marks.contains(.isnKnown), before.clientISN == after.clientISN else {
      return []
    }
    if before.transport == .sctp { return [.sctpTag] }
    return before.timestampAgrees(with: after) == true ? [.isn, .tsval] : [.isn]
  }

  private func payloadEvidence(_ before: Flow, _ after: Flow, _ kind: Join.Kind?) -> [Evidence] {
    switch before.transport {
    case .tcp, .sctp:
      return kind == .packet ? [.payload] : []
    case .icmp, .icmpv6:
      return before.payloadHash == after.payloadHash ? [.echo, .payload] : [.echo]
    default:
      let isSame = before.payloadHash == after.payloadHash && before.payloadHash != 0
      guard isSame || kind == .packet else { return [] }
      return before.request.involvesDNS || after.request.involvesDNS ? [.dnsID, .payload] : [.payload]
    }
  }

  /// Certain: what chance brings together less than once in 10¹² pairs, in bits that two strangers would have in common
  /// by accident. Both ISNs and a conntrack entry are certain by themselves.
  func confidence(_ evidence: [Evidence], _ before: Flow, _ after: Flow) -> Confidence {
    if before.marks.contains(.ambiguous) || after.marks.contains(.ambiguous) { return .ambiguous }
    if evidence.contains(.conntrack) { return .certain }
    let known: FlowMarks = [.isnKnown, .serverISNKnown]
    let hasBothISNs =
      before.marks.isSuperset(of: known) && after.marks.isSuperset(of: known) && before.serverISN == after.serverISN
    let isProxied = before.marks.contains(.hasCookie) || after.marks.contains(.hasCookie)
    if hasBothISNs || (isProxied && evidence.contains(.isn)) { return .certain }
    return evidence.reduce(0) { $0 + $1.bits } >= Evidence.certainty ? .certain : .probable
  }
}

extension Evidence {
  /// 10⁻¹² is 40 bits.
  public static let certainty = 40

  /// How many bits two strangers would have to share by accident.
  public var bits: Int {
    switch self {
    case .isn, .tsval, .sctpTag, .payload: 32
    case .packetID, .dnsID: 16
    case .conntrack: 64
    case .quote: 16
    case .echo: 8
    // Of all sockets the map leaves a few.
    case .map: 8
    case .port: 0
    }
  }
}
