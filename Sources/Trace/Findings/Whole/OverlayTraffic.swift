import Cluster
import Wire

/// F27. A blocked port stops everything between two nodes: where other connections get through the tunnel, something else stops
/// these.
struct OverlayTraffic {
  private static let most = 1 << 12
  /// Nodes that packets came to by a tunnel.
  private var reached: Set<String> = []

  mutating func take(_ one: Case) {
    guard one.path.isOK, reached.count < Self.most else { return }
    for hop in one.hops where hop.isTunnelled && hop.isAsked && hop.isAnswered {
      guard let tunnel = hop.hop.tunnel else { continue }
      for end in [tunnel.source, tunnel.destination] {
        if let node = one.map.nodeOwning(end) { reached.insert(one.map[node].name) }
      }
    }
  }

  func revise(_ findings: [Finding]) -> [Finding] {
    findings.map { finding in
      guard finding.kind == .overlayPortBlocked, let node = finding.subject.node, reached.contains(node) else {
        return finding
      }
      return blamingOthers(finding, node)
    }
  }

  private func blamingOthers(_ finding: Finding, _ node: String) -> Finding {
    var finding = finding
    let isBetween = finding.certainty == .certain
    finding.kind = .policyDrop
    finding.certainty = .probable
    finding.sentence =
      isBetween
      ? "Packets of some connections to node \(node) are lost between the nodes, and others pass the tunnel."
      : "Connections through the tunnel to node \(node) get no answer, and others pass the tunnel."
    let rule = FindingCause(.policyDrop, "others pass the tunnel, so a policy or firewall may drop these")
    finding.causes =
      isBetween
      ? [
        rule, FindingCause(.overlayPortBlocked, "the port may be blocked for a while or for some flows"),
        FindingCause(.lossyHop, "the link between the nodes may lose packets"),
      ]
      : [
        rule, FindingCause(.backlogOverflow, "the pod may not answer"),
        FindingCause(.reversePathFilter, "node \(node) may find the source on another interface"),
      ]
    finding.needs = ["a capture of node \(node), its uplink and the pod's side"]
    finding.confirm = "{ iptables-save -c; nft list ruleset; } | grep -i drop"
    finding.remedy =
      "See what NetworkPolicies and firewalls on node \(node) say of these clients, and whether the pod answers."
    return finding
  }
}
