import Cluster
import Wire

/// What cannot be concluded about one path.
extension Tracer {
  func gaps(_ path: Path, _ facts: PathFacts) -> [Gap] {
    var gaps: [Gap] = []
    if facts.isAmbiguous {
      gaps.append(Gap(about: .backend, reason: .severalFlows, needs: [.conntrack(node: askedNode(path))]))
    }
    if let gap = frontGap(path) { gaps.append(gap) }
    if let gap = backendGap(path, facts) { gaps.append(gap) }
    if facts.isCut, let about = gaps.first?.about {
      gaps.append(Gap(about: about, reason: .cut, needs: [.snapLength]))
    }
    if let gap = serviceGap(path) { gaps.append(gap) }
    if let gap = outcomeGap(path, facts) { gaps.append(gap) }
    return gaps
  }

  private func frontGap(_ path: Path) -> Gap? {
    guard path.front == nil else { return nil }
    let node = map.nodeOwning(path.client.ip).map { map[$0].name }
    return Gap(about: .front, reason: .sourceIsNode, needs: [.conntrack(node: node), .uplink(node: node)])
  }

  private func backendGap(_ path: Path, _ facts: PathFacts) -> Gap? {
    guard path.backend == nil, path.front != nil, facts.isAnswered, path.state != .rejected, path.state != .refused
    else { return nil }
    let node = askedNode(path)
    return Gap(about: .backend, reason: .noTapBehindFront, needs: [.podSide(node: node), .conntrack(node: node)])
  }

  private func serviceGap(_ path: Path) -> Gap? {
    guard path.names.service == nil, !path.names.candidates.isEmpty, path.backend != nil, path.front != nil else {
      return nil
    }
    guard path.front == path.backend else { return nil }
    let isAtClient =
      path.names.client.pods.count == 1
      && path.hops.contains { $0.host == map[path.names.client.pods[0]].name }
    let needs: [Gap.Need] = isAtClient ? [.dataPlaneTables] : [.client, .dataPlaneTables]
    let reason: Gap.Reason = path.names.candidates.count > 1 ? .severalServices : .directOrService
    return Gap(about: .service, reason: reason, needs: needs)
  }

  private func outcomeGap(_ path: Path, _ facts: PathFacts) -> Gap? {
    if !path.isOK, path.hops.contains(where: { $0.isSeen && taps.hasLost($0.tap, from: path.start, to: path.end) }) {
      return Gap(about: .outcome, reason: .drops, needs: [.captureWithoutDrops])
    }
    if path.state == .noReply, path.transport == .tcp, path.hops.allSatisfy({ $0.packets.request <= 1 }) {
      return Gap(about: .outcome, reason: .unrepeated, needs: [.podSide(node: askedNode(path))])
    }
    guard path.state == .partial else { return nil }
    if facts.isCut { return Gap(about: .outcome, reason: .cut, needs: [.snapLength]) }
    guard facts.isOneSided else { return nil }
    return Gap(about: .outcome, reason: .oneSided, needs: [.podSide(node: askedNode(path))])
  }

  private func askedNode(_ path: Path) -> String? {
    guard let front = path.front else { return nil }
    let tuple = Tuple(
      source: path.client.ip, sourcePort: path.client.port, destination: front.ip, destinationPort: front.port,
      transport: path.transport)
    return askedNode(tuple, at: path.start).map { map[$0].name }
  }

  /// What was considered for these flows and refused, to the translation that it would have been instead of.
  func addAlternatives(_ members: [UInt32], to path: inout Path) {
    let joined = Set(members.map { flows.slab[$0].request })
    for member in members {
      let refused = refused[member, default: []].filter { !joined.contains($0.tuple) }
      if refused.isEmpty { continue }
      let tuple = flows.slab[member].request
      let place = path.translations.firstIndex { $0.after == tuple || $0.before == tuple }
      guard let place else {
        path.alternatives += refused
        continue
      }
      path.translations[place].alternatives += refused.filter { !path.translations[place].alternatives.contains($0) }
    }
  }
}
