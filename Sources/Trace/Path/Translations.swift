import Cluster
import Wire

/// What was rewritten between the hops of one path, by whom, and how well it is known.
extension Tracer {
  /// - Parameter ordered: the path's flows in causal order.
  func translations(_ ordered: [Flow]) -> [Translation] {
    var found: [(host: String?, before: Flow, after: Flow)] = []
    var current = ordered[0]
    for flow in ordered.dropFirst() {
      defer { current = flow }
      if flow.key.hasSameEnds(as: current.key) { continue }
      let host = rewriter(current, flow)
      // A half-translated tuple between two taps of one host is a stage of one translation, not a second one.
      if let last = found.last, last.host == host {
        found[found.count - 1].after = flow
      } else {
        found.append((host, current, flow))
      }
    }
    return found.compactMap { translation(host: $0.host, best($0.before, ordered), best($0.after, ordered)) }
  }

  /// The sighting of this tuple that knows most about the handshake.
  private func best(_ flow: Flow, _ ordered: [Flow]) -> Flow {
    ordered.first { $0.key.hasSameEnds(as: flow.key) && $0.firstRequest != nil && $0.optionsHash != 0 } ?? flow
  }

  private func rewriter(_ before: Flow, _ after: Flow) -> String? {
    let (left, right) = (before.key.tap, after.key.tap)
    if taps.hosts[left] == taps.hosts[right] { return taps.taps[left].host }
    // Between two hosts: the one that owns the address dialled, or that the new source belongs to.
    let owner =
      before.request.source != after.request.source
      ? map.nodeOwning(after.request.source) : map.nodeOwning(before.request.destination)
    if let owner { return map[owner].name }
    if let pod = map.podOwning(before.request.source), let node = map[pod].node { return map[node].name }
    return nil
  }

  private func translation(host: String?, _ before: Flow, _ after: Flow) -> Translation? {
    var kinds: [Translation.Kind] = []
    let (old, new) = (before.request, after.request)
    if !old.hasSameDestination(as: new) { kinds.append(.dnat) }
    if !old.hasSameSource(as: new) { kinds.append(.snat) }
    guard !kinds.isEmpty else { return nil }
    let evidence = evidence(before, after)
    return Translation(
      host: host, kinds: kinds, before: old, after: new,
      confidence: confidence(evidence, before, after), evidence: evidence)
  }

  private func evidence(_ before: Flow, _ after: Flow) -> [Evidence] {
    var words: [Evidence] = []
    let handshake = before.marks.contains(.isnKnown) && after.marks.contains(.isnKnown)
    if handshake && before.clientISN == after.clientISN {
      words.append(before.transport == .sctp ? .sctpTag : .isn)
    }
    if before.timestampAgrees(with: after) == true { words.append(.tsval) }
    if before.packetID != 0 && before.packetID == after.packetID && !before.marks.contains(.isIPv6) {
      words.append(.packetID)
    }
    words += payloadEvidence(before, after)
    if legality(before.request, after.request) == .yes && !map.isEmpty { words.append(.map) }
    if before.request.sourcePort == after.request.sourcePort { words.append(.port) }
    return words
  }

  private func payloadEvidence(_ before: Flow, _ after: Flow) -> [Evidence] {
    switch before.transport {
    case .tcp, .sctp:
      return before.marks.contains(.isnKnown) ? [] : [.payload]
    case .icmp, .icmpv6:
      return before.payloadHash == after.payloadHash ? [.echo, .payload] : [.echo]
    default:
      guard before.payloadHash == after.payloadHash, before.payloadHash != 0 else { return [] }
      let isDNS = [before.request.destinationPort, after.request.destinationPort].contains(53)
      return isDNS ? [.dnsID, .payload] : [.payload]
    }
  }

  /// Certain: two things agree that chance does not bring together. The source port is no such thing.
  private func confidence(_ evidence: [Evidence], _ before: Flow, _ after: Flow) -> Confidence {
    if before.marks.contains(.ambiguous) || after.marks.contains(.ambiguous) { return .ambiguous }
    if evidence.contains(.conntrack) { return .certain }
    let hasBothISNs = before.marks.isSuperset(of: [.isnKnown, .serverISNKnown]) && before.serverISN == after.serverISN
    let independent = evidence.filter { $0 != .port }
    return independent.count >= 2 || (hasBothISNs && after.marks.contains(.serverISNKnown)) ? .certain : .probable
  }
}
