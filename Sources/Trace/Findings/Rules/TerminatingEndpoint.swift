import Cluster
import Wire

/// F31. A new connection was sent to an endpoint whose termination had begun, and failed.
enum TerminatingEndpoint: Rule {
  static let kind = FindingKind.terminatingEndpoint

  static func judge(_ one: Case) -> Judgement? {
    guard hasFailedThere(one), one.isTranslated, let endpoint = one.endpoint, let service = one.service,
      let backend = service.backends.first(where: { $0.socket == endpoint }), isEnding(backend, one),
      one.usableEndpoints(service).contains(where: { $0.socket != endpoint }),
      hops(one, to: endpoint).contains(where: { $0.marks.contains(.syn) || !one.isTCP })
    else { return nil }
    let pod = backend.pod ?? one.backendPod
    let who = pod.map(one.title) ?? "\(endpoint)"
    return Judgement(
      kind, .certain, one.subjectOfService(pod: pod, node: backend.node, backend: endpoint),
      "\(one.title(service)) still sends new connections to \(who), which is terminating: they fail.",
      at: one.lastAsked.map { .at($0.spot) },
      evidence: [
        one.refusal,
        FindingEvidence("EndpointSlice of \(one.title(service)): \(endpoint) has conditions.terminating true"),
      ],
      confirm: one.kubectlEndpoints(service),
      remedy:
        "Give the pod a preStop sleep of some seconds, so that kube-proxy forgets it before the application stops.")
  }

  /// Not a probe or a client that went away.
  private static func hasFailedThere(_ one: Case) -> Bool {
    switch one.path.state {
    case .refused, .rejected: true
    case .noReply: one.isRepeated
    case .reset: one.path.resetByServer == true
    default: false
    }
  }

  private static func isEnding(_ backend: Backend, _ one: Case) -> Bool {
    if backend.terminating { return true }
    guard let pod = backend.pod else { return false }
    return one.map[pod].deletionTime.map { $0 <= one.path.start } ?? one.map[pod].terminating
  }

  private static func hops(_ one: Case, to endpoint: Socket) -> [CaseHop] {
    one.hops.filter { $0.destination == endpoint }
  }
}
