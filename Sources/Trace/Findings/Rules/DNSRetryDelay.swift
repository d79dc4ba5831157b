import Cluster
import Wire

/// F18. A resolver sends two questions (A, AAAA) from one socket at once; one is lost, and it asks again after 5 s.
enum DNSRetryDelay: Rule {
  static let kind = FindingKind.dnsRetryDelay
  /// resolv.conf `timeout` and what a timer is off, in nanoseconds.
  private static let timeout: ClosedRange<Int64> = 4_700_000_000...5_300_000_000

  static func judge(_ one: Case) -> Judgement? {
    guard one.isUDP, one.dialled.port == 53 || one.path.backend?.port == 53,
      let hop = one.asked.first(where: { timeout.contains($0.pause) }), hop.packetsBeforePause.request >= 2,
      hop.packetsBeforePause.reply < hop.packetsBeforePause.request
    else { return nil }
    let isLostInside = isLost(one, hop)
    return Judgement(
      kind, .probable, one.subjectOfService(pod: one.clientPod, node: one.frontNode),
      "DNS lookups of \(one.clientTitle) at \(one.frontTitle) take 5 s: one of two questions sent at once from one socket "
        + "gets no answer and is repeated.",
      at: .at(hop.spot),
      evidence: [
        FindingEvidence(
          "\(hop.packetsBeforePause.request) questions, \(hop.packetsBeforePause.reply) answers, then \(hop.pause / 1_000_000) ms of silence",
          packet: hop.hop.packet)
      ],
      causes: [
        FindingCause(
          kind,
          isLostInside
            ? "fewer questions leave the node than came in" : "two questions of one socket raced for a conntrack entry"),
        FindingCause(.policyDrop, "a firewall may drop one of them"),
        FindingCause(.applicationSilent, "the DNS server may not have answered one of them"),
      ],
      needs: ["conntrack -S of the client's node before and after (insert_failed=)"],
      confirm: "conntrack -S | grep -o 'insert_failed=[0-9]*'",
      remedy: "NodeLocal DNSCache; resolv.conf options single-request-reopen; a kernel of 5.0 or newer.")
  }

  private static func isLost(_ one: Case, _ hop: CaseHop) -> Bool {
    one.asked.contains { $0.position > hop.position && $0.hop.packets.request < hop.hop.packets.request }
  }
}
