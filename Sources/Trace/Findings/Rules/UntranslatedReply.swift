import Cluster
import Wire

/// F13. Client and endpoint share a bridge, and the answer crosses it without passing conntrack: the client gets it from the
/// endpoint's own address, and resets.
enum BridgeNetfilterOff: Rule {
  static let kind = FindingKind.bridgeNetfilterOff

  static func judge(_ one: Case) -> Judgement? {
    guard let hop = UntranslatedReply.find(one), let client = one.clientPod, let server = one.backendPod,
      let node = one.map[client].node, one.map[server].node == node
    else { return nil }
    return Judgement(
      kind, .certain, one.subjectOfService(pod: server, node: node),
      "Answers of \(one.title(server)) reach \(one.title(client)) from \(hop.destination) instead of \(one.dialled): "
        + "both are on node \(one.name(node)), whose bridge does not pass packets to iptables.",
      at: .at(hop.spot), evidence: UntranslatedReply.evidence(one, hop),
      confirm: "sysctl net.bridge.bridge-nf-call-iptables",
      remedy: "modprobe br_netfilter; sysctl -w net.bridge.bridge-nf-call-iptables=1 (and -ip6tables), and make both "
        + "lasting in /etc/modules-load.d and /etc/sysctl.d.")
  }
}

/// F14. As F13, but client and endpoint are not on one node: the answer took a way that does not pass the node that
/// translated.
enum AsymmetricReply: Rule {
  static let kind = FindingKind.asymmetricReply

  static func judge(_ one: Case) -> Judgement? {
    guard let hop = UntranslatedReply.find(one) ?? bypassing(one), let server = one.path.backend else { return nil }
    let host = one.path.translations.first?.host.flatMap { one.map.node(named: $0) } ?? one.frontNode
    let translator = host.map { "node \(one.map[$0].name)" } ?? "the node"
    let isSure = hop.notes.resets.request != nil || hop.node == nil
    return Judgement(
      kind, isSure ? .certain : .probable,
      one.subjectOfService(pod: one.backendPod, node: one.backendNode, backend: server),
      "Answers from \(server) bypass \(translator), which translated \(one.dialled): the client gets them from an "
        + "address that it did not dial, and resets.",
      at: .at(hop.spot), evidence: UntranslatedReply.evidence(one, hop),
      causes: isSure
        ? [] : [FindingCause(kind, "the answer leaves by another way"), FindingCause(.reversePathFilter, "")],
      needs: isSure ? [] : ["a capture at the client"],
      confirm: "ip route get \(one.path.client.ip)",
      remedy: "Masquerade (externalTrafficPolicy: Cluster), or route answers back through the node that translates.")
  }

  /// The endpoint's node sends answers to the client's own address past the tunnel that requests came by.
  private static func bypassing(_ one: Case) -> CaseHop? {
    guard one.isFailed, one.isTCP, one.isTranslated, let home = one.backendNode,
      !one.answered.contains(where: { $0.destination == one.dialled }), one.frontNode != home,
      one.hops(of: home).contains(where: { $0.isTunnelled && $0.isAsked && !$0.isAnswered })
    else { return nil }
    return one.hops(of: home).first { $0.place == .uplink && !$0.isTunnelled && $0.isAnswered && !$0.isAsked }
  }
}

/// An answer that the client got without the rewriting back.
private enum UntranslatedReply {
  /// At the client's own taps: answers from the endpoint's address, and none from what was dialled.
  static func find(_ one: Case) -> CaseHop? {
    guard one.isTCP, one.isFailed, !one.map.isEmpty, let endpoint = one.endpoint, endpoint != one.dialled,
      !one.answered.contains(where: { $0.destination == one.dialled })
    else { return nil }
    return one.answered.first { hop in
      hop.destination == endpoint && hop.marks.contains(.synAck) && hop.source == one.path.client
        && isAtClient(hop, one)
    }
  }

  private static func isAtClient(_ hop: CaseHop, _ one: Case) -> Bool {
    if let client = one.clientPod {
      if hop.pod == client { return true }
      return hop.notes.resets.request != nil && hop.node == one.map[client].node
        && one.hops.contains {
          $0.hop.interface == hop.hop.interface && $0.host == hop.host && $0.destination == one.dialled
        }
    }
    return hop.node == nil && hop.pod == nil
  }

  static func evidence(_ one: Case, _ hop: CaseHop) -> [FindingEvidence?] {
    [
      FindingEvidence(
        "SYN-ACK from \(hop.destination) at \(hop.spot.words); the SYN went to \(one.dialled)", packet: hop.hop.packet),
      hop.notes.resets.request.map { one.evidence($0, at: hop) },
    ]
  }
}
