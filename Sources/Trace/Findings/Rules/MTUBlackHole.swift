import Cluster
import Wire

/// F24. Between two taps everything passes up to a length, and nothing longer; it is sent again and again.
enum MTUBlackHole: Rule {
  static let kind = FindingKind.mtuBlackHole
  /// Copies lost before nobody can call it chance; more where the sender was told and may have learned.
  private static let least = 3
  private static let leastWhenTold = 6

  static func judge(_ one: Case) -> Judgement? {
    guard one.isTCP, !one.hasDrops else { return nil }
    return find(one, isRequest: false) ?? find(one, isRequest: true)
  }

  private static func find(_ one: Case, isRequest: Bool) -> Judgement? {
    let passed = isRequest ? one.asked : one.answered.reversed()
    for (before, behind) in zip(passed, passed.dropFirst()) {
      if let hole = Hole(one, before, behind, isRequest: isRequest) { return judgement(one, hole) }
    }
    return nil
  }

  private struct Hole {
    var before: CaseHop
    var behind: CaseHop
    var lost: Int
    /// The longest that came before it, and that passed.
    var longest: Int
    var passing: Int
    /// What an ICMP error told of the next hop, where one came.
    var told: ErrorNote?
    var wasTold: Bool { told != nil }
    /// The sender was told and now fills what the next hop takes, less some options.
    private var hasAdapted: Bool {
      guard let told, told.mtu > 0 else { return false }
      return passing + 60 >= Int(told.mtu) && passing <= Int(told.mtu)
    }

    init?(_ one: Case, _ before: CaseHop, _ behind: CaseHop, isRequest: Bool) {
      let (hop, next) = (before.hop, behind.hop)
      longest = isRequest ? before.largest.request : before.largest.reply
      passing = isRequest ? behind.largest.request : behind.largest.reply
      lost = isRequest ? hop.packets.request - next.packets.request : hop.packets.reply - next.packets.reply
      let bytes = isRequest ? hop.bytes.request - next.bytes.request : hop.bytes.reply - next.bytes.reply
      let repeated = isRequest ? before.repeated.request : before.repeated.reply
      told = one.hops.lazy.flatMap(\.notes.errors).first(where: \.isTooBig)
      (self.before, self.behind) = (before, behind)
      guard lost >= (wasTold ? leastWhenTold : least), repeated >= 2, passing > 0, longest > passing, longest >= 576,
        bytes / lost > passing, !hasAdapted
      else { return nil }
    }
  }

  private static func judgement(_ one: Case, _ hole: Hole) -> Judgement {
    let node = hole.before.node
    return Judgement(
      kind, .certain, one.subjectOfService(pod: one.backendPod, node: node),
      "Packets of \(hole.longest) bytes of connections to \(one.frontTitle) vanish between \(hole.before.spot.words) and "
        + "\(hole.behind.spot.words), and the sender \(hole.wasTold ? "does not heed the ICMP that says so" : "is not told"); "
        + "the longest that passed has \(hole.passing).",
      at: .between(hole.before.spot, hole.behind.spot),
      evidence: [
        FindingEvidence(
          "\(hole.lost) copies of up to \(hole.longest) bytes before, none over \(hole.passing) bytes behind",
          packet: hole.before.hop.packet),
        hole.told.map { FindingEvidence("\($0.words): the next hop takes \($0.mtu) bytes", packet: $0.packet) }
          ?? FindingEvidence("no ICMP fragmentation needed (type 3 code 4) was seen"),
      ],
      confirm: "ping -M do -s \(max(0, hole.longest - 28)) \(one.path.backend?.ip ?? one.dialled.ip)",
      remedy:
        "Set the CNI's MTU to the uplink's less the overlay's header (VXLAN over IPv4: 50 bytes, IPIP: 20, WireGuard: 60), "
        + "clamp the MSS, and let ICMP pass.")
  }
}
