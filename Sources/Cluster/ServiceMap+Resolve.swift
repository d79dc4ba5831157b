import Wire

/// Names for one joined connection.
extension ServiceMap {
  /// Names client, front and backend, and the mapping between the last two.
  ///
  /// | seen | `service` | `candidates` |
  /// |---|---|---|
  /// | a front of one Service | it | |
  /// | a front of several, told apart by the backend | that one | |
  /// | a front of several | | all of them: ambiguous |
  /// | front and backend that fit one manifest | it, inferred | |
  /// | a pod dialled directly, or only the backend | | Services with that endpoint: which was used, if any, no packet says |
  /// | a front alone whose port a manifest has | | Services with that port |
  ///
  /// - Parameters:
  ///   - front: what the client dialled; nil when no tap could show it.
  ///   - backend: where the connection ended; nil when neither a translation nor an endpoint was seen.
  ///   - time: when; `.max` for as of the dump.
  public func resolve(
    client: Socket, front: Socket?, backend: Socket?, transport: TransportProtocol, at time: Int64 = .max
  ) -> Resolution {
    var result = Resolution(client: clientRole(client.ip, at: time))
    result.front = front.map { role(of: $0, transport: transport, at: time) }
    result.backend = backend.map { role(of: $0, transport: transport, at: time) }
    if transport.hasPorts { nameMapping(front, backend, transport, time, &result) }
    return result
  }

  private func nameMapping(
    _ front: Socket?, _ backend: Socket?, _ transport: TransportProtocol, _ time: Int64, _ result: inout Resolution
  ) {
    if let front, let role = result.front {
      switch role.portKind {
      case .nodePort, .port, .hostPort: nameEntrance(role, backend, &result)
      case .targetPort, .containerPort, nil:
        nameOther(front, role, backend == front ? nil : backend, transport, time, &result)
      }
    } else if let role = result.backend {
      result.candidates = role.services
    }
    finishBackend(backend, time, &result)
    if let pods = result.front?.pods { result.front?.terminating = isTerminating(pods, at: time) }
    if let pods = result.backend?.pods { result.backend?.terminating = isTerminating(pods, at: time) }
    result.ambiguous = result.ambiguous || result.backend?.isAmbiguous == true
    result.inferred = result.front?.inferred == true || result.backend?.inferred == true
  }

  /// The front is an entrance: of one Service, of several, or a host port.
  private func nameEntrance(_ front: Role, _ backend: Socket?, _ result: inout Resolution) {
    var services = front.services
    var pods = front.pods
    if services.count + pods.count > 1, let backend {
      let fits = services.filter { hasEndpoint($0, backend) }
      let holders = pods.filter { self[$0].ips.contains(backend.ip) && fits.isEmpty }
      if !fits.isEmpty || !holders.isEmpty { (services, pods) = (fits, holders) }
    }
    result.ambiguous = services.count + pods.count > 1
    if services.count == 1, pods.isEmpty { result.service = services[0] } else { result.candidates = services }
    if services.isEmpty, pods.count == 1, result.backend?.addressKind == .podIP {
      result.backend?.pods = pods
      result.backend?.portKind = .containerPort
    }
  }

  /// The front is no known entrance.
  private func nameOther(
    _ front: Socket, _ role: Role, _ backend: Socket?, _ transport: TransportProtocol, _ time: Int64,
    _ result: inout Resolution
  ) {
    if let backend, role.addressKind != .podIP {
      let fits = inferences(front: front, backend: backend, transport, at: time)
      if !fits.isEmpty { return infer(fits, &result) }
    }
    result.candidates = role.services
    let mayBeService = role.addressKind == .unknown || (role.addressKind == .clusterIP && role.note != nil)
    if backend == nil, role.services.isEmpty, mayBeService {
      result.candidates = pendingPorts[.unspecified, Tag.socket(front.port, transport)].filter {
        self[$0].awaitsClusterIP
      }
      result.ambiguous = result.candidates.count > 1
    }
  }

  /// Applies what a manifest lets conclude from both ends.
  private func infer(_ fits: [Inference], _ result: inout Resolution) {
    result.ambiguous = fits.count > 1
    let services = fits.compactMap(\.service)
    if fits.count == 1, let service = services.first { result.service = service } else { result.candidates = services }
    guard var front = result.front else { return }
    if fits.allSatisfy({ $0.addressKind == fits[0].addressKind && $0.portKind == fits[0].portKind }) {
      front.addressKind = fits[0].addressKind
      front.portKind = fits[0].portKind
    }
    front.services = services
    front.pods = fits.compactMap(\.pod)
    front.inferred = true
    front.note = nil
    result.front = front
    if services.isEmpty, fits.count == 1 {
      result.backend?.portKind = .containerPort
      result.backend?.pods = front.pods
      becomePod(&result)
    }
  }

  /// What the mapping says of the backend.
  private func finishBackend(_ socket: Socket?, _ time: Int64, _ result: inout Resolution) {
    guard let socket, var backend = result.backend else { return }
    if backend.portKind == .hostPort { backend.portKind = .containerPort }
    result.backend = backend
    guard let service = result.service else { return }
    if hasEndpoint(service, socket) {
      backend.portKind = .targetPort
      backend.services = [service]
      if backend.pods.count > 1 { backend.pods = pods(behind: socket, of: service, at: time) }
      result.backend = backend
    } else if case let pods = unplacedPods(of: service, port: socket.port), !self[service].endpointsKnown {
      backend.portKind = .targetPort
      backend.services = [service]
      if backend.pods.isEmpty { backend.pods = pods }
      result.backend = backend
      becomePod(&result)
    }
  }

  /// A backend that nothing knows is a pod, for a Service or hostPort leads to it.
  private func becomePod(_ result: inout Resolution) {
    guard let kind = result.backend?.addressKind, kind == .unknown || kind == .external else { return }
    result.backend?.addressKind = .podIP
    result.backend?.inferred = true
  }

  private func pods(behind socket: Socket, of service: ServicePortID, at time: Int64) -> [PodID] {
    var pods: [PodID] = []
    for backend in self[service].backends where backend.socket == socket {
      if let pod = backend.pod, !pods.contains(pod), holds(pod, at: time) { pods.append(pod) }
    }
    return pods
  }
}
