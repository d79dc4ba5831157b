import Cluster
import Wire

/// F10, F11, F15, F45: packets that a node took in and that came out nowhere. Nobody says why, so the causes are ranked by what
/// the objects and the packets' way say.
enum DroppedInNode: Rule {
  static let kind = FindingKind.policyDrop

  static func judge(_ one: Case) -> Judgement? {
    guard one.isSilent, one.isRepeated, one.plane.showsRewriting, !one.isEcho,
      case .inNode(let node, let last)? = one.locus,
      isForwarded(one)
    else { return nil }
    let causes = DropCauses(one, node, last).ranked
    guard let first = causes.first else { return nil }
    return Judgement(
      first.kind, .probable, one.subject(pod: one.backendPod ?? onlyPod(one), node: node),
      "Packets from \(one.clientTitle) to \(one.frontTitle) come to node \(one.name(node)) and are dropped there: "
        + "\(first.why).",
      at: .between(last.spot, FindingSpot(host: next(one, node))),
      evidence: [one.lastSeen(last)] + policies(one).map { FindingEvidence($0) }, causes: causes,
      needs: [
        "the node's rules and counters: iptables-save -c or nft list ruleset, conntrack -S, nstat -az TcpExtIPReversePathFilter"
      ],
      confirm: confirm(first.kind, one), remedy: remedy(first.kind, one, node))
  }

  /// Something that the node should pass on: a front with endpoints, a pod's address, or a pod's way out.
  private static func isForwarded(_ one: Case) -> Bool {
    if let service = one.service { return !one.usableEndpoints(service).isEmpty }
    if one.role.portKind == .hostPort || one.isTranslated { return true }
    switch one.role.addressKind {
    // Not a broadcast address, or one that nobody has.
    case .podIP: return one.map.isPodAddress(one.dialled.ip, at: one.path.start)
    case .external, .nodeIP, .loadBalancerIP, .externalIP: return one.clientPod != nil && !one.dialled.ip.isBroadcast
    default: return false
    }
  }

  private static func onlyPod(_ one: Case) -> PodID? {
    guard let service = one.service else { return one.role.pods.first }
    let endpoints = one.usableEndpoints(service)
    return endpoints.count == 1 ? endpoints[0].pod : nil
  }

  private static func next(_ one: Case, _ node: NodeID) -> String {
    if let pod = one.backendPod, one.map[pod].node == node { return one.map[pod].name }
    return one.map[node].name
  }

  /// NetworkPolicies that select an endpoint and do not admit the client, in words.
  static func policies(_ one: Case) -> [String] { DropCauses.denials(one).map(\.words) }

  private static func confirm(_ kind: FindingKind, _ one: Case) -> String {
    switch kind {
    case .reversePathFilter: "nstat -az TcpExtIPReversePathFilter"
    case .snatPortsExhausted, .conntrackTableFull: "conntrack -S"
    default: "{ iptables-save -c; nft list ruleset; } | grep -i drop"
    }
  }

  private static func remedy(_ kind: FindingKind, _ one: Case, _ node: NodeID) -> String {
    switch kind {
    case .reversePathFilter:
      "sysctl -w net.ipv4.conf.all.rp_filter=2 (the greater of all and the device's counts), or mend the route back to "
        + "\(one.path.client.ip)."
    case .policySeesNodeAddress:
      "Admit the nodes' addresses in the policy's ipBlock, or set externalTrafficPolicy: Local so that it sees the client's."
    default:
      "Admit \(one.clientTitle) in the NetworkPolicy, or in the firewall of node \(one.name(node)) (FORWARD policy, Docker's "
        + "rules, security software)."
    }
  }
}

extension IPAddress {
  /// 255.255.255.255 (RFC 919 §7).
  fileprivate var isBroadcast: Bool { isIPv4 && v4 == .max }
}
