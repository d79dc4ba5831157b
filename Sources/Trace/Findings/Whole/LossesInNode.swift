import Cluster
import Wire

/// F16, F23. Whether losses in a node are of all connections to something, which a rule would do, or of some among others that
/// pass, which full tables do.
struct LossesInNode {
  private struct Key: Hashable {
    var node: String
    var front: Socket
  }

  private static let most = 1 << 14
  private var passed: [Key: Int] = [:]
  private var masqueraded: Set<Key> = []

  mutating func take(_ one: Case, _ judgements: [Judgement]) {
    guard one.path.isOK, one.isTCP || one.isUDP else { return }
    for change in one.path.translations {
      guard let host = change.host else { continue }
      let key = Key(node: host, front: one.dialled)
      guard passed[key] != nil || passed.count < Self.most else { continue }
      passed[key, default: 0] += 1
      if change.kinds.contains(.snat) { masqueraded.insert(key) }
    }
  }

  func revise(_ findings: [Finding]) -> [Finding] {
    let losing = Dictionary(grouping: findings.filter(isLoss)) { $0.subject.node ?? "" }
    let full = losing.filter { _, group in group.count > 1 && group.contains { passes($0) > 0 } }
    let rest = findings.filter { finding in !isLoss(finding) || full[finding.subject.node ?? ""] == nil }
    return full.sorted { $0.key < $1.key }.map { tableFull($0.value) } + rest.map(revise)
  }

  /// What `DroppedInNode` found, and no policy explains.
  private func isLoss(_ finding: Finding) -> Bool {
    finding.certainty == .probable && finding.subject.node != nil
      && finding.causes.contains { $0.kind == .conntrackTableFull } && finding.kind == .policyDrop
      && !finding.causes.contains { $0.why.hasPrefix("NetworkPolicy") }
  }

  private func key(_ finding: Finding) -> Key? {
    guard let node = finding.subject.node, let front = finding.subject.front else { return nil }
    return Key(node: node, front: front)
  }

  private func passes(_ finding: Finding) -> Int { key(finding).flatMap { passed[$0] } ?? 0 }

  /// Several things dialled lose connections on one node, and not all of them.
  private func tableFull(_ group: [Finding]) -> Finding {
    var all = group[0]
    for finding in group.dropFirst() { all.absorb(finding) }
    let node = all.subject.node
    let common = group.dropFirst().reduce(into: group[0].subject) { $0.keepCommon($1.subject) }
    all.subject = common
    all.subject.node = node
    let why = "connections to \(group.count) destinations are lost there, and others pass"
    return blame(
      .conntrackTableFull, why, all, "Node \(node ?? "") drops new connections of several Services and destinations")
  }

  private func revise(_ finding: Finding) -> Finding {
    guard isLoss(finding), passes(finding) > 0, let key = key(finding) else { return finding }
    let start = finding.sentence.range(of: ": ").map { String(finding.sentence[..<$0.lowerBound]) } ?? finding.sentence
    return masqueraded.contains(key)
      ? blame(.snatPortsExhausted, "others to the same destination are masqueraded and pass", finding, start)
      : blame(.conntrackTableFull, "others to the same destination pass", finding, start)
  }

  private func blame(_ kind: FindingKind, _ why: String, _ finding: Finding, _ start: String) -> Finding {
    var finding = finding
    let tables: Set<FindingKind> = [.snatPortsExhausted, .conntrackTableFull]
    let rest = finding.causes.filter { $0.kind != kind }
    finding.causes =
      [FindingCause(kind, why)] + rest.filter { tables.contains($0.kind) } + rest.filter { !tables.contains($0.kind) }
    finding.kind = kind
    finding.sentence = "\(start): \(why)."
    finding.confirm =
      "conntrack -S"
    finding.remedy =
      kind == .snatPortsExhausted
      ? "Give SNAT more addresses, reuse connections, or close them sooner: one address has 64,512 ports to one destination."
      : "Raise net.netfilter.nf_conntrack_max, shorten its timeouts, or spread the load."
    return finding
  }
}
