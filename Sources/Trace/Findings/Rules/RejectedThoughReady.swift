import Cluster
import Wire

/// F50. The node rejects as if the Service had no endpoint, and the objects have ready ones: its rules lag behind, or the objects
/// are of another moment.
enum RejectedThoughReady: Rule {
  static let kind = FindingKind.programmingLag

  static func judge(_ one: Case) -> Judgement? {
    guard one.path.state == .rejected, one.role.isEntrance, !one.isTranslated, let service = one.service,
      let (origin, error) = one.errorOrigin, error.isPortUnreachable, origin.isNode, !one.usableEndpoints(service).isEmpty
    else { return nil }
    return Judgement(
      kind, .probable, one.subjectOfService(node: one.frontNode),
      "\(one.title(service)) refuses connections on node \(one.name(one.frontNode)) as if it had no endpoint, and its objects "
        + "have ready ones.",
      at: .at(origin.hop.spot), evidence: [one.evidence(error), one.endpointsField],
      causes: [
        FindingCause(kind, "the node's rules came later than the endpoints, or are stale"),
        FindingCause(.noReadyEndpoints, "the endpoints may not have been ready then"),
        FindingCause(.policyDrop, "a firewall may reject"),
      ],
      needs: ["the objects of that moment (--at), or the node's rules (hopscope map check --rules)"],
      confirm: "{ iptables-save; nft list ruleset; } | grep '\(service.namespace)/\(service.name)'",
      remedy: "See kube-proxy's log on node \(one.name(one.frontNode)); wait for readiness before sending traffic.")
  }
}
