import Wire

extension ServiceMap {
  /// What an address or an object is, with all that a person needs in order to understand it.
  ///
  /// - Parameter time: the moment asked about; `.max` for as of the dump.
  public func explain(_ subject: ExplainSubject, at time: Int64 = .max) -> Explanation {
    var result = Explanation(map: self, subject: subject, time: time)
    switch subject {
    case .address(let ip, let port, let transport): result.fillAddress(ip, port, transport)
    case .service(let namespace, let name): result.fillService(servicePorts(namespace: namespace, name: name))
    case .pod(let pod): result.fillPod(pod)
    case .node(let node): result.fillNode(node)
    }
    result.addFacts()
    result.addReach()
    result.addCommands()
    return result
  }
}

extension Explanation {
  /// Owners of a wrong port that are told; of the rest, how many.
  static let mostOwners = 6

  fileprivate mutating func fillAddress(_ ip: IPAddress, _ port: UInt16?, _ transport: TransportProtocol?) {
    guard let port else {
      roles = [ExplainedRole(role: map.role(of: Socket(ip, 0), transport: .icmp, at: time))]
      add(services: servicesOf(ip), asked: [])
      addObjects(of: roles[0].role)
      let isWholeNode = roles[0].role.addressKind == .nodeIP && !roles[0].role.isNodeGateway
      if isWholeNode, let node = roles[0].role.node { fillNode(node) }
      return
    }
    let asked = transport.map { [$0] } ?? [.tcp, .udp, .sctp]
    let all = asked.map { ExplainedRole(transport: $0, role: map.role(of: Socket(ip, port), transport: $0, at: time)) }
    roles = all.filter { $0.role.portKind != nil }
    if roles.isEmpty { fillWrongPort(ip, port, transport, all[0].role) }
    let entrances = roles.flatMap(\.role.services)
    add(services: entrances, asked: entrances)
    roles.forEach { addObjects(of: $0.role) }
    if services.isEmpty { add(services: servicesOf(ip), asked: []) }
  }

  private mutating func fillWrongPort(
    _ ip: IPAddress, _ port: UInt16, _ transport: TransportProtocol?, _ role: Role
  ) {
    roles = [ExplainedRole(transport: transport, role: role)]
    let wrong = map.wrongPorts(at: ip, port, transport, as: role.addressKind, time)
    wrongPorts = Array(wrong.prefix(Self.mostOwners))
    moreOwners = wrong.count - wrongPorts.count
    let meant = wrongPorts.compactMap(\.owner.service)
    add(services: meant, asked: meant)
    for case let pod? in wrongPorts.map(\.owner.pod) where !pods.contains(pod) { pods.append(pod) }
  }

  /// Services that a bare address leads to, or whose endpoint it is.
  private func servicesOf(_ ip: IPAddress) -> [ServicePortID] {
    let own = map.services(at: ip)
    guard own.isEmpty, map.isPodAddress(ip, at: time) else { return own }
    return map.servicePortIDs.filter { id in map[id].backends.contains { $0.socket?.ip == ip } }
  }

  /// Groups ports by their Service; a Service that is there already gets its asked ports added.
  private mutating func add(services ids: [ServicePortID], asked: [ServicePortID]) {
    for id in ids {
      let isAsked = asked.contains(id)
      if let place = services.firstIndex(where: { $0.ports.contains(id) }) {
        if isAsked, !services[place].asked.contains(id) { services[place].asked.append(id) }
      } else {
        let all = map.servicePorts(namespace: map[id].namespace, name: map[id].name)
        services.append(ExplainedService(ports: all, asked: isAsked ? [id] : []))
      }
    }
  }

  private mutating func addObjects(of role: Role) {
    for pod in role.pods where !pods.contains(pod) { pods.append(pod) }
    if let node = role.node, !nodes.contains(node) { nodes.append(node) }
    for pod in role.pods { addNode(of: pod) }
  }

  private mutating func addNode(of pod: PodID) {
    if let node = map[pod].node, !nodes.contains(node) { nodes.append(node) }
  }

  fileprivate mutating func fillService(_ ids: [ServicePortID]) { add(services: ids, asked: []) }

  fileprivate mutating func fillPod(_ pod: PodID) {
    pods = [pod]
    addNode(of: pod)
    add(services: map.servicePortIDs.filter { map.leads($0, to: pod) }, asked: [])
  }

  fileprivate mutating func fillNode(_ node: NodeID) {
    nodes = [node]
    pods = map.podIDs.filter { id in
      map[id].node == node && map.holds(id, at: time) && !map[id].hostPorts.isEmpty
    }
    add(services: map.servicePortIDs.filter { map[$0].nodePort != nil }, asked: [])
  }
}
