import Wire

/// What one socket is.
extension ServiceMap {
  /// Classifies an address and port, in the order in which the data plane would look.
  ///
  /// 1. the socket: an entrance of a Service, a hostPort, an endpoint, a port that a pod declares;
  /// 2. the address alone: pod, ClusterIP, load balancer or external IP, node, node gateway;
  /// 3. ranges: ServiceCIDR, podCIDR, loopback, link-local, multicast; else External.
  ///
  /// A port's number alone decides nothing: Service ports may lie among node ports. Only where no Node object was
  /// given, an unknown address with a declared nodePort or hostPort is taken for a node's, and marked `inferred`.
  /// - Parameters:
  ///   - transport: for ICMP and other protocols without ports the port is not looked at.
  ///   - time: whose a pod's address was at that moment; `.max` for as of the dump.
  public func role(of socket: Socket, transport: TransportProtocol, at time: Int64 = .max) -> Role {
    var role = socketRole(socket, transport, time)
    role.terminating = isTerminating(role.pods, at: time)
    return role
  }

  private func socketRole(_ socket: Socket, _ transport: TransportProtocol, _ time: Int64) -> Role {
    guard transport.hasPorts else { return addressRole(socket.ip, at: time) }
    if let role = frontRole(socket, transport, time) { return role }
    var role = addressRole(socket.ip, at: time)
    namePort(socket, transport, time, &role)
    if role.addressKind == .unknown, !hasNodeObjects, let guess = manifestRole(socket, transport) { return guess }
    return role
  }

  /// What the sender of a connection is; its port is its own choice and says nothing.
  func clientRole(_ ip: IPAddress, at time: Int64 = .max) -> Role {
    // A node's address may also be a load balancer's; as a source it is the node.
    let isNode = nodeAddresses.contains(ip, 0) && !isPodAddress(ip, at: time)
    var role = isNode ? nodeRole(ip) : addressRole(ip, at: time)
    role.terminating = isTerminating(role.pods, at: time)
    return role
  }

  /// An entrance. A node port on an address that is an entrance with that port too is both: ambiguous.
  private func frontRole(_ socket: Socket, _ transport: TransportProtocol, _ time: Int64) -> Role? {
    let exact = exactFront(socket, transport).map { frontList[Int($0)] }
    let node = nodePortFront(socket, transport).map { frontList[Int($0)] }
    guard var front = exact ?? node else { return nil }
    if exact != nil, let node {
      front.merge(node)
      if exact?.services.isEmpty == true { front.portKind = .nodePort }
    }
    var role = Role(front.addressKind, portKind: front.portKind)
    role.services = front.services
    for target in front.hostPorts where !role.pods.contains(target.pod) && holds(target.pod, at: time) {
      role.pods.append(target.pod)
    }
    role.node = nodeOwning(socket.ip)
    role.isNodeGateway = front.addressKind == .nodeIP && !nodeAddresses.contains(socket.ip, 0) && role.node != nil
    if !front.services.isEmpty, !role.pods.isEmpty {
      role.note = "A Service and a hostPort both claim this port."
    } else if role.pods.isEmpty, let target = front.hostPorts.first {
      role.note = absence(of: target.pod, "this hostPort", at: time).sentence + "."
    }
    return role
  }

  /// The port of an address that is no entrance.
  private func namePort(
    _ socket: Socket, _ transport: TransportProtocol, _ time: Int64, _ role: inout Role
  ) {
    let tag = Tag.socket(socket.port, transport)
    let services = endpointOwners(socket, transport, at: time)
    if !services.isEmpty {
      role.portKind = .targetPort
      role.services = services
      if role.addressKind != .podIP { role.pods = socketPods[socket.ip, tag].filter { holds($0, at: time) } }
    } else if case let pods = hostNetworkPorts[socket.ip, tag], !pods.isEmpty {
      nameHostNetwork(pods, time, &role)
    } else if role.addressKind == .podIP, isDeclared(socket, transport, by: role.pods) {
      role.portKind = .containerPort
    } else if role.addressKind == .clusterIP, let service = clusterAddresses[socket.ip, 0].first {
      role.note = "Service \(self[service].namespace)/\(self[service].name) has no such port."
    } else if role.addressKind == .nodeIP, let service = healthChecks[.unspecified, tag].first {
      role.note = "Health check port of Service \(self[service].namespace)/\(self[service].name)."
    }
  }

  private func nameHostNetwork(_ pods: [PodID], _ time: Int64, _ role: inout Role) {
    let present = pods.filter { holds($0, at: time) }
    if present.isEmpty {
      role.note = absence(of: pods[0], "this port", at: time).sentence + "."
    } else {
      role.portKind = .hostPort
      role.pods = present
    }
  }

  private func isDeclared(_ socket: Socket, _ transport: TransportProtocol, by pods: [PodID]) -> Bool {
    guard declaredPorts[socket.ip, Tag.socket(socket.port, transport)] != nil else { return false }
    return pods.contains { self[$0].containerPorts.contains { $0.port == socket.port && $0.transport == transport } }
  }

