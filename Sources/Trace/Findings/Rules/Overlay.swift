import Cluster
import Wire

/// F26. VXLAN packets arrive, their outer checksum is wrong, and they never come out of the tunnel.
enum VXLANChecksum: Rule {
  static let kind = FindingKind.vxlanChecksum

  static func judge(_ one: Case) -> Judgement? {
    guard one.isFailed, !one.hasDrops, case .decapsulation(let node, let hop)? = one.locus, one.attempts >= 3 else {
      return nil
    }
    let isWrong = hop.notes.hasBadChecksum && one.shows(.tunnel, on: node)
    return Judgement(
      kind, isWrong ? .certain : .probable,
      FindingSubject(node: one.map[node].name), sentence(one, node, isWrong),
      at: .between(hop.spot, FindingSpot(host: one.map[node].name, interface: "the tunnel device")),
      evidence: [
        one.lastSeen(hop),
        isWrong ? FindingEvidence("the outer UDP checksum there is not zero and wrong", packet: hop.hop.packet) : nil,
      ],
      details: one.subjectOfService(pod: one.backendPod),
      causes: isWrong
        ? []
        : [
          FindingCause(kind, "packets arrive in the tunnel and do not come out"),
          FindingCause(.policyDrop, "a firewall on the node may drop the tunnel's port"),
          FindingCause(.wrongNodeForPod, "the tunnel's number or forwarding entry may not fit"),
        ],
      needs: isWrong ? [] : ["the counters of the tunnel device: ip -s link, nstat -az UdpInCsumErrors"],
      confirm: "nstat -az UdpInCsumErrors Udp6InCsumErrors",
      remedy: "ethtool --offload flannel.1 rx off tx off on the sending node; kernel 5.6.13, 5.4.41, 4.19.123 or newer."
    )
  }

  private static func sentence(_ one: Case, _ node: NodeID, _ isWrong: Bool) -> String {
    let end = "arrive at node \(one.map[node].name) and never come out of the tunnel"
    return isWrong
      ? "Overlay packets \(end): their outer UDP checksum is wrong."
      : "Overlay packets \(end)."
  }
}

/// F27. What leaves one node in the tunnel never arrives at the other: requests, or answers.
enum OverlayPortBlocked: Rule {
  static let kind = FindingKind.overlayPortBlocked

  static func judge(_ one: Case) -> Judgement? {
    guard one.isFailed, one.isRepeated, let lost = requests(one) ?? answers(one) else { return nil }
    let (from, to) = (one.map[lost.from].name, one.map[lost.to].name)
    let isTapped = one.shows(.uplink, on: lost.to)
    return Judgement(
      kind, isTapped ? .certain : .probable, FindingSubject(node: to),
      isTapped
        ? "Overlay packets from node \(from) to node \(to) do not arrive: the network between them drops the overlay's port."
        : "Overlay packets from node \(from) to node \(to) get no answer: they may not arrive there, or be dropped behind.",
      at: .between(lost.hop.spot, FindingSpot(host: to)),
      evidence: [
        FindingEvidence(
          "seen at \(lost.hop.spot.words) in the tunnel, the last place that shows it", packet: lost.hop.hop.packet),
        lost.hop.hop.tunnel.map {
          FindingEvidence("outer packets between \($0.source) and \($0.destination), \($0.kind)")
        },
      ],
      details: one.subjectOfService(), causes: isTapped ? [] : causes,
      needs: isTapped ? [] : ["a capture of the uplink of node \(to)"],
      confirm: "tcpdump -ni any udp port 8472 or udp port 4789 or udp port 6081 or ip proto 4",
      remedy: "Open the overlay's port (VXLAN UDP 8472 or 4789, Geneve UDP 6081, IPIP protocol 4) between the nodes.")
  }

  private struct Lost {
    var hop: CaseHop
    var from: NodeID
    var to: NodeID
  }

  private static let causes = [
    FindingCause(kind, "nothing comes back in the tunnel"),
    FindingCause(.policyDrop, "a policy or firewall on the other node may drop"),
    FindingCause(.vxlanChecksum, "the other node may discard what arrives"),
    FindingCause(.reversePathFilter, "the other node may find the source on another interface"),
    FindingCause(.backlogOverflow, "the pod may not answer"),
  ]

  private static func requests(_ one: Case) -> Lost? {
    guard let last = one.lastAsked, let tunnel = last.hop.tunnel, let from = last.node,
      let to = one.map.nodeOwning(tunnel.destination), to != from,
      one.shows(.uplink, on: to) || !one.hops.contains(where: { $0.isTunnelled && $0.isAnswered })
    else { return nil }
    return Lost(hop: last, from: from, to: to)
  }

  /// Answers leave the pod's node, and the node that they belong to, which sent the requests, does not get them.
  private static func answers(_ one: Case) -> Lost? {
    guard let first = one.answered.first, first.isTunnelled, let from = first.node, from == one.backendNode,
      let sender = one.asked.last(where: { $0.isTunnelled && $0.node != from }), let to = sender.node,
      !sender.isAnswered
    else { return nil }
    return Lost(hop: first, from: from, to: to)
  }
}
