import Cluster
import Wire

/// F07. The node itself refuses: RST, or for UDP ICMP port unreachable, with full TTL, and nothing was translated.
enum NodePortRefused: Rule {
  static let kind = FindingKind.nodePortRefused

  static func judge(_ one: Case) -> Judgement? {
    guard !one.isTranslated, one.role.addressKind == .nodeIP, !isHealthCheck(one), let origin = refuser(one),
      origin.isNode
    else {
      return nil
    }
    let isNodePort = one.role.portKind == .nodePort
    let isHere = isNodePort && hasEndpointHere(one)
    return Judgement(
      kind, isHere ? .probable : .certain, one.subject(node: one.frontNode), sentence(one, isNodePort),
      at: .at(origin.hop.spot), evidence: [proof(one, origin), object(one)], causes: isHere ? causes : [],
      needs: isHere ? ["conntrack -L of the node"] : [], confirm: confirm(one, isNodePort),
      remedy: remedy(one, isNodePort))
  }

  /// An endpoint in the node's own network refuses as the node does: no tap is between.
  private static func hasEndpointHere(_ one: Case) -> Bool {
    guard let service = one.service, let node = one.frontNode else { return false }
    return service.backends.contains { $0.socket.map { one.map.nodeOwning($0.ip) == node } ?? false }
  }

  private static let causes = [
    FindingCause(.targetPortRefused, "an endpoint is in the node's own network, and may not listen"),
    FindingCause(kind, "the node's rules may not have the nodePort"),
  ]

  /// F37 says more of it.
  private static func isHealthCheck(_ one: Case) -> Bool {
    !one.map.services(withHealthCheck: one.dialled.port).isEmpty
  }

  private static func refuser(_ one: Case) -> Origin? {
    switch one.path.state {
    case .refused: one.resetOrigin
    case .rejected: one.errorOrigin.flatMap { $0.error.isPortUnreachable && one.isUDP ? $0.origin : nil }
    default: nil
    }
  }

  private static func proof(_ one: Case, _ origin: Origin) -> FindingEvidence? {
    if let note = origin.hop.notes.resets.reply { return one.evidence(note, at: origin.hop) }
    return one.errorOrigin.map { one.evidence($0.error) }
  }

  private static func object(_ one: Case) -> FindingEvidence {
    guard let service = one.service else {
      return FindingEvidence(
        "no Service has nodePort \(one.dialled.port), and no pod on \(one.name(one.frontNode)) has that hostPort")
    }
    return FindingEvidence("\(one.title(service)): spec.ports[].nodePort is \(one.dialled.port)")
  }

  private static func sentence(_ one: Case, _ isNodePort: Bool) -> String {
    let node = one.name(one.frontNode)
    if isNodePort, let service = one.service {
      return "Node \(node) refuses \(one.dialled) itself, although \(one.title(service)) has that nodePort: its rules "
        + "do not take it on this address."
    }
    return "Nothing listens on port \(one.dialled.port) of node \(node): it is no nodePort and no hostPort there."
  }

  private static func confirm(_ one: Case, _ isNodePort: Bool) -> String {
    isNodePort
      ? "{ iptables-save; nft list ruleset; } | grep -w \(one.dialled.port)"
      : "kubectl get services -A | grep :\(one.dialled.port)/"
  }

  private static func remedy(_ one: Case, _ isNodePort: Bool) -> String {
    isNodePort
      ? "See kube-proxy's log on that node; its nodePortAddresses may leave this address out (in nftables mode only "
        + "the node's primary address counts, and localhost never does)."
      : "Dial the Service's nodePort (kubectl get services -A), or a node where the port is served."
  }
}
