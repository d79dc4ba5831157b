import Cluster
import Wire

/// F54. One hop inside the cluster takes far longer than its like.
struct SlowHop: WholeRule {
  /// Slower than this many times the median of the other hops, and so many nanoseconds at least.
  private static let factor: Int64 = 20
  private static let least: Int64 = 5_000_000
  private static let leastMeasured = 5

  func findings(_ facts: WholeFacts) -> [Finding] {
    let measured = facts.edges.filter { $0.requestLatency.count >= Self.leastMeasured && EdgeTaps($0, facts).isInside }
    let medians = measured.map { $0.requestLatency.percentile(0.5) ?? 0 }
    guard medians.count > 1 else { return [] }
    return measured.enumerated().compactMap { place, edge in
      let own = medians[place]
      let others = medians.enumerated().filter { $0.offset != place }.map(\.element).sorted()
      let usual = others[others.count / 2]
      guard own >= Self.least, own >= usual * Self.factor else { return nil }
      return finding(edge, own, usual, EdgeTaps(edge, facts))
    }
  }

  private func finding(_ edge: Edge, _ own: Int64, _ usual: Int64, _ taps: EdgeTaps) -> Finding {
    var finding = Finding(
      .slowHop, .certain, FindingSubject(node: taps.to.host),
      "Packets take \(Self.milliseconds(own)) from \(taps.from.words) to \(taps.to.words) (median of "
        + "\(edge.requestLatency.count) connections); the other hops take \(Self.milliseconds(usual)).",
      confirm: "ping -c 20 \(taps.to.host ?? "the other end"); tc -s qdisc show",
      remedy: "See the load and queues of \(taps.to.host ?? "that hop") (tc -s qdisc, mpstat, a policer), and the link between.")
    finding.place = .between(taps.from, taps.to)
    finding.count = edge.requestLatency.count
    finding.evidence = [
      FindingEvidence(
        "p50 \(Self.milliseconds(own)), p99 \(Self.milliseconds(edge.requestLatency.percentile(0.99) ?? own)), "
          + "\(edge.requestLatency.count) measured")
    ]
    return finding
  }

  private static func milliseconds(_ nanoseconds: Int64) -> String {
    nanoseconds < 1_000_000
      ? "\(nanoseconds / 1000) µs" : "\(nanoseconds / 1_000_000).\(nanoseconds / 100_000 % 10) ms"
  }
}

/// F55. Copies of packets that one tap showed and the next did not, of connections that went on.
struct LossyHop: WholeRule {
  private struct Lost {
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
  /// Fewer copies, or of fewer connections, are no hop's habit.
  private static let least = 5
  private var lost: [Key: Lost] = [:]

  mutating func take(_ one: Case, _ judgements: [Judgement]) {
    guard one.isTCP, one.path.isOK, !judgements.contains(where: { $0.kind == .mtuBlackHole }) else { return }
    let hops = one.path.hops.filter(\.isSeen)
    for (before, hop) in zip(hops, hops.dropFirst()) where hop.lost.request + hop.lost.reply > 0 {
      let key = Key(
        from: FindingSpot(host: before.host, interface: before.interface),
        to: FindingSpot(host: hop.host, interface: hop.interface))
      guard lost[key] != nil || lost.count < Self.most else { return }
      add(hop.lost.request + hop.lost.reply, one.path, to: key)
    }
  }

  private mutating func add(_ copies: Int, _ path: Path, to key: Key) {
    var sum = lost[key] ?? Lost()
    sum.copies += copies
    sum.count += 1
    sum.first = min(sum.first, path.start)
    sum.last = max(sum.last, path.end)
    if sum.paths.count < FindingGroup.mostPaths { sum.paths.append(path.id) }
    lost[key] = sum
  }

  func findings(_ facts: WholeFacts) -> [Finding] {
    let sorted = lost.filter { $0.value.copies >= Self.least }.sorted {
      ($1.value.copies, $0.key.from.words, $0.key.to.words) < ($0.value.copies, $1.key.from.words, $1.key.to.words)
    }
    return sorted.map { key, sum in finding(key, sum) }
  }

  private func finding(_ key: Key, _ sum: Lost) -> Finding {
    var finding = Finding(
      .lossyHop, .certain, FindingSubject(node: key.to.host ?? key.from.host),
      "\(sum.copies) packets of \(sum.count) connections were lost between \(key.from.words) and \(key.to.words), and had to "
        + "be sent again.",
      confirm: "ip -s link show; tc -s qdisc show; ethtool -S eth0 | grep -iE 'drop|err'",
      remedy: "See drops and errors of both devices and what lies between (queues, a policer, a bad link).")
    finding.place = .between(key.from, key.to)
    (finding.count, finding.first, finding.last, finding.paths) = (sum.count, sum.first, sum.last, sum.paths)
    finding.evidence = [FindingEvidence("\(sum.copies) copies seen before and not behind, all of them repeated")]
    return finding
  }
}

/// The two ends of an edge by name.
private struct EdgeTaps {
  var from: FindingSpot
  var to: FindingSpot
  /// Both ends are nodes or pods: what lies outside may well be far away.
  var isInside: Bool

  init(_ edge: Edge, _ facts: WholeFacts) {
    func tap(_ place: EdgePlace) -> Tap? { facts.taps.indices.contains(place.tap) ? facts.taps[place.tap] : nil }
    let (one, other) = (tap(edge.from), tap(edge.to))
    from = FindingSpot(host: one?.host, interface: one?.interface)
    to = FindingSpot(host: other?.host, interface: other?.interface)
    isInside = [one?.host, other?.host].allSatisfy { host in
      guard let host else { return false }
      return facts.map.node(named: host) != nil || Diagnosis.pod(of: host, facts.map) != nil
    }
  }
}
