import Cluster
import Wire

/// F30. The pod answers data with the RST of a kernel that has no such socket.
enum PeerRestarted: Rule {
  static let kind = FindingKind.peerRestarted

  static func judge(_ one: Case) -> Judgement? {
    guard one.isTCP, one.path.state == .reset || one.path.state == .partial, let origin = one.resetOrigin,
      case .pod(let pod, let hop) = origin, let note = hop.notes.resets.reply, isWithoutSocket(note),
      hop.notes.resets.request == nil,
      hop.ttl.reply == 0 || hop.ttl.reply == note.ttl, !hop.marks.contains(.finByServer),
      !hop.marks.contains(.finByClient), hop.hop.packets.request >= 1
    else { return nil }
    // Behind a node's address an older connection may go on under a new mapping.
    let isSure = one.hops.contains { $0.marks.contains(.syn) } || one.map.nodeOwning(one.path.client.ip) == nil
    return Judgement(
      kind, isSure ? .certain : .probable,
      one.subjectOfService(pod: pod, node: one.map[pod].node, backend: hop.destination),
      "\(one.title(pod)) does not know connections from \(one.clientTitle) any more and resets them: it, or its server, was "
        + "restarted without closing them.",
      at: .at(hop.spot),
      evidence: [
        one.evidence(note, at: hop),
        FindingEvidence("no FIN before; the RST acknowledges nothing, as a kernel without that socket sends it"),
      ],
      causes: isSure
        ? []
        : [
          FindingCause(kind, "the pod has no such connection"),
          FindingCause(.conntrackEntryLost, "the client's node may have given it a new mapping"),
        ],
      needs: isSure ? [] : ["a capture where the client's own address is seen"],
      confirm: "kubectl get pod -n \(one.map[pod].namespace) \(one.map[pod].name) -o wide  # RESTARTS, AGE",
      remedy:
        "Let clients open a new connection on a reset; use TCP keepalives to notice sooner; see why the pod restarted.")
  }

  /// RFC 9293 §3.10.7.1: without a connection the RST has the sequence number of the acknowledgement and no ACK.
  private static func isWithoutSocket(_ note: ResetNote) -> Bool { note.acknowledgement == 0 && note.packetID == 0 }
}
