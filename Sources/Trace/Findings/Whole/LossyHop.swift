import Cluster
import Wire

/// F55. Copies of packets that one tap showed and the next did not, of connections that went on.
struct LossyHop: WholeRule {
  private struct Lost {
    var details: FindingSubject
    var copies = 0
    var paths: [String] = []
    var count = 0
    var first = Int64.max
    var last = Int64.min
  }

  private struct Key: Hashable {
    var from: FindingSpot
    var to: FindingSpot
  }

  private static let most = 4096
  /// Fewer copies, or of one connection alone fewer than many, are no hop's habit.
  private static let least = 5
  private static let leastOfOne = 20
  private var lost: [Key: Lost] = [:]

  mutating func take(_ one: Case, _ judgements: [Judgement]) {
    guard one.isTCP, one.path.isOK, !judgements.contains(where: { $0.kind.severity == .error }) else { return }
    let hops = one.path.hops.filter(\.isSeen)
    for (before, hop) in zip(hops, hops.dropFirst()) where hop.lost.request + hop.lost.reply > 0 {
      let key = Key(
        from: FindingSpot(host: before.host, interface: before.interface),
        to: FindingSpot(host: hop.host, interface: hop.interface))
      guard lost[key] != nil || lost.count < Self.most else { return }
      add(hop.lost.request + hop.lost.reply, one, to: key)
    }
  }

  private mutating func add(_ copies: Int, _ one: Case, to key: Key) {
    let path = one.path
    let details = FindingSubject(service: one.service.map { .init($0.namespace, $0.name) })
    var sum = lost[key] ?? Lost(details: details)
    sum.details.keepCommon(details)
    sum.copies += copies
    sum.count += 1
    sum.first = min(sum.first, path.start)
    sum.last = max(sum.last, path.end)
    if sum.paths.count < FindingGroup.mostPaths { sum.paths.append(path.id) }
    lost[key] = sum
  }

  func findings(_ facts: WholeFacts) -> [Finding] {
    let sorted = lost.filter { $0.value.copies >= ($0.value.count > 1 ? Self.least : Self.leastOfOne) }.sorted {
      ($1.value.copies, $0.key.from.words, $0.key.to.words) < ($0.value.copies, $1.key.from.words, $1.key.to.words)
    }
    return sorted.map { key, sum in finding(key, sum) }
  }

  private func finding(_ key: Key, _ sum: Lost) -> Finding {
    var finding = Finding(
      .lossyHop, .certain, FindingSubject(node: key.to.host ?? key.from.host),
      "\(sum.copies) packets of \(sum.count) connections were lost between \(key.from.words) and \(key.to.words), and had to "
        + "be sent again.",
      confirm: "ip -s link show",
      remedy: "See drops and errors of both devices and what lies between (queues, a policer, a bad link).")
    finding.subject.fill(sum.details)
    finding.place = .between(key.from, key.to)
    (finding.count, finding.first, finding.last, finding.paths) = (sum.count, sum.first, sum.last, sum.paths)
    finding.evidence = [FindingEvidence("\(sum.copies) copies seen before and not behind, all of them repeated")]
    return finding
  }
}
