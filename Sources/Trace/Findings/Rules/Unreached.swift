import Cluster
import Wire

/// F36. The client's packets to an external or load balancer address come to no node.
enum ExternalIPNotRouted: Rule {
  static let kind = FindingKind.externalIPNotRouted

  static func judge(_ one: Case) -> Judgement? {
    guard one.isSilent, one.role.addressKind == .externalIP || one.role.addressKind == .loadBalancerIP,
      !one.asked.contains(where: { $0.node != nil }), one.clientPod == nil, one.isRepeated
    else { return nil }
    let asked = one.neighbours.questions(for: one.dialled.ip, one.map).first { !$0.isAnswered }
    guard asked != nil || one.map.nodeIDs.contains(where: { one.shows(.uplink, on: $0) }) else { return nil }
    let name = one.service.map(one.title) ?? "\(one.dialled)"
    return Judgement(
      kind, .probable, one.subject(),
      "\(one.dialled.ip), the \(one.role.addressKind.rawValue) of \(name), is routed to no node: packets to it arrive "
        + "nowhere.",
      at: one.lastAsked.map { .at($0.spot) },
      evidence: [
        asked.map {
          FindingEvidence("who has \($0.address)? asked \($0.count) times, nobody answers", packet: $0.packet)
        },
        one.lastAsked.map(one.lastSeen),
      ],
      causes: [
        FindingCause(kind, asked == nil ? "no node saw them" : "ARP for it stays unanswered"),
        FindingCause(.nodePortUnreachable, "a firewall before the nodes may drop them"),
        FindingCause(.sourceRangeDrop, "the load balancer may not admit the client"),
      ],
      needs: ["a capture of the uplinks of all nodes"],
      confirm: "arping -c 3 \(one.dialled.ip)",
      remedy: "Let MetalLB, kube-vip, BGP or a static route announce the address; kube-proxy does not.")
  }
}

/// F45. Packets from outside to a node never come to its uplink.
enum NodePortUnreachable: Rule {
  static let kind = FindingKind.nodePortUnreachable

  static func judge(_ one: Case) -> Judgement? {
    guard one.isSilent, one.isRepeated, one.role.addressKind == .nodeIP, case .beforeNode? = one.locus,
      let node = one.frontNode, let last = one.lastAsked
    else { return nil }
    return Judgement(
      kind, .probable, one.subject(node: node),
      "Packets to \(one.frontTitle) leave the client and do not come to node \(one.name(node)): something between them "
        + "drops them.",
      at: .between(last.spot, FindingSpot(host: one.name(node))),
      evidence: [
        one.lastSeen(last), FindingEvidence("the uplink of \(one.name(node)) is captured and shows none of them"),
      ],
      causes: [
        FindingCause(kind, "a security group or firewall before the node"),
        FindingCause(.policyDrop, "a firewall of the client's own side"),
      ],
      needs: ["a capture at the router or firewall between"],
      confirm: "traceroute -T -p \(one.dialled.port) \(one.dialled.ip)",
      remedy:
        "Open \(one.dialled.port)/\(one.path.transport.word) (or 30000-32767) to the nodes in the security group or firewall."
    )
  }
}
