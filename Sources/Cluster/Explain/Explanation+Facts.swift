import Wire

/// What is worth knowing, in the order in which it is told.
extension Explanation {
  mutating func addFacts() {
    if isAmbiguous { facts.append(.ambiguous) }
    addAddressFacts()
    let shown = services.flatMap(\.shown)
    if wrongPorts.isEmpty, !isNode {
      addEntranceFacts(shown)
      addPolicyFacts(shown)
      addEndpointFacts(shown)
    }
    addPodFacts()
    if roles.contains(where: \.role.inferred) { facts.append(.inferred) }
  }

  /// It is about a node as a whole.
  public var isNode: Bool {
    if case .node = subject { return true }
    if case .address(_, nil, _) = subject { return roles[0].role.addressKind == .nodeIP }
    return false
  }

  /// Kinds of all roles; of an object, those of its own addresses.
  var addressKinds: [AddressKind] { roles.map(\.role.addressKind) }

  private mutating func addAddressFacts() {
    guard case .address(let ip, let port, let transport) = subject, let role = roles.first?.role else { return }
    switch role.addressKind {
    case .external, .unknown: facts.append(.noObject)
    case .loopback: facts.append(.loopback)
    case .linkLocal: facts.append(.linkLocal)
    case .multicast: facts.append(.multicast)
    case .clusterIP where services.isEmpty: facts.append(.clusterIPUnallocated)
    case .podIP where role.pods.isEmpty && role.services.isEmpty: facts.append(.podGone)
    default: break
    }
    if role.isNodeGateway { facts.append(.nodeGateway) }
    guard let port, role.portKind == nil else { return }
    let checks = map.healthChecks[.unspecified, Tag.socket(port, .tcp)]
    if role.addressKind == .nodeIP, transport != .udp, let id = checks.first { return facts.append(.isHealthCheck(id)) }
    guard wrongPorts.isEmpty else { return }
    switch role.addressKind {
    case .podIP where !map.holders(of: ip, at: time).isEmpty: facts.append(.undeclaredPort)
    case .nodeIP where port >= 1024: facts.append(.drawnPort)
    default: facts.append(.nobodysPort)
    }
  }

  private mutating func addEntranceFacts(_ ids: [ServicePortID]) {
    let ports = ids.map { map[$0] }
    if ports.contains(where: { $0.type == .externalName }) { facts.append(.externalName) }
    if ports.contains(where: \.headless) { facts.append(.headless) }
    let nodePorts = ports.contains { $0.nodePort != nil }
    if nodePorts { facts.append(.everyNodeAnswers) }
    if nodePorts, ports.contains(where: { !$0.clusterIPs.isEmpty }) { facts.append(.parallelEntrances) }
    let asksClusterIP = addressKinds.contains(.clusterIP) || isService
    if asksClusterIP, ports.contains(where: { !$0.headless && $0.type != .externalName }) {
      facts += [.clusterIPHasNoInterface, .clusterIPFromOutside]
    }
    if ports.contains(where: { $0.awaitsClusterIP || $0.awaitsNodePort }) { facts.append(.addressPending) }
    if ports.contains(where: { !$0.loadBalancerIPs.isEmpty }) { facts.append(.loadBalancer) }
    if ports.contains(where: \.loadBalancerIsProxy) { facts.append(.loadBalancerIsProxy) }
    if ports.contains(where: { !$0.externalIPs.isEmpty }) { facts.append(.externalIP) }
  }

  var isService: Bool {
    if case .service = subject { return true }
    return false
  }

  private mutating func addPolicyFacts(_ ids: [ServicePortID]) {
    let translated = ids.filter { !map[$0].headless && map[$0].type != .externalName }
    let open = translated.filter { map[$0].hasOutsideEntrance }
    if let id = open.first(where: { map[$0].externalTrafficPolicyLocal }) {
      facts.append(.externalPolicyLocal(map.nodesWithEndpoint(id)))
    }
    if open.contains(where: { !map[$0].externalTrafficPolicyLocal }) { facts.append(.externalPolicyCluster) }
    if let id = translated.first(where: { map[$0].internalTrafficPolicyLocal }) {
      facts.append(.internalPolicyLocal(map.nodesWithEndpoint(id)))
    }
    if !translated.isEmpty { facts.append(.clientKeptInside) }
    for seconds in Set(translated.compactMap { map[$0].sessionAffinitySeconds }).sorted() {
      facts.append(.sessionAffinity(seconds: seconds))
    }
    if let id = open.first(where: { !map[$0].sourceRanges.isEmpty }) {
      facts.append(.sourceRanges(map[id].sourceRanges))
    }
    if let check = open.compactMap({ map[$0].healthCheckNodePort }).first { facts.append(.healthCheck(port: check)) }
  }

  private mutating func addEndpointFacts(_ ids: [ServicePortID]) {
    let ports = ids.map { map[$0] }.filter { $0.type != .externalName }
    if ports.contains(where: { $0.backends.isEmpty }) {
      facts.append(.noEndpoints)
    } else if ports.contains(where: { $0.isUnserved }) {
      facts.append(.noReadyEndpoints)
    }
    if ports.contains(where: { $0.backends.contains(where: \.assumed) }) { facts.append(.endpointsAssumed) }
    if ports.contains(where: \.publishNotReadyAddresses) { facts.append(.publishNotReady) }
  }

  private mutating func addPodFacts() {
    let isPod = pods.count > 0 && !isNode
    if isPod || addressKinds.contains(.podIP) {
      let infos = pods.map { map[$0] }
      if let replicas = infos.compactMap(\.replicas).first { facts.append(.podTemplate(replicas: replicas)) }
      if infos.contains(where: \.hostNetwork) { facts.append(.hostNetwork) }
      if infos.contains(where: { !$0.hostNetwork }) { facts += [.podIPAssigned, .podsReachEachOther] }
      if infos.contains(where: { !$0.containerPorts.isEmpty }) { facts.append(.containerPort) }
    }
    let hasHostPort = pods.contains { id in
      !map[id].hostNetwork && map[id].containerPorts.contains { $0.hostPort != nil }
    }
    let isWrong = wrongPorts.contains { $0.owner.kind == .hostPort }
    if hasHostPort || isWrong { facts.append(.hostPort) }
  }
}

extension ServicePort {
  /// Something leads to it from outside the cluster: a nodePort, a load balancer's or an external address.
  var hasOutsideEntrance: Bool {
    nodePort != nil || !loadBalancerIPs.isEmpty || !externalIPs.isEmpty || type == .nodePort
  }

  /// It has endpoints, but kube-proxy uses none of them: not even those that still serve while they terminate.
  var isUnserved: Bool {
    !backends.isEmpty && !backends.contains { $0.ready || ($0.serving && $0.terminating) }
  }
}

extension ServiceMap {
  /// Nodes with an endpoint that traffic is sent to, in their order.
  func nodesWithEndpoint(_ id: ServicePortID) -> [NodeID] {
    let ready = self[id].backends.filter(\.ready).compactMap(\.node)
    return nodeIDs.filter(ready.contains)
  }
}
