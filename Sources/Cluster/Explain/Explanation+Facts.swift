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

  /// The address is in a range but nobody's, had another owner, or is known for something special: its note says it.
  public var hasOddAddress: Bool {
    guard let role = roles.first?.role else { return false }
    return role.portKind != nil || [.podIP, .linkLocal, .unknown].contains(role.addressKind)
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
    case .nodeIP where role.isNodeGateway: break
    case .nodeIP where (30_000...32_767).contains(port): facts.append(.unusedNodePort)
    case .nodeIP where port >= 1024: facts.append(.drawnPort)
    default: facts.append(.nobodysPort)
    }
  }

  private mutating func addEntranceFacts(_ ids: [ServicePortID]) {
    let ports = ids.map { map[$0] }
    if ports.contains(where: { $0.type == .externalName }) { facts.append(.externalName) }
    if ports.contains(where: \.headless) { facts.append(.headless) }
    if asks(.nodeIP), ports.contains(where: { $0.nodePort != nil && !$0.externalTrafficPolicyLocal }) {
      facts.append(.everyNodeAnswers)
    }
    let hasBoth = ports.contains { $0.nodePort != nil && !$0.clusterIPs.isEmpty }
    if hasBoth, asks(.nodeIP) || asks(.clusterIP) { facts.append(.parallelEntrances) }
    if asks(.clusterIP), ports.contains(where: { !$0.headless && $0.type != .externalName }) {
      facts += [.clusterIPHasNoInterface, .clusterIPFromOutside]
    }
    if ports.contains(where: { $0.awaitsClusterIP || $0.awaitsNodePort }) { facts.append(.addressPending) }
    if asks(.loadBalancerIP), ports.contains(where: { !$0.loadBalancerIPs.isEmpty }) { facts.append(.loadBalancer) }
    if asks(.loadBalancerIP), ports.contains(where: \.loadBalancerIsProxy) { facts.append(.loadBalancerIsProxy) }
    if asks(.externalIP), ports.contains(where: { !$0.externalIPs.isEmpty }) { facts.append(.externalIP) }
  }

  /// It is about an address of that kind, or about a Service with all its addresses.
  private func asks(_ kind: AddressKind) -> Bool { addressKinds.contains(kind) || isService }

  var isService: Bool {
    if case .service = subject { return true }
    return false
  }

  private mutating func addPolicyFacts(_ ids: [ServicePortID]) {
    let translated = ids.filter { !map[$0].headless && map[$0].type != .externalName }
    let open = addressKinds == [.clusterIP] ? [] : translated.filter { map[$0].hasOutsideEntrance }
    let isFromOutside = !roles.isEmpty && !asks(.clusterIP) && !asks(.podIP)
    if let id = open.first(where: { map[$0].externalTrafficPolicyLocal }) {
      facts.append(.externalPolicyLocal(map.nodesWithEndpoint(id)))
    }
    if open.contains(where: { !map[$0].externalTrafficPolicyLocal }) { facts.append(.externalPolicyCluster) }
    if !isFromOutside { addInsidePolicies(translated) }
    for seconds in Set(translated.compactMap { map[$0].sessionAffinitySeconds }).sorted() {
      facts.append(.sessionAffinity(seconds: seconds))
    }
    if let id = open.first(where: { !map[$0].sourceRanges.isEmpty }) {
      facts.append(.sourceRanges(map[id].sourceRanges))
    }
    if let check = open.compactMap({ map[$0].healthCheckNodePort }).first { facts.append(.healthCheck(port: check)) }
  }

  private mutating func addInsidePolicies(_ translated: [ServicePortID]) {
    if let id = translated.first(where: { map[$0].internalTrafficPolicyLocal }) {
      facts.append(.internalPolicyLocal(map.nodesWithEndpoint(id)))
    }
    if translated.contains(where: { !map[$0].internalTrafficPolicyLocal }) { facts.append(.internalPolicyCluster) }
    if !translated.isEmpty { facts.append(.clientKeptInside) }
  }

  private mutating func addEndpointFacts(_ ids: [ServicePortID]) {
    let ports = ids.map { map[$0] }.filter { $0.type != .externalName }
    if ports.contains(where: { $0.backends.isEmpty && !$0.endpointsKnown }) {
      facts.append(.endpointsUnknown)
    } else if ports.contains(where: \.backends.isEmpty) {
      facts.append(.noEndpoints)
    } else if ports.contains(where: { $0.isUnserved }) {
      facts.append(.noReadyEndpoints)
    }
    if ports.contains(where: { $0.backends.contains(where: \.assumed) }) { facts.append(.endpointsAssumed) }
    if ports.contains(where: \.publishNotReadyAddresses) { facts.append(.publishNotReady) }
  }

  private mutating func addPodFacts() {
    let isOfPod = addressKinds.contains(.podIP) || (roles.isEmpty && !isNode && !isService)
    if isOfPod, wrongPorts.isEmpty {
      let infos = pods.map { map[$0] }
      if let replicas = infos.compactMap(\.replicas).first { facts.append(.podTemplate(replicas: replicas)) }
      if infos.contains(where: \.hostNetwork) { facts.append(.hostNetwork) }
      if infos.contains(where: { !$0.hostNetwork }) { facts += [.podIPAssigned, .podsReachEachOther] }
    }
    let isDeclared = roles.contains { $0.role.portKind == .containerPort } || (roles.isEmpty && !isNode && !isService)
    if isDeclared, pods.contains(where: { !map[$0].containerPorts.isEmpty }) { facts.append(.containerPort) }
    let hasHostPort = pods.contains { id in
      !map[id].hostNetwork && map[id].containerPorts.contains { $0.hostPort != nil }
    }
    if hasHostPort { facts.append(.hostPort) }
  }
}

extension ServicePort {
  /// Something leads to it from outside the cluster: a nodePort, a load balancer's or an external address.
  var hasOutsideEntrance: Bool {
    nodePort != nil || !loadBalancerIPs.isEmpty || !externalIPs.isEmpty || type == .nodePort
  }

  /// All its endpoints are known, and there is none.
  var hasNoEndpoint: Bool { backends.isEmpty && endpointsKnown }

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
