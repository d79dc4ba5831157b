import Cluster
import Wire

/// What was rewritten between the hops of one path, by whom, and how well it is known.
extension Tracer {
  /// - Parameter ordered: the path's flows in causal order.
  func translations(_ ordered: [Flow]) -> [Translation] {
    guard ordered.contains(where: { !$0.key.hasSameEnds(as: ordered[0].key) }) else { return [] }
    var found: [(host: String?, before: Flow, after: Flow)] = []
    let onTheWay = requesters(ordered)
    var current = onTheWay[0]
    for flow in onTheWay.dropFirst() {
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
    return found.compactMap { step in
      translation(host: step.host, best(step.before, ordered), best(step.after, ordered), ordered)
    }
  }

  /// Without the taps that showed only answers where another showed requests of the tuple: answers may take another way.
  private func requesters(_ ordered: [Flow]) -> [Flow] {
    ordered.filter { flow in
      flow.firstRequest != nil
        || !ordered.contains { $0.firstRequest != nil && $0.key.hasSameEnds(as: flow.key) }
    }
  }

  /// The sighting of this tuple that knows most about the handshake.
  private func best(_ flow: Flow, _ ordered: [Flow]) -> Flow {
    ordered.first { $0.key.hasSameEnds(as: flow.key) && $0.firstRequest != nil && $0.optionsHash != 0 } ?? flow
  }

  private func rewriter(_ before: Flow, _ after: Flow) -> String? {
    let (left, right) = (before.key.tap, after.key.tap)
    let isBeyond = left == right && isOwnTap(before) && !after.request.destination.isLoopback
    if taps.hosts[left] == taps.hosts[right] && !isBeyond {
      return masquerader(before, after, host: taps.taps[left].host) ?? taps.taps[left].host
    }
    // Between two hosts: the one that owns the address dialled, or that the new source belongs to.
    let owner =
      before.request.source != after.request.source
      ? map.nodeOwning(after.request.source) : map.nodeOwning(before.request.destination)
    if let owner { return map[owner].name }
    if let pod = map.podOwning(before.request.source, at: before.first), let node = map[pod].node {
      return map[node].name
    }
    return nil
  }

  /// Another node than the one whose taps show both forms: nobody masquerades with another node's address. So packets that
  /// leave a node and come back have been rewritten elsewhere.
  private func masquerader(_ before: Flow, _ after: Flow, host: String?) -> String? {
    guard before.request.source != after.request.source, let owner = map.nodeOwning(after.request.source),
      map.nodeOwning(before.request.source) != owner
    else { return nil }
    let name = map[owner].name
    return name == host || !map.nodes.contains(where: { $0.name == host }) ? nil : name
  }

  /// A tap of the client pod's own: what shows up there in another form was rewritten outside, by its node, but for a
  /// sidecar's REDIRECT to a loopback address.
  private func isOwnTap(_ flow: Flow) -> Bool {
    guard let host = taps.taps[flow.key.tap].host, let pod = map.podOwning(flow.request.source, at: flow.first) else {
      return false
    }
    return host == map[pod].name || host == "pod-" + map[pod].name
  }

  private func translation(host: String?, _ before: Flow, _ after: Flow, _ ordered: [Flow]) -> Translation? {
    let kinds = Translation.kinds(before.request, after.request)
    guard !kinds.isEmpty else { return nil }
    let joins = joins(between: before, after, ordered)
    let evidence = evidence(before, after, joins)
    return Translation(
      host: host, kinds: kinds, before: before.request, after: after.request,
      confidence: confidence(evidence, before, after), evidence: evidence,
      proofs: joins.map { proof($0, ordered) } ?? [], alternatives: [])
  }
}

extension Translation {
  static func kinds(_ old: Tuple, _ new: Tuple) -> [Kind] {
    (old.hasSameDestination(as: new) ? [] : [.dnat]) + (old.hasSameSource(as: new) ? [] : [.snat])
  }
}
