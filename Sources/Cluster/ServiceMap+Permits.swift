import Wire

/// The two questions the flow engine asks for every pair it thinks of; neither allocates.
extension ServiceMap {
  /// Whether a socket is an entrance that the data plane translates: a Service's, or a pod's hostPort.
  ///
  /// False for what only a manifest suggests; `role(of:transport:)` names that, as inferred.
  public func isFront(_ socket: Socket, transport: TransportProtocol) -> Bool {
    exactFront(socket, transport) != nil || nodePortFront(socket, transport) != nil
  }

  /// Whether the data plane may rewrite a connection to `front` into one to `backend`.
  ///
  /// - Returns: `.no` only when the map knows the front and all its endpoints, and `backend` is none of them;
  ///   `.unknown` for a front it does not know, or one with an endpoint whose address it does not know.
  public func permits(front: Socket, backend: Socket, transport: TransportProtocol) -> Verdict {
    let exact = exactFront(front, transport)
    let node = nodePortFront(front, transport)
    if exact == nil && node == nil { return .unknown }
    if front.ip.isIPv4 != backend.ip.isIPv4 { return .no }
    let first = exact.map { leads($0, to: backend) } ?? .no
    if first == .yes { return .yes }
    let second = node.map { leads($0, to: backend) } ?? .no
    return second == .no ? first : second
  }

  func exactFront(_ socket: Socket, _ transport: TransportProtocol) -> UInt32? {
    fronts[socket.ip, Tag.socket(socket.port, transport)]
  }

  /// A node port, when the address is a node's.
  func nodePortFront(_ socket: Socket, _ transport: TransportProtocol) -> UInt32? {
    guard let index = nodePorts[Self.anyNode(socket.ip), Tag.socket(socket.port, transport)] else { return nil }
    return isNodeAddress(socket.ip) ? index : nil
  }

  /// The key under which node ports of an address's family are kept.
  static func anyNode(_ ip: IPAddress) -> IPAddress { ip.isIPv4 ? IPAddress(v4: 0) : .unspecified }

  private func leads(_ front: UInt32, to backend: Socket) -> Verdict {
    let facts = frontFacts[Int(front)]
    if let service = facts.service { return leads(service, facts.leadsToNodePorts, to: backend) }
    var verdict = Verdict.no
    for service in frontList[Int(front)].services {
      switch leads(service.index, facts.leadsToNodePorts, to: backend) {
      case .yes: return .yes
      case .unknown: verdict = .unknown
      case .no: break
      }
    }
    for target in frontList[Int(front)].hostPorts {
      let addresses = podList[Int(target.pod.index)].ips
      if target.containerPort == backend.port, addresses.contains(backend.ip) { return .yes }
      if addresses.isEmpty { verdict = .unknown }
    }
    return verdict
  }

  /// One service port: its endpoints, and from a load balancer's address its node port too.
  private func leads(_ service: UInt32, _ leadsToNodePorts: Bool, to backend: Socket) -> Verdict {
    if hasEndpoint(ServicePortID(index: service), backend) { return .yes }
    let facts = serviceFacts[Int(service)]
    if leadsToNodePorts, facts.nodePort == backend.port { return isNodeAddress(backend.ip) ? .yes : .unknown }
    if facts.endpointsKnown { return .no }
    return facts.onlyPort != 0 && facts.onlyPort != backend.port ? .no : .unknown
  }

  func hasEndpoint(_ service: ServicePortID, _ socket: Socket) -> Bool {
    members[socket.ip, Tag.endpoint(socket.port, service.index)] != nil
      || members[socket.ip, Tag.endpoint(0, service.index)] != nil
  }
}
