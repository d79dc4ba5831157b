import Cluster
import Wire

/// F19. conntrack took a packet for INVALID, so nobody translated it back, and the node, which has no such socket, reset the
/// connection in the pod's name.
enum InvalidPacketReset: Rule {
  static let kind = FindingKind.invalidPacketReset

  static func judge(_ one: Case) -> Judgement? {
    guard one.isTCP, one.path.state == .reset || one.path.state == .partial, let found = find(one) else { return nil }
    let (hop, note) = found
    return Judgement(
      kind, .certain, one.subjectOfService(pod: one.clientPod ?? one.backendPod, node: hop.node),
      "Node \(one.name(hop.node)) resets connections of \(one.clientTitle) to \(one.dialled) by itself: a packet that "
        + "conntrack calls INVALID was not translated back.",
      at: .at(hop.spot),
      evidence: [
        one.evidence(note, at: hop),
        FindingEvidence(
          "the connection's own packets pass there with TTL \(hop.ttl.request), and no RST was seen at the pod"),
      ],
      confirm: "conntrack -S | grep -o 'invalid=[0-9]*'",
      remedy: "sysctl -w net.netfilter.nf_conntrack_tcp_be_liberal=1, or drop INVALID packets (kube-proxy in iptables "
        + "mode does); kernel 6.1 or newer.")
  }

  /// A RST in the client's name with the node's own TTL, where the client's packets have one less.
  private static func find(_ one: Case) -> (CaseHop, ResetNote)? {
    for hop in one.hops where hop.node != nil && hop.hop.direction != .in {
      guard let note = hop.notes.resets.request, note.ttl.isInitialTTL, note.packetID == 0,
        hop.ttl.request == note.ttl &- 1, one.map.nodeOwning(hop.source.ip) == hop.node
      else { continue }
      let isOfClient = one.hops.prefix { $0.position < hop.position }.contains { before in
        before.source != hop.source && before.notes.resets.request != nil
      }
      if !isOfClient { return (hop, note) }
    }
    return nil
  }
}
