import Cluster
import Wire

/// F56. A connection that sends much of its data more than once.
enum RetransmissionStorm: Rule {
  static let kind = FindingKind.retransmissionStorm
  private static let least = 10
  /// Of five packets one is a repetition.
  private static let share = 5

  static func judge(_ one: Case) -> Judgement? {
    guard one.isTCP, !one.hasDrops, one.path.isOK, let hop = one.hops.max(by: { repeated($0) < repeated($1) }),
      repeated(hop) >= least, repeated(hop) * share >= hop.hop.packets.request + hop.hop.packets.reply
    else { return nil }
    return Judgement(
      kind, .certain, one.subjectOfService(pod: one.backendPod),
      "Connections to \(one.frontTitle) repeat at least one packet in \(share): they crawl.", at: .at(hop.spot),
      evidence: [
        FindingEvidence(
          "\(repeated(hop)) of \(hop.hop.packets.request + hop.hop.packets.reply) packets are repetitions at \(hop.spot.words)",
          packet: hop.hop.packet)
      ],
      confirm: "ss -tin dst \(one.path.backend?.ip ?? one.dialled.ip)",
      remedy: "See between which taps packets are lost (hopscope path ID); a full link, a policer, or an overloaded pod.")
  }

  private static func repeated(_ hop: CaseHop) -> Int { hop.repeated.request + hop.repeated.reply }
}
