import Trace

/// What captures cannot prove, for people: many nodes of which nothing was captured are one sentence.
enum UnseenNodes {
  private static let (mostApart, mostNamed) = (3, 6)

  static func folded(_ claims: [Claim]) -> [(sentence: String, needs: [String])] {
    let missing = claims.compactMap { claim -> String? in
      if case .missingNode(let node) = claim { printable(node) } else { nil }
    }
    guard missing.count > mostApart else { return claims.map(plain) }
    var told = claims.filter { claim in if case .missingNode = claim { false } else { true } }.map(plain)
    let more = missing.count > mostNamed ? " and \(missing.count - mostNamed) more nodes" : ""
    let names = missing.prefix(mostNamed).joined(separator: ", ") + more
    told.insert(
      (
        "what happened on \(names): they take part by the map, and nothing was captured there",
        ["on each of them: tcpdump -i any -y LINUX_SLL2 -s 320 -w NODE_any.pcap"]
      ), at: 0)
    return told
  }

  private static func plain(_ claim: Claim) -> (sentence: String, needs: [String]) {
    (printable(claim.sentence), claim.needs.map { [printable($0)] } ?? [])
  }
}
