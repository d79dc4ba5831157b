import Wire

/// A port that the address asked about does not have, and whose it is.
public struct WrongPort: Sendable, Equatable {
  public enum Reason: String, Sendable {
    /// The number belongs to another kind of address.
    case place
    /// The place is right, the protocol is another.
    case transport
    /// The place is right, the address family is another.
    case family
    /// It is the hostPort of a pod on another node.
    case otherNode
  }
  public var owner: PortOwner
  public var reason: Reason
  /// Where the number is right; some of them.
  public var validAt: [Socket]
  /// What to dial at the address asked about for the same object; nil when that address has no way to it.
  public var instead: Door?
}

extension ServiceMap {
  /// Whose a port is that an address does not have: of the objects behind that address when one of them has it, else of
  /// all. The likeliest first.
  ///
  /// Looks at all objects: not for every packet.
  public func wrongPorts(of socket: Socket, _ transport: TransportProtocol, at time: Int64) -> [WrongPort] {
    let role = role(of: socket, transport: transport, at: time)
    return wrongPorts(at: socket.ip, socket.port, transport, as: role.addressKind, time)
  }

  func wrongPorts(
    at ip: IPAddress, _ port: UInt16, _ transport: TransportProtocol?, as kind: AddressKind, _ time: Int64
  ) -> [WrongPort] {
    let owners = owners(ofPort: port, at: time)
    let names = servicesBehind(ip, kind)
    let related = owners.filter { isBehind(ip, $0, kind, names) }
    var all = (related.isEmpty ? owners : related).map { owner in
      WrongPort(
        owner: owner, reason: reason(owner, ip, transport, kind), validAt: sockets(of: owner),
        instead: instead(of: owner, at: ip, kind))
    }
    let near = all.filter { $0.reason == .transport }
    if !near.isEmpty { return near }
    all.sort { $0.rank < $1.rank }
    return all
  }

  /// Services that the address leads to, or whose endpoint it is.
  private func servicesBehind(_ ip: IPAddress, _ kind: AddressKind) -> Set<ObjectName> {
    let ids =
      kind == .podIP
      ? servicePortIDs.filter { id in self[id].backends.contains { $0.socket?.ip == ip } } : services(at: ip)
    return Set(ids.map { self[$0].objectName })
  }

  /// The object has something to do with the address: it is its Service, its pod or a Service of its pod.
  private func isBehind(_ ip: IPAddress, _ owner: PortOwner, _ kind: AddressKind, _ services: Set<ObjectName>) -> Bool {
    if kind == .podIP, let pod = owner.pod { return self[pod].ips.contains(ip) }
    return owner.service.map { services.contains(self[$0].objectName) } ?? false
  }

  private func reason(
    _ owner: PortOwner, _ ip: IPAddress, _ transport: TransportProtocol?, _ kind: AddressKind
  ) -> WrongPort.Reason {
    if kind == .nodeIP {
      if owner.kind == .nodePort, let id = owner.service, !self[id].serves(ip) { return .family }
      if owner.kind == .hostPort, let pod = owner.pod, !hostAddresses(of: pod, owner.port).contains(ip) {
        return .otherNode
      }
    }
    guard let transport, owner.transport != transport else { return .place }
    return role(of: Socket(ip, owner.port), transport: owner.transport).portKind == owner.kind ? .transport : .place
  }

  private func instead(of owner: PortOwner, at ip: IPAddress, _ kind: AddressKind) -> Door? {
    func door(_ portKind: PortKind, _ port: UInt16) -> Door {
      Door(addressKind: kind, portKind: portKind, ip: ip, port: port)
    }
    if let pod = owner.pod {
      let ports = self[pod].containerPorts.filter { $0.port == owner.port || $0.hostPort == owner.port }
      guard let port = ports.first(where: { $0.transport == owner.transport }) else { return nil }
      if kind == .podIP, self[pod].ips.contains(ip) { return door(.containerPort, port.port) }
      guard kind == .nodeIP, let hostPort = port.hostPort, hostAddresses(of: pod, hostPort).contains(ip) else {
        return nil
      }
      return door(.hostPort, hostPort)
    }
    guard let id = owner.service else { return nil }
    switch kind {
    case .nodeIP: return self[id].serves(ip) ? self[id].nodePort.map { door(.nodePort, $0) } : nil
    case .clusterIP, .loadBalancerIP, .externalIP:
      return services(at: ip).contains(id) ? door(.port, self[id].port) : nil
    case .podIP:
      let own = self[id].backends.compactMap(\.socket).first { $0.ip == ip && $0.port != 0 }
      return own.map { door(.targetPort, $0.port) }
    default: return nil
    }
  }
}

extension WrongPort {
  /// The place right but for one thing, then what the wider world knows, then what only pods know.
  fileprivate var rank: Int {
    if reason != .place { return 0 }
    switch owner.kind {
    case .nodePort, .hostPort: return 1
    case .port: return 2
    case .targetPort: return 3
    case .containerPort: return 4
    }
  }
}

extension ServicePort {
  var objectName: ObjectName { ObjectName(namespace: namespace, name: name) }
}
