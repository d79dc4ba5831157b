import Cluster
import Wire

/// F42. SYNs reach the pod and nothing comes back, or its SYN-ACKs are repeated although the client's ACK is there.
enum BacklogOverflow: Rule {
  static let kind = FindingKind.backlogOverflow

  static func judge(_ one: Case) -> Judgement? {
    guard one.isTCP, !one.hasDrops, one.isFailed || one.path.firstByte == nil, let hop = ignored(one) ?? repeating(one),
      let pod = one.map.podOwning(hop.destination.ip, at: one.path.start)
    else { return nil }
    let isIgnored = !hop.isAnswered
    return Judgement(
      kind, .probable, one.subjectOfService(pod: pod, node: one.map[pod].node, backend: hop.destination),
      isIgnored
        ? "\(one.title(pod)) gets connections on \(hop.destination) and does not answer them."
        : "\(one.title(pod)) repeats its answer to connections on \(hop.destination) although the client confirmed it: they wait for the application to accept them.",
      at: .at(hop.spot),
      evidence: [
        isIgnored
          ? one.lastSeen(hop)
          : FindingEvidence(
            "SYN-ACK repeated \(hop.repeated.reply) times, the client's ACK is there", packet: hop.hop.packet)
      ],
      causes: causes(one, hop, isIgnored),
      needs: ["nstat -az TcpExtListenOverflows TcpExtListenDrops in the pod"],
      confirm: "kubectl exec -n \(one.map[pod].namespace) \(one.map[pod].name) -- ss -lnt",
      remedy:
        "See why the application does not accept (CPU, threads, a blocked loop); raise its backlog and net.core.somaxconn."
    )
  }

  private static func causes(_ one: Case, _ hop: CaseHop, _ isIgnored: Bool) -> [FindingCause] {
    let policies = DropCauses.denials(one).map { FindingCause(.policyDrop, $0.words) }
    let own = FindingCause(kind, "a full accept queue drops what comes")
    let firewall = FindingCause(.policyDrop, "a policy at the pod's own cable may drop behind the last tap")
    return isIgnored ? policies + [own] + (policies.isEmpty ? [firewall] : []) : [own]
  }

  private static func ignored(_ one: Case) -> CaseHop? {
    guard one.isSilent, one.isRepeated, case .delivered(let hop)? = one.locus else { return nil }
    return hop
  }

  private static func repeating(_ one: Case) -> CaseHop? {
    guard let hop = one.hops.last(where: { $0.isAsked && $0.isAnswered }), hop.repeated.reply >= 2,
      hop.marks.contains(.synAck), hop.marks.contains(.established), !hop.marks.contains(.response)
    else { return nil }
    return hop
  }
}
