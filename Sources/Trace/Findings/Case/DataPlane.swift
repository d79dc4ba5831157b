import Cluster
import Wire

/// Who translates and forwards in this cluster, as far as its own pods and addresses give it away. What a rule concludes from
/// absence holds for kube-proxy on ordinary routing; elsewhere it stays silent.
struct DataPlane: Sendable, Hashable {
  enum Kind: String, Sendable, CaseIterable {
    case ovnKubernetes = "OVN-Kubernetes"
    case awsVPC = "AWS VPC CNI"
    case azureCNI = "Azure CNI"
    case cilium = "Cilium"
    case calicoEBPF = "Calico eBPF"
    case antrea = "Antrea"
  }

  /// nil where nothing speaks against kube-proxy.
  var kind: Kind?
  /// What gave it away.
  var sign = ""

  /// Loss inside a node can be told from what its interfaces show.
  var showsRewriting: Bool {
    switch kind {
    case .ovnKubernetes, .awsVPC, .azureCNI, .cilium, .calicoEBPF, .antrea: false
    case nil: true
    }
  }

  /// Pods of DaemonSets in system namespaces, by the beginnings of their names.
  private static let agents: [(String, Kind)] = [
    ("ovnkube-node-", .ovnKubernetes), ("ovnkube-", .ovnKubernetes), ("aws-node-", .awsVPC), ("azure-cns-", .azureCNI),
    ("cilium-", .cilium), ("antrea-agent-", .antrea),
  ]

  init() {}

  init(_ map: ServiceMap) {
    for pod in map.pods where pod.hostNetwork || pod.namespace.hasPrefix("kube-") || pod.namespace.contains("ovn") {
      guard let agent = Self.agents.first(where: { pod.name.hasPrefix($0.0) }) else { continue }
      if agent.1 == .cilium, pod.name.hasPrefix("cilium-operator") { continue }
      kind = agent.1
      sign = "pod \(pod.namespace)/\(pod.name) runs on its nodes"
      return
    }
  }

  /// Addresses that only one data plane uses.
  mutating func notice(_ path: Path, _ map: ServiceMap) {
    guard kind == nil else { return }
    for hop in path.hops {
      if let tunnel = hop.tunnel, tunnel.kind == .vxlan, tunnel.identifier == 0xca11c0 {
        (kind, sign) = (.calicoEBPF, "VXLAN with VNI 0xca11c0 carries packets that are not translated yet")
        return
      }
      for ip in [hop.tuple.source, hop.tuple.destination] where ip.isIPv4 {
        if (0xa9fe_a901...0xa9fe_a904).contains(ip.v4) {
          (kind, sign) = (.ovnKubernetes, "\(ip) is one of its masquerade addresses")
        } else if ip.v4 == 0xa9fe_00fc || ip.v4 == 0xa9fe_00fd {
          (kind, sign) = (.antrea, "\(ip) is one of its virtual NAT addresses")
        }
        if kind != nil { return }
      }
    }
  }
}
