import Wire

/// One connection at one pod, asked of one policy after another.
struct PolicyQuestion {
  enum Direction { case ingress, egress }

  let map: ServiceMap
  let direction: Direction
  /// Whose policies are asked.
  let pod: PodID
  /// The other end, as this pod's node sees it: after a Service's translation, and after SNAT on the way.
  let peer: IPAddress
  let port: UInt16
  let transport: TransportProtocol
  /// Pods that have the peer's address at the time in question.
  private let holders: [PodID]
  private let peerKind: AddressKind

  init(
    _ map: ServiceMap, _ direction: Direction, _ pod: PodID, _ peer: IPAddress, _ port: UInt16,
    _ transport: TransportProtocol, at time: Int64
  ) {
    (self.map, self.direction, self.pod) = (map, direction, pod)
    (self.peer, self.port, self.transport) = (peer, port, transport)
    holders = map.holders(of: peer, at: time)
    peerKind = map.clientRole(peer, at: time).addressKind
  }

  /// Policies never stand between a pod and itself, nor between a pod and the node it is on (the kubelet's probes).
  var isExempt: Bool {
    let info = map[pod]
    if info.ips.contains(peer) || info.hostIPs.contains(peer) { return true }
    guard let node = info.node.map({ map[$0] }) else { return false }
    return node.addresses.contains(peer) || node.gatewayAddresses.contains(peer)
  }

  /// Why nothing can be said, whatever the policies are.
  var obstacle: String? {
    if map[pod].hostNetwork {
      return "the pod is on its node's network, where most network plugins apply no NetworkPolicy"
    }
    if !transport.hasPorts { return "NetworkPolicies speak of TCP, UDP and SCTP only" }
    if peerKind == .clusterIP {
      return "\(peer) is a ClusterIP, and policies judge the pod behind it"
    }
    return nil
  }

  /// Whether a policy that is about the pod allows the connection.
  func allows(_ policy: NetworkPolicy) -> PolicyAnswer {
    PolicyAnswer.any((direction == .ingress ? policy.ingress : policy.egress) ?? []) { rule in
      ports(rule).and(peers(rule, policy))
    }
  }

  private func ports(_ rule: NetworkPolicy.Rule) -> PolicyAnswer {
    rule.ports.isEmpty ? .yes : PolicyAnswer.any(rule.ports, fits)
  }

  private func fits(_ wanted: NetworkPolicy.Port) -> PolicyAnswer {
    guard wanted.transport == transport else { return .no }
    switch wanted.number {
    case .all: return .yes
    case .range(let range): return range.contains(port) ? .yes : .no
    case .name(let name):
      // The name is of the pod that is connected to.
      if direction == .ingress { return declares(pod, name) ? .yes : .no }
      return judgeHolders { declares($0, name) ? .yes : .no }
    }
  }

  private func declares(_ pod: PodID, _ name: String) -> Bool {
    map[pod].containerPorts.contains { $0.name == name && $0.port == port && $0.transport == transport }
  }

  private func peers(_ rule: NetworkPolicy.Rule, _ policy: NetworkPolicy) -> PolicyAnswer {
    rule.peers.isEmpty ? .yes : PolicyAnswer.any(rule.peers) { fits($0, policy) }
  }

  private func fits(_ wanted: NetworkPolicy.Peer, _ policy: NetworkPolicy) -> PolicyAnswer {
    switch wanted {
    case .block(let block, let exceptions):
      return block.contains(peer) && !exceptions.contains { $0.contains(peer) } ? .yes : .no
    case .pods(let labels, let namespaces):
      return judgeHolders { holder in
        let isSelected = labels?.selects(map[holder].labels) ?? true
        return isSelected ? namespace(of: holder, fits: namespaces, policy) : .no
      }
    }
  }

  private func namespace(
    of holder: PodID, fits selector: LabelSelector?, _ policy: NetworkPolicy
  ) -> PolicyAnswer {
    let namespace = map[holder].namespace
    guard let selector else { return namespace == policy.namespace ? .yes : .no }
    let reason = "the labels of Namespace \(namespace) are not among the objects"
    return PolicyAnswer(selector.selects(map.labels(ofNamespace: namespace)), unless: reason)
  }

  /// What is so of every pod with the peer's address; of several, all must agree.
  private func judgeHolders(_ fits: (PodID) -> PolicyAnswer) -> PolicyAnswer {
    if holders.isEmpty { return judgeStranger(fits) }
    let answers = holders.map(fits)
    for answer in answers { if case .unknown = answer { return answer } }
    let accepted = answers.count { if case .yes = $0 { true } else { false } }
    if accepted == 0 { return .no }
    return accepted == answers.count ? .yes : .unknown("several pods have the address \(peer)")
  }

  /// The peer's address is no pod's own.
  private func judgeStranger(_ fits: (PodID) -> PolicyAnswer) -> PolicyAnswer {
    switch peerKind {
    case .podIP: return .unknown("\(peer) is a pod's address, but the pod is not among the objects")
    case .unknown: return .unknown("the objects do not say whose address \(peer) is")
    case .nodeIP:
      let onHost = map.podIDs.filter { map[$0].hostNetwork && map[$0].ips.contains(peer) }
      let mayFit = onHost.contains { if case .no = fits($0) { false } else { true } }
      return mayFit ? .unknown("\(peer) is a node's address, which a pod on that node's network shares") : .no
    default: return .no
    }
  }
}
