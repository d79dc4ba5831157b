import Cluster
import Wire

/// F29. After a silence the connection is reset by somebody who is not the pod, or nobody answers any more.
enum MiddleboxIdleTimeout: Rule {
  static let kind = FindingKind.middleboxIdleTimeout
  /// Idle times after which known boxes forget a connection, in seconds.
  private static let known: [(Int64, String)] = [
    (240, "Azure load balancers"), (350, "AWS network load balancers"), (900, "ipvs"), (3600, "conntrack's close_wait"),
    (86_400, "kube-proxy's conntrack timeout"), (432_000, "conntrack's default"),
  ]
  private static let second: Int64 = 1_000_000_000
  /// Shorter silences are forgotten by nobody.
  static let leastPause: Int64 = 200_000_000_000

  static func judge(_ one: Case) -> Judgement? {
    guard one.isTCP, let hop = one.asked.first(where: { $0.pause >= leastPause }), isEnd(one, hop) else { return nil }
    let seconds = hop.pause / second
    let box = known.first { abs(seconds - $0.0) * 50 <= $0.0 }
    guard let reset = reset(one, hop) ?? silence(one, hop) else { return nil }
    return Judgement(
      kind, .probable, one.subjectOfService(),
      "Connections from \(one.clientTitle) to \(one.frontTitle) die after \(seconds) s of silence: something on the way has "
        + "forgotten them.",
      at: .at(hop.spot),
      evidence: [FindingEvidence("\(seconds) s without a packet before", packet: nil), reset],
      causes: [
        FindingCause(kind, box.map { "\($0.0) s is the idle timeout of \($0.1)" } ?? "it happened after a silence"),
        FindingCause(.peerRestarted, "the server may have restarted meanwhile"),
        FindingCause(.conntrackEntryLost, "the node may have lost its entry"),
      ],
      needs: ["a capture on the other side of the load balancer or firewall"],
      confirm: "ss -tno dst \(one.dialled.ip)",
      remedy:
        "Send TCP keepalives more often than every \(box.map { "\($0.0)" } ?? "\(seconds)") s, or raise the box's idle timeout."
    )
  }

  /// What follows the silence is the end, not more talk.
  private static func isEnd(_ one: Case, _ hop: CaseHop) -> Bool {
    let after =
      hop.hop.packets.request + hop.hop.packets.reply
      - hop.packetsBeforePause.request - hop.packetsBeforePause.reply
    return after <= 12 && one.path.state != .closed
  }

  /// A RST right after the silence that does not have the pod's TTL.
  private static func reset(_ one: Case, _ hop: CaseHop) -> FindingEvidence? {
    guard let note = hop.notes.resets.reply, note.time.since(hop.pauseEnd) < 5 * second else { return nil }
    if let origin = one.resetOrigin, origin.isPod, hop.ttl.reply == 0 || note.ttl == hop.ttl.reply { return nil }
    guard hop.ttl.reply == 0 || note.ttl != hop.ttl.reply else { return nil }
    return FindingEvidence(
      "RST with TTL \(note.ttl), where the server's packets have \(hop.ttl.reply)", packet: note.packet)
  }

  private static func silence(_ one: Case, _ hop: CaseHop) -> FindingEvidence? {
    let isUnanswered = hop.hop.packets.reply == hop.packetsBeforePause.reply
    guard isUnanswered, hop.repeated.request >= 3, !one.hasDrops else { return nil }
    return FindingEvidence("sent again \(hop.repeated.request) times after it, and not answered")
  }
}
