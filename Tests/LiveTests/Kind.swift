/// The lab's kinds of connection (`captures/making/lab_world.py`), and what the objects say of each.
enum Kind: String, Decodable, CaseIterable, Sendable {
  case nodePortLocal = "nodeport-local"
  case nodePortRemote = "nodeport-remote"
  case clusterIP = "clusterip"
  case clusterIPFar = "clusterip-far"
  case hostPort = "hostport"
  case hairpin
  case udp
  case udpClusterIP = "udp-clusterip"
  case ipv6
  case ipv6ClusterIP = "ipv6-clusterip"
  case noEndpoints = "no-endpoints"
  case noEndpointsClusterIP = "no-endpoints-clusterip"
  case wrongTargetPort = "wrong-targetport"
  case trombone
  case pod
  case outside
  case late
  case newcomer

  /// What is true of it whichever backend chance takes.
  struct Truth {
    var service: String?
    /// `portKind` of the front.
    var entrance: String?
    var backends: Set<String> = []
    /// The word with which its line begins.
    var word = "ok"
    /// Where its client's packets come in first.
    var node = "worker-1"
  }

  var truth: Truth {
    switch self {
    case .nodePortLocal, .ipv6: Truth(service: "near", entrance: "nodePort", backends: ["near"])
    case .nodePortRemote: Truth(service: "far", entrance: "nodePort", backends: ["far"])
    case .clusterIP, .ipv6ClusterIP: Truth(service: "shop", entrance: "port", backends: ["near", "far"])
    case .clusterIPFar: Truth(service: "near", entrance: "port", backends: ["near"], node: "worker-2")
    case .hostPort: Truth(entrance: "hostPort", backends: ["far"], node: "worker-2")
    case .hairpin: Truth(service: "near", entrance: "port", backends: ["near"])
    case .udp: Truth(service: "echo", entrance: "nodePort", backends: ["near", "far"])
    case .udpClusterIP: Truth(service: "echo", entrance: "port", backends: ["near", "far"])
    case .noEndpoints: Truth(service: "nobody", entrance: "nodePort", word: "rejected")
    case .noEndpointsClusterIP: Truth(service: "nobody", entrance: "port", word: "rejected")
    case .wrongTargetPort: Truth(service: "wrong", entrance: "nodePort", backends: ["near"], word: "refused")
    case .trombone: Truth(service: "near", entrance: "nodePort", backends: ["near"])
    case .pod: Truth(backends: ["far"])
    case .outside: Truth()
    case .late: Truth(service: "late", entrance: "nodePort", backends: ["near"])
    case .newcomer: Truth(service: "newcomer", entrance: "nodePort", backends: ["newcomer"])
    }
  }

  /// Those that issue and documents name one by one.
  static let shown: [Kind] = [
    .nodePortLocal, .nodePortRemote, .clusterIP, .hostPort, .hairpin, .udp, .ipv6, .noEndpoints, .wrongTargetPort,
  ]
}
