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
  /// Fronts of one node that lose some of their connections, before the node's table is blamed.
  private static let leastFronts = 3
  private var passed: [Key: Int] = [:]
  private var masqueraded: Set<Key> = []

  mutating func take(_ one: Case, _ judgements: [Judgement]) {
    guard one.path.isOK, one.isTCP || one.isUDP, passed.count < Self.most else { return }
    for change in one.path.translations {
      guard let host = change.host else { continue }
      let key = Key(node: host, front: one.dialled)
      passed[key, default: 0] += 1
      if change.kinds.contains(.snat) { masqueraded.insert(key) }
    }
  }

  func revise(_ findings: [Finding]) -> [Finding] {
    let losing = findings.filter(isLoss)
    let mixed = losing.filter { passes($0) > 0 }
    let full = Dictionary(grouping: mixed) { $0.subject.node ?? "" }.filter { Set($0.value.map(\.subject.front)).count >= Self.leastFronts }
    return findings.map { finding in
      guard isLoss(finding), passes(finding) > 0, let key = key(finding) else { return finding }
      if full[key.node] != nil { return blame(.conntrackTableFull, "some connections of several Services are lost, others pass", finding) }
      if masqueraded.contains(key) {
        return blame(.snatPortsExhausted, "some connections to the same destination are masqueraded and pass, others are lost", finding)
      }
      return blame(.conntrackTableFull, "some connections to the same destination pass, others are lost", finding)
    }
  }

  /// What `DroppedInNode` found.
  private func isLoss(_ finding: Finding) -> Bool {
    finding.certainty == .probable && finding.subject.node != nil
      && finding.causes.contains { $0.kind == .conntrackTableFull }
      && [.policyDrop, .reversePathFilter].contains(finding.kind)
  }

  private func key(_ finding: Finding) -> Key? {
    guard let node = finding.subject.node, let front = finding.subject.front else { return nil }
    return Key(node: node, front: front)
  }

  private func passes(_ finding: Finding) -> Int { key(finding).flatMap { passed[$0] } ?? 0 }

  private func blame(_ kind: FindingKind, _ why: String, _ finding: Finding) -> Finding {
    var finding = finding
    let rest = finding.causes.filter { $0.kind != kind }
    let tables = rest.filter { $0.kind == .snatPortsExhausted || $0.kind == .conntrackTableFull }
    finding.causes = [FindingCause(kind, why)] + tables + rest.filter { cause in !tables.contains(cause) }
    finding.kind = kind
    if let colon = finding.sentence.range(of: ": ") { finding.sentence = finding.sentence[..<colon.lowerBound] + ": \(why)." }
    finding.confirm = "conntrack -S; sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max; dmesg | grep nf_conntrack"
    finding.remedy =
      kind == .snatPortsExhausted
      ? "Give SNAT more addresses, reuse connections, or close them sooner: one source address has 64,512 ports to one destination."
      : "Raise net.netfilter.nf_conntrack_max, shorten its timeouts, or spread the load."
    return finding
  }
}
