import Cluster
import Wire

/// F54. One hop inside the cluster takes far longer than its like. Measured there and back: a round trip seen before a hop less
/// the one seen behind it, so that the hosts' clocks do not matter.
struct SlowHop: WholeRule {
  private struct Key: Hashable {
    var from: FindingSpot
    var to: FindingSpot
  }

  private struct Times {
    var counts = LatencyCounts()
    var fastest = Int64.max
    var details: FindingSubject
    var first = Int64.max
    var last = Int64.min
    var paths: [String] = []
  }

  private static let most = 4096
  /// Slower than this many times the median of the other hops, and so many nanoseconds at least in every case measured; more
  /// where few were: a busy machine is late now and then.
  private static let factor: Int64 = 20
  private static let least: Int64 = 5_000_000
  private static let leastOfFew: Int64 = 50_000_000
  private static let few = 5
  private var hops: [Key: Times] = [:]

  mutating func take(_ one: Case, _ judgements: [Judgement]) {
    guard one.isTCP, one.path.isOK else { return }
    let measured = one.hops.filter { $0.roundTrip != nil && $0.marks.contains(.syn) }
    for (before, behind) in zip(measured, measured.dropFirst()) {
      guard let outer = before.roundTrip, let inner = behind.roundTrip, isInside(before), isInside(behind) else { continue }
      let key = Key(from: before.spot, to: behind.spot)
      guard hops[key] != nil || hops.count < Self.most else { return }
      add(max(0, outer - inner), one, to: key)
    }
  }

  /// What lies outside may well be far away.
  private func isInside(_ hop: CaseHop) -> Bool { hop.node != nil || hop.pod != nil }

  private mutating func add(_ time: Int64, _ one: Case, to key: Key) {
    let details = FindingSubject(service: one.service.map { .init($0.namespace, $0.name) })
    var times = hops[key] ?? Times(details: details)
    times.details.keepCommon(details)
    times.counts.add(time)
    times.fastest = min(times.fastest, time)
    times.first = min(times.first, one.path.start)
    times.last = max(times.last, one.path.end)
    if times.paths.count < FindingGroup.mostPaths { times.paths.append(one.path.id) }
    hops[key] = times
  }

  func findings(_ facts: WholeFacts) -> [Finding] {
    let medians = hops.mapValues { $0.counts.percentile(0.5) ?? 0 }
    let sorted = hops.sorted { ($0.key.from.words, $0.key.to.words) < ($1.key.from.words, $1.key.to.words) }
    return sorted.compactMap { key, times in
      let own = medians[key] ?? 0
      let others = medians.filter { $0.key != key }.map(\.value).sorted()
      guard times.counts.count > 1, !others.isEmpty else { return nil }
      let usual = others[others.count / 2]
      let least = times.counts.count < Self.few ? Self.leastOfFew : Self.least
      guard times.fastest >= least, own >= usual * Self.factor else { return nil }
      return finding(key, times, own, usual)
    }
  }

  private func finding(_ key: Key, _ times: Times, _ own: Int64, _ usual: Int64) -> Finding {
    var finding = Finding(
      .slowHop, .certain, times.details,
      "Packets take \(Self.words(own)) from \(key.from.words) to \(key.to.words) and back (median of \(times.counts.count) "
        + "connections); the other hops take \(Self.words(usual)).",
      confirm: "ping -c 20 \(key.to.host ?? "the other end")",
      remedy: "See load and queues on both sides (tc -s qdisc, mpstat), a policer, and the link between.")
    finding.subject.node = key.to.host ?? key.from.host
    finding.place = .between(key.from, key.to)
    (finding.count, finding.first, finding.last, finding.paths) = (times.counts.count, times.first, times.last, times.paths)
    finding.evidence = [
      FindingEvidence(
        "there and back p50 \(Self.words(own)), p99 \(Self.words(times.counts.percentile(0.99) ?? own)), "
          + "\(times.counts.count) measured")
    ]
    return finding
  }

  private static func words(_ nanoseconds: Int64) -> String {
    nanoseconds < 1_000_000
      ? "\(nanoseconds / 1000) µs" : "\(nanoseconds / 1_000_000).\(nanoseconds / 100_000 % 10) ms"
  }
}
