import Cluster
import Wire

/// F57. Of many connections only one direction was captured.
struct OneSidedCapture: WholeRule {
  /// So many connections, and one of so many, of which answers must have passed somewhere else.
  private static let least = 3
  private static let share = 5
  private var whole = 0
  private var oneSided = 0
  private var paths: [String] = []

  mutating func take(_ one: Case, _ judgements: [Judgement]) {
    guard one.isTCP else { return }
    let asks = one.hops.contains(where: \.isAsked)
    let answers = one.hops.contains(where: \.isAnswered)
    // A SYN that nobody answers has one direction only, and no fault of the capture.
    let spoke = one.hops.contains { $0.hop.packets.request > 1 && $0.repeated.request + 1 < $0.hop.packets.request }
    if asks && answers {
      whole += 1
    } else if answers || spoke {
      oneSided += 1
      if paths.count < FindingGroup.mostPaths { paths.append(one.path.id) }
    }
  }

  func findings(_ facts: WholeFacts) -> [Finding] {
    guard oneSided >= Self.least, oneSided * Self.share >= oneSided + whole else { return [] }
    var finding = Finding(
      .oneSidedCapture, .certain, FindingSubject(),
      "Of \(oneSided) of \(oneSided + whole) TCP connections the capture shows one direction only: how they went cannot be said.",
      confirm: "tcpdump -ni any -c 20",
      remedy: "Capture where both directions pass (-i any on the node, no “src” or “inbound” in the filter), or on both of the "
        + "nodes that they take.")
    finding.count = oneSided
    finding.paths = paths
    finding.evidence = [FindingEvidence("\(oneSided) TCP connections with packets of one direction, \(whole) with both")]
    return [finding]
  }
}

/// F58. A data plane whose translations packets on the node's interfaces do not show as kube-proxy's.
struct UnsupportedDataPlane: WholeRule {
  private var plane = DataPlane()

  mutating func take(_ one: Case, _ judgements: [Judgement]) {
    if one.plane.kind != nil { plane = one.plane }
  }

  func findings(_ facts: WholeFacts) -> [Finding] {
    guard let kind = plane.kind else { return [] }
    var finding = Finding(
      .unsupportedDataPlane, .certain, FindingSubject(),
      "This cluster's data plane looks like \(kind.rawValue): rules that hold for kube-proxy alone stay silent.",
      confirm: "kubectl get daemonsets -A",
      remedy: "Take what is found as it is; what was lost inside a node its own tools tell (\(kind.tool)).")
    finding.count = 0
    finding.evidence = [FindingEvidence(plane.sign)]
    return [finding]
  }
}

extension DataPlane.Kind {
  /// What its makers offer to look inside.
  fileprivate var tool: String {
    switch self {
    case .ovnKubernetes: "ovn-trace, ovnkube-trace"
    case .awsVPC: "aws-cni-support.sh, VPC flow logs"
    case .azureCNI: "az network watcher"
    case .cilium: "hubble observe, cilium-dbg monitor"
    case .calicoEBPF: "calico-node -bpf conntrack dump"
    case .antrea: "antctl traceflow"
    }
  }
}
