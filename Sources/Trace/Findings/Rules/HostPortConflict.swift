import Cluster
import Wire

/// F33. The hostPort dialled is on another node, its pod does not run, or the node's rules lead to somebody else.
enum HostPortConflict: Rule {
  static let kind = FindingKind.hostPortConflict

  static func judge(_ one: Case) -> Judgement? {
    guard !one.isEcho, one.isFailed, one.role.addressKind == .nodeIP else { return nil }
    return moved(one) ?? stale(one) ?? gone(one)
  }

  private static func moved(_ one: Case) -> Judgement? {
    guard !one.isTranslated, one.role.portKind == nil, let node = one.frontNode, let pod = holder(one),
      one.path.state == .refused || one.isRepeatedOrRejected
    else { return nil }
    let home = one.map[pod].node.map { "runs on node \(one.map[$0].name)" } ?? "runs on no node (\(one.map[pod].phase))"
    return Judgement(
      kind, .certain, one.subject(pod: pod, node: node),
      "Port \(one.dialled.port) is hostPort of \(one.title(pod)), which \(home), not on \(one.name(node)) that was dialled.",
      at: one.lastAsked.map { .at($0.spot) },
      evidence: [
        one.refusal,
        FindingEvidence("\(one.title(pod)): spec.containers[].ports[].hostPort \(one.dialled.port); it \(home)"),
      ],
      confirm: "kubectl get pods -n \(one.map[pod].namespace) \(one.map[pod].name) -o wide",
      remedy: "Dial the node the pod runs on, or publish the port by a Service (nodePort) or a DaemonSet.")
  }

  /// A pod of another node that has the port as its hostPort.
  private static func holder(_ one: Case) -> PodID? {
    one.wrongPorts.first { $0.reason == .otherNode && $0.owner.transport == one.path.transport }?.owner.pod
  }

  /// The pod that has the hostPort is there, and the node finds nobody where its rule leads.
  private static func gone(_ one: Case) -> Judgement? {
    guard one.path.state == .rejected, one.role.portKind == .hostPort, let pod = one.role.pods.first,
      let error = one.errorOrigin?.error, error.isHostUnreachable
    else { return nil }
    return Judgement(
      kind, .certain, one.subject(pod: pod, node: one.frontNode),
      "hostPort \(one.dialled) leads to an address where nobody is, and \(one.title(pod)) has that hostPort: a rule of a "
        + "former pod is still there.",
      at: one.lastAsked.map { .at($0.spot) },
      evidence: [one.evidence(error), FindingEvidence("\(one.title(pod)) has hostPort \(one.dialled.port)")],
      confirm: "iptables-save -t nat | grep 'dport \(one.dialled.port)'",
      remedy: "Delete the stale CNI-DN chain of the former pod (the portmap plugin's DEL did not run).")
  }

  /// A rule of a former pod takes the connection.
  private static func stale(_ one: Case) -> Judgement? {
    guard one.isTranslated, one.isTCP, one.role.portKind == .hostPort, let endpoint = one.endpoint,
      one.map.permits(front: one.dialled, backend: endpoint, transport: .tcp) == .no
    else { return nil }
    let pod = one.role.pods.first
    return Judgement(
      kind, .certain, one.subject(pod: pod, node: one.frontNode, backend: endpoint),
      "hostPort \(one.dialled) leads to \(endpoint) instead of \(pod.map(one.title) ?? "its pod"): a rule of a former "
        + "pod is still there.",
      at: one.lastAsked.map { .at($0.spot) },
      evidence: [
        one.lastAsked.map(one.lastSeen),
        pod.map { FindingEvidence("\(one.title($0)) has hostPort \(one.dialled.port)") },
      ],
      confirm: "iptables-save -t nat | grep 'dport \(one.dialled.port)'",
      remedy:
        "Delete the stale CNI-DN chain of the former pod (the portmap plugin's DEL did not run), or restart the node's pods."
    )
  }
}
