import Cluster
import Wire

/// F03. `externalTrafficPolicy: Local`, and the node that was asked has no endpoint: kube-proxy drops in silence.
enum NoLocalEndpointExternal: Rule {
  static let kind = FindingKind.noLocalEndpointExternal

  static func judge(_ one: Case) -> Judgement? {
    guard let service = one.service, service.externalTrafficPolicyLocal, isExternal(one), isFromElsewhere(one) else {
      return nil
    }
    return LocalPolicy.judge(
      kind, one, service, field: "externalTrafficPolicy",
      remedy: "Let the load balancer check healthCheckNodePort, run the pods on every node (DaemonSet), or set "
        + "externalTrafficPolicy: Cluster.")
  }

  private static func isExternal(_ one: Case) -> Bool {
    one.role.portKind == .nodePort || one.role.addressKind == .loadBalancerIP || one.role.addressKind == .externalIP
  }

  /// Pods of the node that is asked, and the node itself, get every endpoint all the same.
  private static func isFromElsewhere(_ one: Case) -> Bool {
    guard let clientPod = one.clientPod else { return one.map.nodeOwning(one.path.client.ip) != one.frontNode }
    return one.map[clientPod].node != one.frontNode
  }
}

/// F04. `internalTrafficPolicy: Local`, and the client's node has no endpoint.
enum NoLocalEndpointInternal: Rule {
  static let kind = FindingKind.noLocalEndpointInternal

  static func judge(_ one: Case) -> Judgement? {
    guard let service = one.service, service.internalTrafficPolicyLocal, one.role.addressKind == .clusterIP,
      !one.isFromOutside
    else { return nil }
    return LocalPolicy.judge(
      kind, one, service, field: "internalTrafficPolicy",
      remedy: "Run an endpoint on every node that has clients (DaemonSet), or set internalTrafficPolicy: Cluster.")
  }
}

/// What both policies have in common.
private enum LocalPolicy {
  static func judge(
    _ kind: FindingKind, _ one: Case, _ service: ServicePort, field: String, remedy: String
  ) -> Judgement? {
    guard one.isSilent, one.role.isEntrance, !one.isTranslated, service.endpointsKnown, let node = one.frontNode,
      one.usableEndpoints(service, on: node).isEmpty, !one.usableEndpoints(service).isEmpty
    else { return nil }
    let isTapped = one.asked.contains { $0.node == node || $0.pod.map { one.map[$0].node == node } ?? false }
    let isSure = isTapped && one.attempts > 1 && !one.hasDrops
    return Judgement(
      kind, isSure ? .certain : .probable, one.subject(node: node),
      "\(one.frontTitle) is silent on node \(one.name(node)): \(field) is Local and no endpoint of "
        + "\(one.title(service)) is on that node.",
      at: one.lastAsked.map { .at($0.spot) },
      evidence: [
        one.lastAsked.map(one.lastSeen),
        FindingEvidence(
          "\(one.title(service)): spec.\(field) Local; its endpoints are on \(nodes(one, service)), not on \(one.name(node))"
        ),
      ],
      causes: isSure
        ? []
        : [
          FindingCause(kind, "the objects say so"),
          FindingCause(.nodePortUnreachable, "packets may not reach the node"),
          FindingCause(.policyDrop, "a firewall may drop them before"),
        ],
      needs: isSure ? [] : ["a capture of \(one.name(node)) in which the client tries again"],
      confirm: one.kubectlEndpoints(service), remedy: remedy)
  }

  private static func nodes(_ one: Case, _ service: ServicePort) -> String {
    let names = Set(one.usableEndpoints(service).compactMap { $0.node.map { one.map[$0].name } }).sorted()
    return names.isEmpty ? "no known node" : names.joined(separator: ", ")
  }
}
