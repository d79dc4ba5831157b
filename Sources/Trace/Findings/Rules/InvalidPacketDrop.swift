import Cluster
import Wire

/// F20. Answers, or the rest of a connection whose beginning never passed this node, come in and go nowhere: conntrack has no
/// entry for them, and INVALID packets are dropped.
enum InvalidPacketDrop: Rule {
  static let kind = FindingKind.invalidPacketDrop

  static func judge(_ one: Case) -> Judgement? {
    guard one.isTCP, !one.hasDrops, one.plane.showsRewriting, let (hop, node) = swallowed(one) else { return nil }
    return Judgement(
      kind, .probable, one.subjectOfService(pod: one.backendPod, node: node),
      "Packets of connections to \(one.frontTitle) come to node \(one.name(node)) that did not see these begin, and are "
        + "dropped there.",
      at: .at(hop.spot),
      evidence: [FindingEvidence("seen at \(hop.spot.words) and nowhere behind; no SYN passed this node", packet: hop.hop.packet)],
      causes: [
        FindingCause(kind, "the beginning took another way, so conntrack calls them INVALID"),
        FindingCause(.reversePathFilter, "the way back to their source may be another interface"),
        FindingCause(.policyDrop, "a firewall may drop them"),
      ],
      needs: ["conntrack -S before and after (invalid=), and nstat -az TcpExtIPReversePathFilter"],
      confirm: "iptables-save -c | grep INVALID",
      remedy: "Route both directions over one node, or set net.netfilter.nf_conntrack_tcp_be_liberal=1.")
  }

  private static func swallowed(_ one: Case) -> (CaseHop, NodeID)? { answers(one) ?? middle(one) }

  /// Answers at the uplink of a node that did not pass the requests, three of them at least.
  private static func answers(_ one: Case) -> (CaseHop, NodeID)? {
    guard one.isFailed, let hop = one.answered.first, let node = hop.node, comesIn(hop), hop.repeated.reply >= 2,
      !one.asked.contains(where: { $0.node == node }), hop.hop.packets.reply >= 3, node != one.backendNode,
      shows(inside: node, one)
    else { return nil }
    return (hop, node)
  }

  /// Answers enter the node there, and do not leave it.
  private static func comesIn(_ hop: CaseHop) -> Bool {
    hop.isTunnelled || hop.place == .tunnel || (hop.place == .uplink && hop.hop.direction == .out)
  }

  /// Requests from mid-stream, without one answer.
  private static func middle(_ one: Case) -> (CaseHop, NodeID)? {
    guard one.path.state == .partial, !one.path.isOK, one.answered.isEmpty, case .inNode(let node, let hop)? = one.locus,
      hop.hop.packets.request >= 3, hop.repeated.request >= 2, hop.place != .pod
    else { return nil }
    return (hop, node)
  }

  private static func shows(inside node: NodeID, _ one: Case) -> Bool {
    one.shows(.pod, on: node) || one.shows(.bridge, on: node)
  }
}
