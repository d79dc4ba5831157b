import Cluster
import Wire

/// F10, where somebody says no: ICMP "administratively prohibited", or a node's RST for what was already on its way to a pod.
enum RejectedByFirewall: Rule {
  static let kind = FindingKind.policyDrop

  static func judge(_ one: Case) -> Judgement? {
    if let (origin, error) = one.errorOrigin, one.path.state == .rejected,
      error.isProhibited || isBehindFront(one, error)
    {
      return judgement(one, origin, one.evidence(error), error.words)
    }
    guard one.path.state == .refused, let origin = one.resetOrigin, origin.isNode, let endpoint = one.endpoint,
      !one.map.isNodeAddress(endpoint.ip),
      let note = origin.hop.notes.resets.reply
    else { return nil }
    return judgement(one, origin, one.evidence(note, at: origin.hop), "a RST")
  }

  /// A node rejects (port unreachable is iptables' usual word) what is no front any more.
  private static func isBehindFront(_ one: Case, _ error: ErrorNote) -> Bool {
    guard error.isPortUnreachable, one.isTCP else { return false }
    return one.map.podOwning(error.quoted.destination, at: one.path.start) != nil
  }

  private static func judgement(_ one: Case, _ origin: Origin, _ proof: FindingEvidence, _ word: String) -> Judgement {
    let node = origin.hop.node
    let policies = DroppedInNode.policies(one)
    return Judgement(
      kind, .certain, one.subject(pod: one.backendPod, node: node),
      "A firewall rejects connections from \(one.clientTitle) to \(one.frontTitle) with \(word)\(by(origin, one)).",
      at: .at(origin.hop.spot), evidence: [proof] + policies.map { FindingEvidence($0) },
      confirm: "{ iptables-save; nft list ruleset; } | grep -i reject",
      remedy:
        "Allow the connection in the firewall of \(node.map { one.map[$0].name } ?? "the node") (firewalld, kube-router, "
        + "a NetworkPolicy).")
  }

  private static func by(_ origin: Origin, _ one: Case) -> String {
    if case .pod(let pod, _) = origin { return " in \(one.title(pod)) itself" }
    return origin.hop.node.map { " on node \(one.map[$0].name)" } ?? ""
  }
}
