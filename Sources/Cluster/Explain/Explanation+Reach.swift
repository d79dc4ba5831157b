import Wire

/// How to reach it from a pod, from a node, and from outside.
extension Explanation {
  mutating func addReach() {
    if isGateway { return }
    if isNode { return addNodeReach() }
    let shown = services.flatMap(\.shown).filter { map[$0].type != .externalName }
    let isPodAsked = if case .pod = subject { true } else { false }
    if isPodAsked || shown.isEmpty || addressKinds.contains(.podIP) || hasOnlyHostPort { return addPodReach() }
    reach = [
      Reach(origin: .pod, doors: inside(shown), conditions: insideConditions(shown)),
      Reach(
        origin: .node, doors: inside(shown), conditions: insideConditions(shown).filter { $0 != .networkPolicy }),
      Reach(origin: .outside, doors: outside(shown), conditions: outsideConditions(shown)),
    ]
  }

  /// A source address only, not one to dial.
  private var isGateway: Bool {
    roles.contains { $0.role.isNodeGateway && $0.role.portKind == nil } && wrongPorts.isEmpty
  }

  private var hasOnlyHostPort: Bool { !roles.isEmpty && roles.allSatisfy { $0.role.portKind == .hostPort } }

  private func inside(_ ids: [ServicePortID]) -> [Door] {
    ids.flatMap { id -> [Door] in
      let port = map[id]
      let name = "\(port.name).\(port.namespace).svc"
      guard !port.headless else {
        return port.backends.compactMap(\.socket).prefix(Self.mostDoors).map {
          Door(addressKind: .podIP, portKind: .targetPort, ip: $0.ip, port: $0.port, name: name)
        }
      }
      guard !port.clusterIPs.isEmpty else {
        return [Door(addressKind: .clusterIP, portKind: .port, ip: nil, port: port.port, name: name)]
      }
      return port.clusterIPs.map { Door(addressKind: .clusterIP, portKind: .port, ip: $0, port: port.port, name: name) }
    }
  }

  /// Sockets of one kind that are told.
  static let mostDoors = 8

  private func insideConditions(_ ids: [ServicePortID]) -> [ReachCondition] {
    var conditions: [ReachCondition] = []
    if ids.contains(where: { map[$0].isUnserved || map[$0].hasNoEndpoint }) { conditions.append(.needsEndpoint) }
    if let id = ids.first(where: { map[$0].internalTrafficPolicyLocal && !map[$0].headless }) {
      conditions.append(.ownNode(map.nodesWithEndpoint(id)))
    }
    return conditions + [.networkPolicy]
  }

  private func outside(_ ids: [ServicePortID]) -> [Door] {
    ids.flatMap { id -> [Door] in
      let port = map[id]
      var doors: [Door] = []
      if let nodePort = port.nodePort {
        let local = port.externalTrafficPolicyLocal ? map.nodesWithEndpoint(id) : map.nodeIDs
        let addresses = local.flatMap { map[$0].addresses }.filter { port.serves($0) }
        doors += addresses.prefix(Self.mostDoors).map {
          Door(addressKind: .nodeIP, portKind: .nodePort, ip: $0, port: nodePort)
        }
        if map.nodes.allSatisfy(\.addresses.isEmpty) {
          doors.append(Door(addressKind: .nodeIP, portKind: .nodePort, ip: nil, port: nodePort))
        }
      }
      doors += port.loadBalancerIPs.map { Door(addressKind: .loadBalancerIP, portKind: .port, ip: $0, port: port.port) }
      doors += port.externalIPs.map { Door(addressKind: .externalIP, portKind: .port, ip: $0, port: port.port) }
      return doors
    }
  }

  private func outsideConditions(_ ids: [ServicePortID]) -> [ReachCondition] {
    let doors = outside(ids)
    let hasHeadless = ids.contains { map[$0].headless }
    guard ids.contains(where: { map[$0].hasOutsideEntrance }) else {
      return hasHeadless ? [.noEntrance, .podNetworkRouted] : [.noEntrance]
    }
    var conditions: [ReachCondition] = []
    if ids.contains(where: { map[$0].isUnserved || map[$0].hasNoEndpoint }) { conditions.append(.needsEndpoint) }
    if let id = ids.first(where: { map[$0].externalTrafficPolicyLocal && map[$0].hasOutsideEntrance }) {
      conditions.append(.nodesWithEndpoint(map.nodesWithEndpoint(id)))
    }
    if ids.contains(where: { !map[$0].sourceRanges.isEmpty }) { conditions.append(.sourceRanges) }
    if doors.contains(where: { $0.addressKind == .externalIP }) { conditions.append(.routedToNode) }
    return conditions + [.firewall]
  }

  /// A pod, or a host port.
  private mutating func addPodReach() {
    let holders = pods.filter { !map[$0].ips.isEmpty || map[$0].replicas == nil }
    guard !holders.isEmpty else { return }
    let direct = holders.flatMap(directDoors)
    let host = holders.flatMap(hostDoors)
    let isHostNetwork = holders.allSatisfy { map[$0].hostNetwork }
    reach = [
      Reach(origin: .pod, doors: direct, conditions: [.listens, .networkPolicy]),
      Reach(origin: .node, doors: direct, conditions: [.listens]),
      Reach(
        origin: .outside, doors: isHostNetwork ? direct : host,
        conditions: isHostNetwork ? [.firewall] : host.isEmpty ? [.noEntrance, .podNetworkRouted] : [.firewall]),
    ]
  }

  private func directDoors(_ pod: PodID) -> [Door] {
    let info = map[pod]
    let kind: AddressKind = info.hostNetwork ? .nodeIP : .podIP
    let asked = askedPort(of: pod)
    let ports = asked.map { [$0] } ?? info.containerPorts.map(\.port)
    return info.ips.flatMap { ip -> [Door] in
      guard !ports.isEmpty else { return [Door(addressKind: kind, ip: ip)] }
      return ports.prefix(Self.mostDoors).map { port in
        let portKind =
          info.hostNetwork ? PortKind.hostPort : map.role(of: Socket(ip, port), transport: .tcp, at: time).portKind
        return Door(addressKind: kind, portKind: portKind ?? .containerPort, ip: ip, port: port)
      }
    }
  }

  /// The pod's own port that the socket asked about leads to.
  private func askedPort(of pod: PodID) -> UInt16? {
    guard case .address(_, let port?, _) = subject, wrongPorts.isEmpty else { return nil }
    if addressKinds.contains(.podIP) { return port }
    return map[pod].containerPorts.first { $0.hostPort == port }?.port
  }

  private func hostDoors(_ pod: PodID) -> [Door] {
    let info = map[pod]
    guard !info.hostNetwork else { return [] }
    return info.containerPorts.compactMap(\.hostPort).flatMap { hostPort -> [Door] in
      let addresses = map.hostAddresses(of: pod, hostPort)
      guard !addresses.isEmpty else {
        return [Door(addressKind: .nodeIP, portKind: .hostPort, ip: nil, port: hostPort)]
      }
      return addresses.map { Door(addressKind: .nodeIP, portKind: .hostPort, ip: $0, port: hostPort) }
    }
  }

  private mutating func addNodeReach() {
    let doors = nodes.flatMap { map[$0].addresses }.map { Door(addressKind: .nodeIP, ip: $0) }
    guard !doors.isEmpty else { return }
    reach = Reach.Origin.allCases.map { origin in
      Reach(origin: origin, doors: doors, conditions: origin == .outside ? [.firewall, .listens] : [.listens])
    }
  }
}
