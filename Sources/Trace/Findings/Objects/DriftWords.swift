import Cluster
import Wire

/// Differences between a node's rules and the objects, as findings.
struct DriftWords {
  let words: ObjectWords
  let node: String
  let rules: NodeRules
  private let services: Set<FindingSubject.Name>
  var map: ServiceMap { words.map }

  init(_ words: ObjectWords, _ one: ObjectCheck.Rules) {
    self.words = words
    node = one.node
    rules = one.rules
    services = Set(words.map.servicePorts.map { words.name($0) })
  }

  func findings() -> [Finding] {
    guard !rules.families.isEmpty else { return [withoutKubeProxy()] }
    return DriftFinder.drifts(of: rules, node: map.node(named: node), in: map).map(finding)
  }

  private func finding(_ drift: RuleDrift) -> Finding {
    switch drift {
    case .serviceMissing(let id, let entrances): serviceMissing(map[id], entrances)
    case .entranceMissing(let id, let entrance): entranceMissing(map[id], entrance)
    case .endpointsMissing(let id, let fronts, let backends): endpointsMissing(map[id], fronts, backends)
    case .endpointStale(let id, let fronts, let endpoint, let reason): stale(map[id], fronts, endpoint, reason)
    case .wrongScope(let id, let front): wrongScope(map[id], front)
    case .unrestricted(let id, let front): unrestricted(map[id], front)
    case .serviceUnknown(let fronts): serviceUnknown(fronts)
    case .hostPortMissing(let pod, let port, let family): hostPortMissing(pod, port, family)
    case .hostPortStale(let front, let endpoint): hostPortStale(front, endpoint)
    }
  }

  private func withoutKubeProxy() -> Finding {
    make(
      .unsupportedDataPlane, FindingSubject(node: node),
      "The dump of node \(node) has no rules of kube-proxy, so Services could not be compared with it.",
      ["\(rules.fronts.isEmpty ? "no chain" : "hostPorts, but no chain") KUBE-SERVICES, and no table kube-proxy"],
      confirm: "{ iptables-save; nft list tables; } | grep -ci kube-",
      remedy:
        "If kube-proxy runs on the node, dump both with iptables-save and nft list ruleset, as root, in the node's "
        + "own network namespace. Another data plane (Cilium, Calico eBPF, ipvs) keeps Services elsewhere.")
  }

  func make(
    _ kind: FindingKind, _ subject: FindingSubject, _ sentence: String, _ evidence: [String], confirm: String,
    remedy: String
  ) -> Finding {
    var finding = Finding(kind, .certain, subject, sentence, confirm: confirm, remedy: remedy)
    finding.evidence = evidence.map { FindingEvidence($0) }
    return finding
  }

  func subject(_ port: ServicePort, front: Socket? = nil, backend: Socket? = nil) -> FindingSubject {
    FindingSubject(service: words.name(port), node: node, front: front, backend: backend)
  }

  func isKnown(_ service: RuleService?) -> Bool {
    service.map { services.contains(.init($0.namespace, $0.name)) } ?? false
  }

  // MARK: - Words

  /// `ClusterIP 10.96.0.10:53/udp`, `nodePort 30080/tcp`.
  func title(_ entrance: RuleFront.Entrance, _ transport: TransportProtocol, _ port: ServicePort?) -> String {
    let word = Self.word(transport)
    switch entrance {
    case .address(let socket):
      let kind = port.flatMap { Self.kind(socket.ip, $0) }
      return (kind.map { "\($0.rawValue) " } ?? "") + "\(socket)/\(word)"
    case .nodePort(let number, let family): return "nodePort \(number)/\(word)" + (family == .ipv6 ? " (IPv6)" : "")
    case .hostPort(let number, let ip, let family):
      return "hostPort \(ip.map { "\(Socket($0, number))" } ?? "\(number)")/\(word)"
        + (family == .ipv6 ? " (IPv6)" : "")
    }
  }

  private static func kind(_ ip: IPAddress, _ port: ServicePort) -> AddressKind? {
    if port.clusterIPs.contains(ip) { return .clusterIP }
    if port.loadBalancerIPs.contains(ip) { return .loadBalancerIP }
    return port.externalIPs.contains(ip) ? .externalIP : nil
  }

  private static func word(_ transport: TransportProtocol) -> String {
    transport == .udp ? "udp" : transport == .sctp ? "sctp" : "tcp"
  }

  /// `ClusterIP 10.96.0.10:53/udp, nodePort 30053/udp of Service kube-system/dns`.
  func doors(_ fronts: [RuleFront], _ port: ServicePort) -> String {
    "\(words.list(fronts.map { title($0.entrance, port.transport, port) }, most: 4)) of \(words.title(port))"
  }

  /// `node1.rules line 47, chain KUBE-SERVICES`.
  func place(_ place: RulePlace) -> String {
    "\(place.file)\(place.line.map { " line \($0)," } ?? ",") chain \(place.chain)"
  }

  /// What shows on the node whether it is so still.
  func confirm(_ needle: String, _ family: AddressFamily) -> String {
    switch rules.program {
    case .nftables: "nft list ruleset | grep -F '\(needle)'"
    case .iptables: "\(family == .ipv6 ? "ip6tables-save" : "iptables-save") | grep -F '\(needle)'"
    }
  }

  func needle(_ socket: Socket) -> String {
    switch rules.program {
    case .nftables: "\(socket.ip)"
    case .iptables: "\(socket)"
    }
  }

  func needle(_ entrance: RuleFront.Entrance) -> String {
    switch entrance {
    case .address(let socket): "\(socket.ip)"
    case .nodePort(let port, _), .hostPort(let port, _, _): "\(port)"
    }
  }

  static let remedy =
    "See that kube-proxy runs on the node and what it logs (kubectl -n kube-system logs -l k8s-app=kube-proxy), then "
    + "restart it there. It lags some seconds behind: dump rules and objects at the same time."
}

extension RuleFront.Entrance {
  /// What a finding's subject calls the front.
  var socket: Socket? { if case .address(let socket) = self { socket } else { nil } }
}
