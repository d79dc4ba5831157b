import Cluster
import Wire

/// F25. The load balancer's address admits some networks only, and the client is in none of them.
enum SourceRangeDrop: Rule {
  static let kind = FindingKind.sourceRangeDrop

  static func judge(_ one: Case) -> Judgement? {
    guard one.isSilent, !one.isTranslated, one.role.addressKind == .loadBalancerIP, let service = one.service,
      !service.sourceRanges.isEmpty, !service.sourceRanges.contains(where: { $0.contains(one.path.client.ip) }),
      !one.usableEndpoints(service).isEmpty
    else { return nil }
    let ranges = service.sourceRanges.map { "\($0)" }.joined(separator: ", ")
    let isSeen = one.asked.contains { $0.node != nil } && one.attempts > 1 && !one.hasDrops
    return Judgement(
      kind, isSeen ? .certain : .probable, one.subject(node: one.frontNode),
      "\(one.path.client.ip) is outside the loadBalancerSourceRanges of \(one.title(service)) (\(ranges)): its packets "
        + "to \(one.dialled) are dropped.",
      at: one.lastAsked.map { .at($0.spot) },
      evidence: [
        one.lastAsked.map(one.lastSeen),
        FindingEvidence("\(one.title(service)): spec.loadBalancerSourceRanges \(ranges)"),
      ],
      causes: isSeen
        ? []
        : [FindingCause(kind, "the objects say so"), FindingCause(.externalIPNotRouted, "packets may reach no node")],
      needs: isSeen ? [] : ["a capture of the node that gets \(one.dialled.ip)"],
      confirm:
        "kubectl get service -n \(service.namespace) \(service.name) -o jsonpath='{.spec.loadBalancerSourceRanges}'",
      remedy: "Add the client's network to loadBalancerSourceRanges.")
  }
}
