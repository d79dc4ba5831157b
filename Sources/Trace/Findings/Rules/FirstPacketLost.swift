import Cluster
import Wire

/// F17, F40. The first SYN went into the node and did not come out; its repetition, a second or more later, did.
enum FirstPacketLost: Rule {
  static let kind = FindingKind.conntrackInsertRace
  private static let pause: Int64 = 900_000_000

  static func judge(_ one: Case) -> Judgement? {
    guard one.isTCP, one.path.isOK, !one.path.translations.isEmpty, !one.hasDrops, let (before, behind) = gap(one),
      let node = behind.node ?? before.node
    else { return nil }
    let reused = one.isReused
    let race = FindingCause(.conntrackInsertRace, "two packets raced for one conntrack entry (kernels before 5.0)")
    let ipvs = FindingCause(
      .ipvsPortReuse, "the client's port was in use less than 120 s ago; ipvs drops such a SYN once")
    let full = FindingCause(.conntrackTableFull, "the conntrack table may be full for moments")
    let causes = reused ? [ipvs, race, full] : [race, full]
    return Judgement(
      causes[0].kind, .probable, one.subjectOfService(node: node),
      "Connections from \(one.clientTitle) to \(one.frontTitle) wait a second: node \(one.name(node)) drops their first SYN, "
        + "and passes its repetition.",
      at: .between(before.spot, behind.spot),
      evidence: [
        FindingEvidence(
          "SYN at \(before.spot.words), and again \((behind.hop.first.since(before.hop.first)) / 1_000_000) ms later",
          packet: before.hop.packet),
        FindingEvidence("only the repetition at \(behind.spot.words)", packet: behind.hop.packet),
      ],
      causes: causes, needs: ["conntrack -S of the node before and after (insert_failed=, drop=)"],
      confirm: "conntrack -S | grep -oE '(insert_failed|drop|early_drop)=[0-9]*'",
      remedy: reused
        ? "sysctl net.ipv4.vs.conn_reuse_mode=0 with kernel 5.9 or newer, or leave ipvs mode; let clients not reuse ports so soon."
        : "MASQUERADE --random-fully (kube-proxy does), kernel 5.0 or newer.")
  }

  /// Where the repetition alone came out.
  private static func gap(_ one: Case) -> (CaseHop, CaseHop)? {
    for (before, behind) in zip(one.asked, one.asked.dropFirst()) {
      guard before.host == behind.host || before.pod != nil, before.marks.contains(.syn), behind.marks.contains(.syn),
        before.tuple != behind.tuple, before.repeated.request >= 1, behind.repeated.request < before.repeated.request,
        behind.hop.first.since(before.hop.first) >= pause
      else { continue }
      return (before, behind)
    }
    return nil
  }
}
