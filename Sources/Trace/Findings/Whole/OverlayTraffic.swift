import Cluster
import Wire

/// F27. A blocked port stops everything between two nodes: where other connections get through the tunnel, something else stops
/// these.
struct OverlayTraffic {
  private static let most = 1 << 12
  /// Nodes that packets came to by a tunnel.
  private var reached: Set<String> = []

  mutating func take(_ one: Case) {
    guard one.path.isOK, reached.count < Self.most else { return }
    for hop in one.hops where hop.isTunnelled && hop.isAsked && hop.isAnswered {
      guard let tunnel = hop.hop.tunnel else { continue }
      for end in [tunnel.source, tunnel.destination] {
        if let node = one.map.nodeOwning(end) { reached.insert(one.map[node].name) }
      }
    }
  }

  func revise(_ findings: [Finding]) -> [Finding] {
    findings.map { finding in
      guard finding.kind == .overlayPortBlocked, let node = finding.subject.node, reached.contains(node) else {
        return finding
      }
      var finding = finding
      finding.certainty = .probable
      finding.causes = [
        FindingCause(.policyDrop, "others pass the tunnel to \(node), so a rule may drop these"),
        FindingCause(.overlayPortBlocked, "the port may be blocked for a while or for some flows"),
        FindingCause(.lossyHop, "the link between the nodes may lose packets"),
      ]
      finding.needs = ["captures of both nodes' uplinks at that time"]
      return finding
    }
  }
}
