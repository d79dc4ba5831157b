import Cluster
import Wire

/// F09. The endpoint that was chosen is no more: ICMP host unreachable, an ARP question nobody answers, or an address that the
/// map knows to be no endpoint.
enum EndpointGone: Rule {
  static let kind = FindingKind.endpointGone

  static func judge(_ one: Case) -> Judgement? {
    guard one.isSilent || one.path.state == .rejected, !one.isEcho, let target = target(one) else { return nil }
    let unanswered = one.neighbours.questions(for: target.ip, one.map).first {
      !$0.isAnswered && $0.count >= 2 && $0.last >= one.path.start && $0.first <= one.path.end &+ patience
    }
    let error = one.errorOrigin?.error
    let isUnreachable = error?.isHostUnreachable ?? false
    let isGone = isUnknown(target, one)
    guard isUnreachable || unanswered != nil || (isGone && one.isTranslated && one.isRepeatedOrRejected) else {
      return nil
    }
    guard one.isTranslated || isUnreachable || unanswered != nil else { return nil }
    let isSure = unanswered != nil || (isUnreachable && one.map.podOwning(target.ip, at: one.path.start) == nil)
    return Judgement(
      kind, isSure ? .certain : .probable, one.subjectOfService(node: home(target, one), backend: target),
      sentence(one, target, isGone), at: one.lastAsked.map { .at($0.spot) },
      evidence: [
        unanswered.map { asked($0) }, isUnreachable ? error.map(one.evidence) : nil,
        unanswered == nil && !isUnreachable ? one.lastAsked.map(one.lastSeen) : nil, object(one, target, isGone),
      ],
      causes: isSure
        ? []
        : [
          FindingCause(kind, isGone ? "no pod has the address" : "a router or node finds nobody at the address"),
          FindingCause(.wrongNodeForPod, "the packets may have gone to a node that does not have the pod"),
          FindingCause(.policyDrop, "a firewall may drop them on the way"),
        ],
      needs: isSure ? [] : ["a capture of the pod's node, with ARP in it"],
      confirm: "kubectl get pods -A -o wide | grep -w \(target.ip)",
      remedy: "Let the EndpointSlice and kube-proxy catch up (is kube-proxy on the node in sync?); remove endpoints "
        + "by hand that nobody else removes.")
  }

  /// A question may follow the last packet by so much, in nanoseconds.
  private static let patience: Int64 = 3_000_000_000

  private static func target(_ one: Case) -> Socket? {
    if let endpoint = one.endpoint { return endpoint }
    if let backend = one.path.backend, one.map.inPodCIDR(backend.ip) { return backend }
    guard let service = one.service, let error = one.errorOrigin?.error, error.isHostUnreachable else { return nil }
    let endpoints = one.usableEndpoints(service)
    return endpoints.count == 1 ? endpoints[0].socket : nil
  }

  /// Where the address would be.
  private static func home(_ target: Socket, _ one: Case) -> NodeID? {
    one.backendNode ?? one.map.node(hostingPodCIDROf: target.ip) ?? one.frontNode
  }

  /// Neither a pod nor a node has the address.
  private static func isUnknown(_ target: Socket, _ one: Case) -> Bool {
    !one.map.isEmpty && !one.map.isPodAddress(target.ip, at: one.path.start) && one.map.nodeOwning(target.ip) == nil
      && one.map.inPodCIDR(target.ip)
  }

  private static func asked(_ question: NeighbourQuestion) -> FindingEvidence {
    FindingEvidence(
      "\(question.asker) asks who has \(question.address), \(question.count) times, and nobody answers",
      packet: question.packet)
  }

  private static func object(_ one: Case, _ target: Socket, _ isGone: Bool) -> FindingEvidence {
    FindingEvidence(
      isGone
        ? "no pod has \(target.ip)"
        : "\(target.ip) should be \(one.map.podOwning(target.ip).map(one.title) ?? "a pod")'s")
  }

  private static func sentence(_ one: Case, _ target: Socket, _ isGone: Bool) -> String {
    let what = isGone ? "no pod has that address any more" : "nobody is there"
    guard let service = one.service else { return "Packets go to \(target), and \(what)." }
    return "\(one.title(service)) sends connections to \(target), and \(what)."
  }
}

extension Case {
  /// Lost for certain, or refused by somebody.
  var isRepeatedOrRejected: Bool { isRepeated || path.state == .rejected || path.state == .refused }
}
