import Cluster
import Wire

/// F38. A pod's packets to the load balancer leave the cluster and come back to the node they came from, with an address of its
/// own as source.
enum LoadBalancerHairpin: Rule {
  static let kind = FindingKind.loadBalancerHairpin

  static func judge(_ one: Case) -> Judgement? {
    guard one.isFailed, !one.isEcho, one.clientPod != nil || !one.isFromOutside, isBalancer(one), one.isRepeated,
      let back = back(one) ?? leaving(one)
    else { return nil }
    let name = one.service.map(one.title) ?? "the load balancer"
    return Judgement(
      kind, .probable, one.subject(pod: one.clientPod, node: back.node ?? one.frontNode),
      "\(one.clientTitle) cannot reach \(name) by the load balancer's address \(one.dialled): its packets leave the "
        + "cluster and would come back from its own node.",
      at: .at(back.spot), evidence: [one.lastSeen(back), one.service.map { proxy(one, $0) }],
      causes: [
        FindingCause(kind, "the client is inside the cluster, and the load balancer's target may be its own node"),
        FindingCause(.externalIPNotRouted, "the address may lead nowhere from here"),
        FindingCause(.policyDrop, "a firewall on the way may drop"),
      ],
      needs: ["a capture of the nodes' uplinks that shows the packet coming back"],
      confirm: "kubectl get service -A -o jsonpath='{.items[*].status.loadBalancer}'",
      remedy:
        "Dial the ClusterIP inside the cluster, switch client address preservation off at the load balancer, or use "
        + "its proxy protocol.")
  }

  private static func isBalancer(_ one: Case) -> Bool {
    one.role.addressKind == .loadBalancerIP && (one.service?.loadBalancerIsProxy ?? true)
      && !one.path.hops.contains { hop in
        one.service?.backends.contains { $0.socket?.ip == hop.tuple.destination } ?? false
      }
  }

  /// It came in again from outside with a source of this node.
  private static func back(_ one: Case) -> CaseHop? {
    one.asked.last { hop in
      hop.node != nil && hop.hop.direction == .in && hop.place == .uplink
        && one.map.nodeOwning(hop.source.ip) == hop.node
    }
  }

  private static func leaving(_ one: Case) -> CaseHop? {
    one.service?.loadBalancerIsProxy == true ? one.asked.last { $0.place == .uplink || $0.node == nil } : nil
  }

  private static func proxy(_ one: Case, _ service: ServicePort) -> FindingEvidence {
    FindingEvidence(
      "\(one.title(service)): status.loadBalancer.ingress[].ipMode is \(service.loadBalancerIsProxy ? "Proxy" : "VIP")")
  }
}
