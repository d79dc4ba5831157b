import Wire

/// An object that has a number as one of its ports, somewhere.
public struct PortOwner: Sendable, Equatable {
  public var kind: PortKind
  public var transport: TransportProtocol
  /// nil for a pod's own ports.
  public var service: ServicePortID?
  public var pod: PodID?
  public var port: UInt16
}

extension ServiceMap {
  /// Everything that has a number as nodePort, port, targetPort, hostPort or containerPort, in the order of the objects.
  func owners(ofPort number: UInt16, at time: Int64) -> [PortOwner] {
    var found: [PortOwner] = []
    for id in servicePortIDs {
      for kind in kinds(of: number, in: self[id]) {
        found.append(PortOwner(kind: kind, transport: self[id].transport, service: id, port: number))
      }
    }
    let targets = found.filter { $0.kind == .targetPort }.compactMap(\.service)
    let behind = Set(targets.flatMap { self[$0].backends.compactMap(\.pod) })
    for id in podIDs where holds(id, at: time) {
      for port in self[id].containerPorts {
        guard let kind = kind(of: number, in: port, self[id]) else { continue }
        if kind == .containerPort && behind.contains(id) { continue }
        found.append(PortOwner(kind: kind, transport: port.transport, pod: id, port: number))
      }
    }
    return found
  }

  private func kinds(of number: UInt16, in service: ServicePort) -> [PortKind] {
    var kinds: [PortKind] = []
    if service.nodePort == number { kinds.append(.nodePort) }
    if service.port == number, service.type != .externalName { kinds.append(.port) }
    let isTarget = service.targetPort == .number(number) || service.backends.contains { $0.socket?.port == number }
    if isTarget, service.type != .externalName { kinds.append(.targetPort) }
    return kinds
  }

  private func kind(of number: UInt16, in port: ContainerPort, _ pod: PodInfo) -> PortKind? {
    if port.hostPort == number { return .hostPort }
    return port.port == number ? .containerPort : nil
  }

  func leads(_ service: ServicePortID, to pod: PodID) -> Bool { self[service].backends.contains { $0.pod == pod } }

  /// Where the number of an owner is right: at most `most` sockets.
  func sockets(of owner: PortOwner, most: Int = 8) -> [Socket] {
    Array(allSockets(of: owner).prefix(most))
  }

  private func allSockets(of owner: PortOwner) -> [Socket] {
    guard let id = owner.service else {
      guard let pod = owner.pod else { return [] }
      let addresses = owner.kind == .hostPort ? hostAddresses(of: pod, owner.port) : self[pod].ips
      return addresses.map { Socket($0, owner.port) }
    }
    let service = self[id]
    switch owner.kind {
    case .nodePort:
      return nodes.flatMap(\.addresses).filter { service.serves($0) }.map { Socket($0, owner.port) }
    case .targetPort:
      var sockets: [Socket] = []
      for case let socket? in service.backends.map(\.socket) where !sockets.contains(socket) { sockets.append(socket) }
      return sockets
    default:
      let own = service.headless ? [] : service.clusterIPs
      return (own + service.loadBalancerIPs + service.externalIPs).map { Socket($0, owner.port) }
    }
  }

  /// The addresses on which a pod's node answers for its hostPort.
  func hostAddresses(of pod: PodID, _ hostPort: UInt16) -> [IPAddress] {
    let info = self[pod]
    if let own = info.containerPorts.first(where: { $0.hostPort == hostPort })?.hostIP { return [own] }
    if let node = info.node { return self[node].addresses }
    return info.hostIPs
  }
}

extension ServicePort {
  /// Its entrances exist in this address's family.
  func serves(_ ip: IPAddress) -> Bool { ip.isIPv4 ? hasIPv4 : hasIPv6 }
}
