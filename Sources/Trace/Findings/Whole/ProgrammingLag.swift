import Cluster
import Wire

/// F50. Connections failed as if rules were missing, for some seconds after the objects changed, and then went well.
struct ProgrammingLag {
  private static let window: Int64 = 30_000_000_000
  private static let slack: Int64 = 1_000_000_000
  private static let most = 1 << 14
  private static let kinds: Set<FindingKind> = [
    .virtualIPNotTranslated, .noReadyEndpoints, .nodePortRefused, .programmingLag,
  ]
  /// When connections to a front first and last began that went well.
  private var good: [Socket: ClosedRange<Int64>] = [:]
  /// What was dialled by the connections of a finding.
  private var fronts: [FindingGroup.Key: Set<Socket>] = [:]

  mutating func take(_ one: Case, _ judgements: [Judgement]) {
    for judgement in judgements where Self.kinds.contains(judgement.kind) {
      let key = FindingGroup.Key(kind: judgement.kind, subject: judgement.subject)
      if fronts.count < Self.most { fronts[key, default: []].insert(one.dialled) }
    }
    guard one.path.isOK, one.role.isEntrance, good[one.dialled] != nil || good.count < Self.most else { return }
    let start = one.path.start
    good[one.dialled] = good[one.dialled].map { min($0.lowerBound, start)...max($0.upperBound, start) } ?? start...start
  }

  func revise(_ findings: [Finding], _ facts: WholeFacts) -> [Finding] {
    var revised: [Finding] = []
    for finding in findings.map({ revise($0, facts) }) {
      let same =
        finding.kind != .programmingLag
        ? nil : revised.firstIndex { $0.kind == finding.kind && $0.subject == finding.subject }
      if let same { revised[same].absorb(finding) } else { revised.append(finding) }
    }
    return revised
  }

  private func revise(_ finding: Finding, _ facts: WholeFacts) -> Finding {
    guard Self.kinds.contains(finding.kind), let first = finding.first, let last = finding.last,
      last.since(first) <= Self.window, recovered(finding, after: last)
    else { return finding }
    let change = change(before: first, facts.timeline)
    guard change != nil || finding.kind == .programmingLag else { return finding }
    return lag(finding, change)
  }

  /// A front that failed went well later, and had not done so before.
  private func recovered(_ finding: Finding, after last: Int64) -> Bool {
    let key = FindingGroup.Key(kind: finding.kind, subject: finding.subject)
    return fronts[key, default: []].contains { front in
      good[front].map { $0.lowerBound >= last - Self.slack } ?? false
    }
  }

  /// When the objects changed, not long before.
  private func change(before first: Int64, _ timeline: MapTimeline) -> Int64? {
    timeline.versions.dropFirst().map(\.from).first { time in
      first >= time - Self.slack && first.since(time) <= Self.window
    }
  }

  private func lag(_ finding: Finding, _ change: Int64?) -> Finding {
    let name = finding.subject.service.map { "Service \($0.namespace)/\($0.name)" } ?? "what was dialled"
    var subject = finding.subject
    if subject.service != nil { subject.front = nil }
    var lag = Finding(
      .programmingLag, change == nil ? .probable : .certain, subject,
      "Connections to \(name) failed for a moment after its objects changed, and then went well: the node's rules came "
        + "later than the objects.",
      confirm: "kubectl get --raw /metrics | grep kubeproxy_network_programming_duration",
      remedy:
        "Wait for endpoints before sending traffic (readiness gates), lower kube-proxy's minSyncPeriod, and see its load."
    )
    lag.place = finding.place
    (lag.count, lag.first, lag.last, lag.paths) = (finding.count, finding.first, finding.last, finding.paths)
    lag.evidence = finding.evidence
    if let first = finding.first, let change {
      lag.evidence.append(
        FindingEvidence("the first failed \(first.since(change) / 1_000_000) ms after the objects changed"))
    }
    lag.causes = change == nil ? finding.causes : []
    lag.needs = change == nil ? finding.needs : []
    return lag
  }
}
