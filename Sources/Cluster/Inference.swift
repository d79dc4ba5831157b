import Wire

/// What a manifest, which lacks addresses, lets conclude from both ends of a translation.
struct Inference: Equatable {
  var service: ServicePortID?
  var pod: PodID?
  var addressKind: AddressKind
  var portKind: PortKind
}

extension ServiceMap {
  /// Every way in which manifests explain that a connection to `front` arrived at `backend`.
  ///
  /// A Service fits when the backend may be its endpoint and the front may be its entrance: its declared nodePort; or
  /// its port, while the address it would be known by is missing; or, for a node's address and a nodePort still to be
  /// allocated, a number of the range that the API server allocates from.
  func inferences(
    front: Socket, backend: Socket, _ transport: TransportProtocol, at time: Int64
  ) -> [Inference] {
    let tag = Tag.socket(front.port, transport)
    var fits: [Inference] = []
    for service in candidates(front, tag) where mayEnd(service, at: backend, time) {
      if let fit = entrance(of: service, front), !fits.contains(where: { $0.service == service }) { fits.append(fit) }
    }
    for pod in floatingHostPorts[.unspecified, tag] where maps(pod, front.port, to: backend, transport) {
      fits.append(Inference(pod: pod, addressKind: .nodeIP, portKind: .hostPort))
    }
    return fits
  }

  private func candidates(_ front: Socket, _ tag: UInt64) -> [ServicePortID] {
    var result = nodePorts[Self.anyNode(front.ip), tag].map { frontList[Int($0)].services } ?? []
    result += pendingPorts[.unspecified, tag]
    if isNodeAddress(front.ip), (30_000...32_767).contains(front.port) { result += awaitingNodePort }
    return result
  }

  private func entrance(of id: ServicePortID, _ front: Socket) -> Inference? {
    let service = self[id]
    let isVirtual = inServiceCIDR(front.ip)
    if service.nodePort == front.port, !isVirtual {
      return Inference(service: id, addressKind: .nodeIP, portKind: .nodePort)
    }
    if service.port == front.port, service.awaitsClusterIP, !isNodeAddress(front.ip) {
      let kind: AddressKind = service.awaitsLoadBalancerIP && !isVirtual ? .unknown : .clusterIP
      return Inference(service: id, addressKind: kind, portKind: .port)
    }
    if service.port == front.port, service.awaitsLoadBalancerIP, !isVirtual {
      return Inference(service: id, addressKind: .loadBalancerIP, portKind: .port)
    }
    guard service.awaitsNodePort, isNodeAddress(front.ip) else { return nil }
    return Inference(service: id, addressKind: .nodeIP, portKind: .nodePort)
  }

  /// Whether a socket may be an endpoint: its port is the targetPort, and no known pod that is not selected has it.
  private func mayEnd(_ id: ServicePortID, at backend: Socket, _ time: Int64) -> Bool {
    if hasEndpoint(id, backend) { return true }
    let service = self[id]
    if service.endpointsKnown || (service.hasSelector && isPodAddress(backend.ip, at: time)) { return false }
    switch service.targetPort {
    case .number(let port): return port == backend.port
    case .name: return service.backends.isEmpty || !unplacedPods(of: id, port: backend.port).isEmpty
    }
  }

  /// Selected pods without an address that have the target port under a number.
  func unplacedPods(of id: ServicePortID, port: UInt16) -> [PodID] {
    let service = self[id]
    return service.backends.compactMap { backend in
      guard backend.socket == nil, let pod = backend.pod else { return nil }
      switch service.targetPort {
      case .number(let number): return number == port ? pod : nil
      case .name(let name):
        let fits = self[pod].containerPorts.contains {
          $0.name == name && $0.port == port && $0.transport == service.transport
        }
        return fits ? pod : nil
      }
    }
  }

  private func maps(_ id: PodID, _ hostPort: UInt16, to backend: Socket, _ transport: TransportProtocol) -> Bool {
    let pod = self[id]
    if !pod.ips.isEmpty, !pod.ips.contains(backend.ip) { return false }
    return pod.containerPorts.contains {
      $0.hostPort == hostPort && $0.port == backend.port && $0.transport == transport
    }
  }
}
