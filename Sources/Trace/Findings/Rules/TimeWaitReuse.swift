import Cluster
import Wire

/// F41. The server still has the client's port in TIME_WAIT: it answers the SYN by the acknowledgement of an old connection, the
/// client resets that, and its next SYN is taken.
enum TimeWaitReuse: Rule {
  static let kind = FindingKind.timeWaitReuse

  static func judge(_ one: Case) -> Judgement? {
    guard one.isTCP, let hop = one.hops.last(where: { $0.notes.challenge != nil && $0.notes.resets.request != nil })
    else { return nil }
    let pod = one.map.podOwning(hop.destination.ip, at: one.path.start) ?? one.backendPod
    return Judgement(
      kind, .certain, one.subjectOfService(pod: pod, backend: hop.destination),
      "\(pod.map(one.title) ?? "\(hop.destination)") still remembers an earlier connection from the same address and port: new "
        + "ones to \(one.frontTitle) need a RST and a second SYN.",
      at: .at(hop.spot),
      evidence: [
        FindingEvidence("a bare ACK of something else answers the SYN", packet: hop.notes.challenge),
        hop.notes.resets.request.map { one.evidence($0, at: hop) },
      ],
      confirm: "ss -tan state time-wait | wc -l",
      remedy: "Reuse connections instead of opening new ones, give SNAT more addresses or ports, and let clients have "
        + "net.ipv4.tcp_tw_reuse=1.")
  }
}
