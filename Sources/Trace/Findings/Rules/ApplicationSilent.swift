import Cluster
import Wire

/// F43. The pod's kernel took the connection and the request, and the application sent nothing.
enum ApplicationSilent: Rule {
  static let kind = FindingKind.applicationSilent
  /// A client that gave up has waited at least so long; one that still waits, so long.
  private static let patience: Int64 = 3_000_000_000
  private static let waiting: Int64 = 10_000_000_000
  /// Packets of a client that only closes: FIN and its repetitions, ACK, RST.
  private static let mostToClose = 4

  static func judge(_ one: Case) -> Judgement? {
    guard one.isTCP, !one.hasDrops, one.path.firstByte == nil, one.path.probe == nil, one.path.continuation == nil,
      let hop = one.hops.last(where: { $0.isAsked && $0.isAnswered }), isTaken(hop), let wait = wait(one, hop),
      let target = one.path.backend
    else { return nil }
    let pod = one.map.podOwning(target.ip, at: one.path.start) ?? one.backendPod
    let who = pod.map(one.title) ?? "\(target)"
    // A client that goes on waiting may never have wanted an answer: logs are sent so.
    let isSure = hasGivenUp(hop)
    return Judgement(
      kind, isSure ? .certain : .probable, one.subjectOfService(pod: pod, node: one.backendNode, backend: target),
      "\(who) accepts connections on \(target) and confirms requests, but its application does not answer within "
        + "\(wait / 1_000_000_000) s. The network is not the cause.",
      at: .at(hop.spot),
      evidence: [
        FindingEvidence(
          "\(hop.hop.packets.request) packets from the client, confirmed by \(hop.hop.packets.reply), none of them with data",
          packet: hop.hop.packet)
      ],
      causes: isSure
        ? []
        : [
          FindingCause(kind, "requests are confirmed and not answered"),
          FindingCause(.backlogOverflow, "nobody may have accepted it yet"),
        ],
      needs: isSure ? [] : ["what the client waits for: of one-way protocols (logs, metrics) nothing"],
      confirm: pod.map { "kubectl logs -n \(one.map[$0].namespace) \(one.map[$0].name) --tail=50" } ?? "ss -tnp",
      remedy: "See the application: its log, its threads, what it waits for.")
  }

  /// The handshake is whole, data went in and was confirmed, and nothing of it had to be repeated.
  private static func isTaken(_ hop: CaseHop) -> Bool {
    hop.marks.isSuperset(of: [.synAck, .established, .request]) && !hop.marks.contains(.response)
      && hop.hop.packets.reply >= 2 && hop.repeated.request == 0 && hop.notes.resets.reply == nil
      && !hop.marks.contains(.finByServer)
  }

  /// How long the client waited in vain; nil when it was not long, or it went on sending.
  private static func wait(_ one: Case, _ hop: CaseHop) -> Int64? {
    let after = hop.hop.packets.request - hop.packetsBeforePause.request
    let wentOn = hop.pause > 0 && after > mostToClose
    if hasGivenUp(hop) { return hop.pause >= patience && !wentOn ? hop.pause : nil }
    let idle = one.now.since(hop.hop.last)
    return idle >= waiting ? idle : nil
  }

  private static func hasGivenUp(_ hop: CaseHop) -> Bool {
    hop.marks.contains(.finByClient) || hop.notes.resets.request != nil
  }
}
