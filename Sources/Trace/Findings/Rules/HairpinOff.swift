import Cluster
import Wire

/// F12. A pod's own Service chose the pod itself, and its bridge port does not send back what came in there.
enum HairpinOff: Rule {
  static let kind = FindingKind.hairpinOff

  static func judge(_ one: Case) -> Judgement? {
    guard one.isSilent, let pod = one.clientPod, one.isTranslated,
      one.endpoint.map({ one.map.podOwning($0.ip) }) == pod,
      one.isRepeated, showsCable(one, pod), !isBack(one, pod), let last = one.lastAsked
    else { return nil }
    let name = one.map[pod].name
    return Judgement(
      kind, .certain, one.subject(pod: pod, node: one.map[pod].node),
      "\(one.title(pod)) cannot reach itself through \(one.frontTitle): hairpin mode of its bridge port is off.",
      at: one.gap(last, name),
      evidence: [
        one.lastSeen(last),
        FindingEvidence(
          "on the bridge from \(last.source.ip) to \(last.destination.ip), and never back at the pod's cable"),
      ],
      confirm: "bridge -d link show | grep hairpin",
      remedy: "Set hairpinMode: true in the CNI's bridge configuration (or promiscuous-bridge), or let the pod dial "
        + "localhost.")
  }

  /// The tap that would show it come back showed it go.
  private static func showsCable(_ one: Case, _ pod: PodID) -> Bool {
    one.asked.contains { hop in
      hop.destination == one.dialled && (hop.pod == pod || hop.place == .pod || hop.hop.direction == .in)
    }
  }

  private static func isBack(_ one: Case, _ pod: PodID) -> Bool {
    one.hops.contains { hop in
      hop.destination == one.endpoint && (hop.pod == pod || hop.place == .pod) && hop.isAsked
    }
  }
}
