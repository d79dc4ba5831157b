import Cluster
import Wire

/// F32. `sessionAffinity: ClientIP`, and one source, as one node sees it, came to two ready endpoints within the timeout.
struct SessionAffinityBroken: WholeRule {
  private struct Key: Hashable {
    var service: FindingSubject.Name
    var port: UInt16
    var node: String
    var source: IPAddress
  }

  private struct Visit {
    var backend: Socket
    var time: Int64
    var path: String
    var packet: PacketReference?
  }

  private static let most = 1 << 14
  private var visits: [Key: Visit] = [:]
  private var broken: [FindingSubject: Finding] = [:]

  mutating func take(_ one: Case, _ judgements: [Judgement]) {
    guard let service = one.service, let seconds = service.sessionAffinitySeconds, let backend = one.endpoint,
      let change = one.path.translations.first(where: { $0.kinds.contains(.dnat) }), let node = change.host,
      one.path.related.isEmpty, isReady(backend, service)
    else { return }
    let key = Key(
      service: .init(service.namespace, service.name), port: service.port, node: node, source: change.before.source)
    let packet = one.hops.first { $0.tuple == change.after }?.hop.packet
    let visit = Visit(backend: backend, time: one.path.start, path: one.path.id, packet: packet)
    if let last = visits[key], last.backend != backend, isReady(last.backend, service),
      abs(visit.time.since(last.time)) < Int64(seconds) * 1_000_000_000
    {
      note(key, last, visit, one, seconds)
    }
    if visits[key] != nil || visits.count < Self.most { visits[key] = visit }
  }

  private func isReady(_ backend: Socket, _ service: ServicePort) -> Bool {
    service.backends.contains { $0.socket == backend && $0.ready }
  }

  private mutating func note(_ key: Key, _ last: Visit, _ visit: Visit, _ one: Case, _ seconds: Int) {
    let subject = FindingSubject(service: key.service, node: key.node)
    var finding = broken[subject] ?? first(subject, key, seconds)
    finding.count += 1
    finding.first = min(finding.first ?? last.time, last.time)
    finding.last = max(finding.last ?? visit.time, visit.time)
    if finding.paths.count < FindingGroup.mostPaths {
      finding.paths += [last.path, visit.path].filter { !finding.paths.contains($0) }
    }
    if finding.evidence.count < FindingGroup.mostEvidence {
      finding.evidence.append(FindingEvidence("\(key.source) came to \(last.backend)", packet: last.packet))
      finding.evidence.append(
        FindingEvidence(
          "and \(visit.time.since(last.time) / 1_000_000) ms later to \(visit.backend)", packet: visit.packet))
    }
    broken[subject] = finding
  }

  private func first(_ subject: FindingSubject, _ key: Key, _ seconds: Int) -> Finding {
    var finding = Finding(
      .sessionAffinityBroken, .certain, subject,
      "Service \(key.service.namespace)/\(key.service.name) has sessionAffinity ClientIP for \(seconds) s, and node \(key.node) "
        + "sends one client to several of its ready endpoints.",
      confirm: "{ iptables-save -t nat; nft list ruleset; } | grep -iE 'recent|affinity'",
      remedy: "See whether kube-proxy restarted on that node or the endpoints changed in between; update kube-proxy.")
    finding.count = 0
    return finding
  }

  func findings(_ facts: WholeFacts) -> [Finding] {
    broken.values.sorted { ($0.first ?? 0, $0.sentence) < ($1.first ?? 0, $1.sentence) }
  }
}
