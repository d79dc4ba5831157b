import Cluster
import Wire

/// F08. The pod sees a node's address instead of the client's. No fault: externalTrafficPolicy Cluster works so.
enum ClientAddressHidden: Rule {
  static let kind = FindingKind.clientAddressHidden

  static func judge(_ one: Case) -> Judgement? {
    guard one.path.isOK, one.isTranslated, let service = one.service, one.isFromOutside || one.clientPod != nil,
      let last = one.path.translations.last?.after, last.source != one.path.client.ip, one.backendPod != one.clientPod,
      let node = one.map.nodeOwning(last.source)
    else { return nil }
    let packet = one.hops.last { $0.tuple == last }?.hop.packet
    return Judgement(
      kind, .certain, one.subjectOfService(node: node),
      "Pods of \(one.title(service)) see \(last.source), an address of node \(one.map[node].name), instead of their "
        + "clients' addresses: traffic is masqueraded.",
      evidence: [
        FindingEvidence("from \(one.path.client.ip) before, from \(last.source) at the pod", packet: packet),
        FindingEvidence(
          "\(one.title(service)): externalTrafficPolicy \(service.externalTrafficPolicyLocal ? "Local" : "Cluster")"),
      ],
      confirm:
        "kubectl get service -n \(service.namespace) \(service.name) -o jsonpath='{.spec.externalTrafficPolicy}'",
      remedy: "To see clients' addresses: externalTrafficPolicy: Local, PROXY protocol, or a load balancer that keeps "
        + "them.")
  }
}
