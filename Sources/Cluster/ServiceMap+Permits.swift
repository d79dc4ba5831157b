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
    var verdict = Verdict.no
    for service in frontList[Int(front)].services {
      switch leads(service, from: frontList[Int(front)].addressKind, to: backend) {
      case .yes: return .yes
      case .unknown: verdict = .unknown
      case .no: break
      }
    }
    for target in frontList[Int(front)].hostPorts {
      if target.containerPort == backend.port, podList[Int(target.pod.index)].ips.contains(backend.ip) { return .yes }
      if podList[Int(target.pod.index)].ips.isEmpty { verdict = .unknown }
    }
    return verdict
  }

  /// One service port: its endpoints, and from a load balancer's address its node port too.
  private func leads(_ service: ServicePortID, from kind: AddressKind, to backend: Socket) -> Verdict {
    if hasEndpoint(service, backend) { return .yes }
    let index = Int(service.index)
    if kind == .loadBalancerIP || kind == .externalIP, serviceList[index].nodePort == backend.port {
      return isNodeAddress(backend.ip) ? .yes : .unknown
    }
    if serviceList[index].endpointsKnown { return .no }
    if case .number(let port) = serviceList[index].targetPort, serviceList[index].hasSelector, port != backend.port {
      return .no
    }
    return .unknown
  }

  func hasEndpoint(_ service: ServicePortID, _ socket: Socket) -> Bool {
    members[socket.ip, Tag.endpoint(socket.port, service.index)] != nil
      || members[socket.ip, Tag.endpoint(0, service.index)] != nil
  }
}
