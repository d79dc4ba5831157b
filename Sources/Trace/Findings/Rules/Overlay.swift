import Cluster
import Wire

/// F26. VXLAN packets arrive, their outer checksum is wrong, and they never come out of the tunnel.
enum VXLANChecksum: Rule {
  static let kind = FindingKind.vxlanChecksum

  static func judge(_ one: Case) -> Judgement? {
    guard one.isFailed, !one.hasDrops, case .decapsulation(let node, let hop)? = one.locus, one.attempts >= 2 else {
      return nil
    }
    let isWrong = hop.notes.hasBadChecksum
    return Judgement(
      kind, isWrong ? .certain : .probable,
      FindingSubject(node: one.map[node].name), sentence(one, node, isWrong),
      at: .between(hop.spot, FindingSpot(host: one.map[node].name, interface: "the tunnel device")),
      evidence: [
        one.lastSeen(hop),
        isWrong ? FindingEvidence("the outer UDP checksum there is not zero and wrong", packet: hop.hop.packet) : nil,
      ],
      causes: isWrong
        ? []
        : [
          FindingCause(kind, "packets arrive in the tunnel and do not come out"),
          FindingCause(.policyDrop, "a firewall on the node may drop the tunnel's port"),
          FindingCause(.wrongNodeForPod, "the tunnel's number or forwarding entry may not fit"),
        ],
      needs: isWrong ? [] : ["the counters of the tunnel device: ip -s link, nstat -az UdpInCsumErrors"],
      confirm: "nstat -az UdpInCsumErrors Udp6InCsumErrors",
      remedy: "ethtool --offload flannel.1 rx off tx off on the sending node; kernel 5.6.13, 5.4.41, 4.19.123 or newer.")
  }

  private static func sentence(_ one: Case, _ node: NodeID, _ isWrong: Bool) -> String {
    let end = "arrive at node \(one.map[node].name) and never come out of the tunnel"
    return isWrong
      ? "Overlay packets \(end): their outer UDP checksum is wrong."
      : "Overlay packets \(end)."
  }
}

/// F27. What leaves one node in the tunnel never arrives at the other.
enum OverlayPortBlocked: Rule {
  static let kind = FindingKind.overlayPortBlocked

  static func judge(_ one: Case) -> Judgement? {
    guard one.isFailed, one.isRepeated, let last = one.lastAsked, let tunnel = last.hop.tunnel, let from = last.node,
      let to = one.map.nodeOwning(tunnel.destination), to != from
    else { return nil }
    let isTapped = one.shows(.uplink, on: to)
    guard isTapped || !one.hops.contains(where: { $0.isTunnelled && $0.isAnswered }) else { return nil }
    return Judgement(
      kind, isTapped ? .certain : .probable, FindingSubject(node: one.map[to].name),
      "Overlay packets (\(tunnel.kind)) from node \(one.map[from].name) to node \(one.map[to].name) do not arrive: the "
        + "network between them drops the overlay's port.",
      at: .between(last.spot, FindingSpot(host: one.map[to].name)),
      evidence: [one.lastSeen(last), FindingEvidence("outer packets go from \(tunnel.source) to \(tunnel.destination)")],
      causes: isTapped
        ? []
        : [
          FindingCause(kind, "nothing comes back in the tunnel"),
          FindingCause(.vxlanChecksum, "the other node may discard what arrives"),
          FindingCause(.policyDrop, "the other node may drop behind the tunnel"),
        ],
      needs: isTapped ? [] : ["a capture of the uplink of node \(one.map[to].name)"],
      confirm: "tcpdump -ni any udp port 8472 or udp port 4789 or udp port 6081 or ip proto 4",
      remedy: "Open the overlay's port (VXLAN UDP 8472 or 4789, Geneve UDP 6081, IPIP protocol 4) between the nodes.")
  }
}
