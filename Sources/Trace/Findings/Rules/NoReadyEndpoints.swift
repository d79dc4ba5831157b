import Cluster
import Wire

/// F01. The map has no endpoint that the data plane may choose, and nothing was translated: kube-proxy rejects, or (its ICMP
/// errors are limited in rate) is silent.
enum NoReadyEndpoints: Rule {
  static let kind = FindingKind.noReadyEndpoints

  static func judge(_ one: Case) -> Judgement? {
    guard one.isFailed, one.role.isEntrance, !one.isTranslated, let service = one.service,
      one.usableEndpoints(service).isEmpty, one.isSilent || one.path.state == .rejected,
      service.endpointsKnown || isRejectedWithout(one, service)
    else { return nil }
    let error = rejection(one)
    // A single SYN without an answer may have had one that no tap shows.
    if error == nil, one.plane.kind != nil || !one.isRepeated { return nil }
    return Judgement(
      kind, error != nil ? .certain : .probable, one.subjectOfService(node: one.frontNode), sentence(one, service),
      at: one.lastAsked.map { .at($0.spot) },
      evidence: [error.map(one.evidence) ?? one.lastAsked.map(one.lastSeen), one.endpointsField],
      causes: error != nil
        ? []
        : [
          FindingCause(kind, "the Service has no ready endpoint, and ICMP errors are limited in rate"),
          FindingCause(.policyDrop, "a firewall may drop before kube-proxy rejects"),
        ],
      needs: error != nil ? [] : ["an ICMP port unreachable in a capture of the node that was asked"],
      confirm: one.kubectlEndpoints(service), remedy: remedy(service))
  }

  /// What kube-proxy rejects with: port unreachable, from the node.
  private static func rejection(_ one: Case) -> ErrorNote? {
    guard let (origin, error) = one.errorOrigin, error.isPortUnreachable, !origin.isPod else { return nil }
    return error
  }

  /// No slice was given, so nobody knows; but the node rejects, and there is no selector that would find endpoints.
  private static func isRejectedWithout(_ one: Case, _ service: ServicePort) -> Bool {
    !service.hasSelector && service.backends.isEmpty && rejection(one) != nil
  }

  private static func sentence(_ one: Case, _ service: ServicePort) -> String {
    let all = service.backends.count
    let why =
      all == 0
      ? "it has no endpoint at all"
      : all == 1 ? "its only endpoint is not ready" : "none of its \(all) endpoints is ready"
    return "\(one.title(service)) refuses connections: \(why)."
  }

  private static func remedy(_ service: ServicePort) -> String {
    service.backends.isEmpty
      ? "Compare the Service's selector with the labels of its pods "
        + "(kubectl get pods -n \(service.namespace) --show-labels), and see that they run."
      : "See why the pods are not ready: kubectl describe pods -n \(service.namespace), readinessProbe and Events."
  }
}
