import Cluster
import Wire

/// F21. A client that keeps sending keeps its conntrack entry alive, which leads to an endpoint that is none any more.
enum StaleUDPConntrack: Rule {
  static let kind = FindingKind.staleUDPConntrack

  static func judge(_ one: Case) -> Judgement? {
    guard one.role.portKind != .hostPort, let stale = StaleUDP.endpoint(one) else { return nil }
    guard one.role.isEntrance || one.map.inServiceCIDR(one.dialled.ip) || one.role.addressKind == .clusterIP else {
      return nil
    }
    let name = one.service.map(one.title) ?? "a Service that is gone"
    let history = StaleUDP.history(one, stale)
    return Judgement(
      kind, history == nil ? .probable : .certain, one.subjectOfService(node: one.frontNode, backend: stale),
      "UDP from \(one.clientTitle) to \(one.dialled) still goes to \(stale), which is no endpoint of \(name) any more: "
        + "an old conntrack entry lives on.",
      at: one.lastAsked.map { .at($0.spot) },
      evidence: [one.lastAsked.map(one.lastSeen), one.endpointsField, history],
      causes: history == nil ? StaleUDP.causes(kind) : [],
      needs: history == nil ? ["the objects from before the endpoint was removed"] : [],
      confirm: "conntrack -L -p udp --orig-dst \(one.dialled.ip) --orig-port-dst \(one.dialled.port)",
      remedy: "conntrack -D -p udp --orig-dst \(one.dialled.ip) --orig-port-dst \(one.dialled.port) on "
        + "\(one.name(one.frontNode)); then update kube-proxy.")
  }
}

/// F22. The same behind a hostPort: the entry leads to the pod that had it before.
enum StaleUDPHostPort: Rule {
  static let kind = FindingKind.staleUDPHostPort

  static func judge(_ one: Case) -> Judgement? {
    guard one.role.portKind == .hostPort, let stale = StaleUDP.endpoint(one) else { return nil }
    let pod = one.role.pods.first.map(one.title) ?? "the pod that has the hostPort"
    let history = StaleUDP.history(one, stale)
    return Judgement(
      kind, history == nil ? .probable : .certain,
      one.subject(pod: one.role.pods.first, node: one.frontNode, backend: stale),
      "UDP from \(one.clientTitle) to hostPort \(one.dialled) still goes to \(stale) instead of \(pod): an old "
        + "conntrack entry lives on.",
      at: one.lastAsked.map { .at($0.spot) },
      evidence: [one.lastAsked.map(one.lastSeen), FindingEvidence("\(pod) has hostPort \(one.dialled.port)"), history],
      causes: history == nil ? StaleUDP.causes(kind) : [],
      needs: history == nil ? ["the objects from before the pod was replaced"] : [],
      confirm: "conntrack -L -p udp --orig-port-dst \(one.dialled.port)",
      remedy: "conntrack -D -p udp --orig-port-dst \(one.dialled.port) on \(one.name(one.frontNode)); update the "
        + "portmap plugin.")
  }
}

private enum StaleUDP {
  static func causes(_ kind: FindingKind) -> [FindingCause] {
    [
      FindingCause(kind, "datagrams go where no endpoint is, and are not answered"),
      FindingCause(.programmingLag, "the objects may be of another moment"),
    ]
  }

  /// Where datagrams go, when it is no endpoint of what was dialled and does not answer.
  static func endpoint(_ one: Case) -> Socket? {
    guard one.isUDP, one.isFailed || one.unansweredDatagrams >= 3, one.isTranslated, let endpoint = one.endpoint else {
      return nil
    }
    // Judged by the objects of its end: it may have begun while the endpoint was one.
    let map = one.timeline[one.timeline.index(at: one.path.end)]
    switch map.permits(front: one.dialled, backend: endpoint, transport: .udp) {
    case .no: return endpoint
    case .yes: return nil
    case .unknown:
      let isGone = !one.map.isPodAddress(endpoint.ip, at: one.path.start) && one.map.inPodCIDR(endpoint.ip)
      return isGone && !one.role.isEntrance ? endpoint : nil
    }
  }

  static func history(_ one: Case, _ stale: Socket) -> FindingEvidence? {
    for version in one.timeline.versions
    where version.map.permits(front: one.dialled, backend: stale, transport: .udp) == .yes {
      return FindingEvidence("earlier objects have \(stale) as an endpoint")
    }
    return nil
  }
}