  /// An address and port that a pod serves: a Service's endpoint, a declared port, a hostNetwork pod's. Connections to it
  /// are not translated any further.
  public func isServed(_ socket: Socket, transport: TransportProtocol, at time: Int64 = .max) -> Bool {
    guard transport.hasPorts, exactFront(socket, transport) == nil, nodePortFront(socket, transport) == nil else {
      return false
    }
    let tag = Tag.socket(socket.port, transport)
    return !endpointOwners(socket, transport, at: time).isEmpty || !hostNetworkPorts[socket.ip, tag].isEmpty
      || declaredPorts[socket.ip, tag] != nil
  }

  /// Service ports that have a socket among their endpoints; none while the address was not yet, or no more, that of
  /// the pods that the endpoints are.
  func endpointOwners(_ socket: Socket, _ transport: TransportProtocol, at time: Int64 = .max) -> [ServicePortID] {
    let (tag, anyPort) = (Tag.socket(socket.port, transport), Tag.socket(0, transport))
    let exact = owners[socket.ip, tag]
    let every = owners[socket.ip, anyPort]
    if exact.isEmpty, every.isEmpty { return [] }
    let pods = socketPods[socket.ip, tag] + socketPods[socket.ip, anyPort]
    if !pods.isEmpty, !pods.contains(where: { holds($0, at: time) }) { return [] }
    return every.isEmpty ? exact : exact + every.filter { !exact.contains($0) }
  }

  /// An address that nothing knows, with a port that a manifest declares for nodes.
  private func manifestRole(_ socket: Socket, _ transport: TransportProtocol) -> Role? {
    let tag = Tag.socket(socket.port, transport)
    var role = Role(.nodeIP)
    if let front = nodePorts[Self.anyNode(socket.ip), tag] {
      role.portKind = .nodePort
      role.services = frontList[Int(front)].services
    } else if case let pods = floatingHostPorts[.unspecified, tag].filter({ !self[$0].hostNetwork }), !pods.isEmpty {
      role.portKind = .hostPort
      role.pods = pods
    } else {
      return nil
    }
    role.inferred = true
    return role
  }
}

/// What one address is.
extension ServiceMap {
  func addressRole(_ ip: IPAddress, at time: Int64) -> Role {
    let pods = holders(of: ip, at: time)
    if !pods.isEmpty {
      var role = Role(.podIP)
      role.pods = pods
      role.node = pods.count == 1 ? self[pods[0]].node : nil
      return role
    }
    if clusterAddresses.contains(ip, 0) { return Role(.clusterIP) }
    if balancerAddresses.contains(ip, 0) || externalAddresses.contains(ip, 0) {
      var role = Role(balancerAddresses.contains(ip, 0) ? .loadBalancerIP : .externalIP)
      role.node = nodeOwning(ip)
      return role
    }
    return isNodeAddress(ip) ? nodeRole(ip) : rangeRole(ip, absence(of: ip, at: time))
  }

  private func nodeRole(_ ip: IPAddress) -> Role {
    var role = Role(.nodeIP)
    role.node = nodeOwning(ip)
    role.isNodeGateway = !nodeAddresses.contains(ip, 0)
    if role.node == nil { role.note = "Several nodes have this address." }
    return role
  }

  /// - Parameter absent: pods have the address, but none of them at the moment asked for.
  private func rangeRole(_ ip: IPAddress, _ absent: (isLater: Bool, note: String)?) -> Role {
    var role: Role
    if inServiceCIDR(ip) {
      role = Role(.clusterIP)
      role.note = "In the service range, but no Service has it."
    } else if inPodCIDR(ip) || podTargets[ip, 0] != nil {
      role = Role(.podIP)
      role.node = node(hostingPodCIDROf: ip)
      role.note = absent?.note ?? (inPodCIDR(ip) ? "In a pod range, but no pod of the map has it." : nil)
    } else if let absent {
      // Where nodes and pods share a range, the address may have been anything before.
      role = Role(absent.isLater ? .podIP : .unknown)
      role.inferred = absent.isLater
      role.note = absent.note
    } else if ip.isLoopback {
      role = Role(.loopback)
    } else if ip.isLinkLocal {
      role = Role(.linkLocal)
      role.note = Self.linkLocalNote(ip)
    } else if ip.isMulticast {
      role = Role(.multicast)
    } else {
      role = Role(hasNodeObjects ? .external : .unknown)
    }
    return role
  }

  private static func linkLocalNote(_ ip: IPAddress) -> String? {
    guard ip.isIPv4 else { return nil }
    switch ip.v4 {
    case 0xa9fe_140a: return "NodeLocal DNSCache."
    case 0xa9fe_a9fe: return "Cloud metadata service."
    case 0xa9fe_00fc, 0xa9fe_00fd: return "Antrea's own address for Services."
    default: return nil
    }
  }
}

extension TransportProtocol {
  /// Its header has ports that Services know.
  var hasPorts: Bool { self == .tcp || self == .udp || self == .sctp }
}
