import Cluster
import Wire

/// F28. One connection of a client got a second mapping without a second SYN: its conntrack entry was lost on the way.
enum ConntrackEntryLost: Rule {
  static let kind = FindingKind.conntrackEntryLost

  static func judge(_ one: Case) -> Judgement? {
    guard one.isTCP, !one.hasDrops, !one.path.related.isEmpty, one.isTranslated,
      let change = one.path.translations.first,
      let behind = one.hops.first(where: { $0.tuple == change.after }),
      !one.hops.contains(where: { $0.tuple == change.after && $0.marks.contains(.syn) }),
      one.hops.contains(where: { $0.destination == one.dialled })
    else { return nil }
    let node = change.host.flatMap { one.map.node(named: $0) }
    return Judgement(
      kind, .certain, one.subjectOfService(node: node),
      "Connections from \(one.clientTitle) to \(one.frontTitle) get a new mapping in their middle: \(change.host ?? "the node") "
        + "lost their conntrack entries.",
      at: .at(behind.spot),
      evidence: [
        FindingEvidence(
          "goes on as \(behind.source) to \(behind.destination) without a SYN; the mapping before is path "
            + one.path.related.joined(separator: ", "), packet: behind.hop.packet),
        behind.notes.resets.reply.map { one.evidence($0, at: behind) },
      ],
      confirm: "conntrack -E -e DESTROY -p tcp",
      remedy:
        "Keep connections alive more often than conntrack's timeout (kube-proxy conntrack.tcpEstablishedTimeout), and do "
        + "not flush conntrack (conntrack -F) on a live node.")
  }
}
