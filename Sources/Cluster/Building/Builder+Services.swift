import Wire

/// Services and their endpoints.
extension Builder {
  mutating func indexSlices() {
    var latest: [ObjectName: SliceObject] = [:]
    var order: [ObjectName] = []
    for (index, slice) in objects.slices.enumerated() {
      // Slices without a name cannot be copies of each other.
      let name = ObjectName(namespace: slice.namespace, name: slice.name.isEmpty ? "\u{0}\(index)" : slice.name)
      if latest.updateValue(slice, forKey: name) == nil { order.append(name) }
    }
    for name in order {
      guard let slice = latest[name], let service = slice.service else { continue }
      slicesByService[ObjectName(namespace: slice.namespace, name: service), default: []].append(slice)
    }
    var fallback: [ObjectName: [SliceObject]] = [:]
    for object in objects.endpoints {
      fallback[ObjectName(namespace: object.namespace, name: object.name)] = object.subsets
    }
    slicesByService.merge(fallback) { slices, _ in slices }
  }

  mutating func collectServices() {
    var latest: [ObjectName: Int] = [:]
    for object in objects.services {
      let name = ObjectName(namespace: object.namespace, name: object.name)
      if let known = latest[name] {
        services[known] = object
      } else {
        latest[name] = services.count
        services.append(object)
      }
    }
    selections = services.map { $0.selector.isEmpty ? [] : labels.pods($0.namespace, $0.selector, in: map) }
  }

  mutating func addServices() {
    for (index, service) in services.enumerated() {
      firstPort.append(map.serviceList.count)
      for port in service.ports { add(port, of: service, selections[index]) }
      if service.ports.isEmpty {
        map.portlessServices.append(
          PortlessService(namespace: service.namespace, name: service.name, type: service.type))
      }
    }
    firstPort.append(map.serviceList.count)
  }

  private mutating func add(_ port: ServicePort, of service: ServiceObject, _ pods: [PodID]) {
    var port = port
    if let slices = slicesByService[ObjectName(namespace: service.namespace, name: service.name)] {
      for slice in slices { append(slice, to: &port) }
      port.endpointsKnown =
        !slices.contains { $0.isFQDN || $0.isForeseen } && port.backends.allSatisfy { $0.socket != nil }
    } else {
      let fits = backendCount + pods.count <= Limits.assumedBackends
      if fits { for pod in pods { append(pod, to: &port) } }
      backendCount += pods.count
      let anySlices = !slicesByService.isEmpty
      let hasAll = fits && port.backends.allSatisfy { $0.socket != nil }
      port.endpointsKnown = anySlices ? hasAll : !pods.isEmpty && hasAll
    }
    if port.type == .externalName { port.endpointsKnown = false }
    let id = ServicePortID(index: UInt32(map.serviceList.count))
    map.serviceList.append(port)
    for backend in port.backends { index(backend, id, port.transport) }
  }

  private mutating func index(_ backend: Backend, _ id: ServicePortID, _ transport: TransportProtocol) {
    guard let socket = backend.socket else { return }
    map.members.insert(socket.ip, Tag.endpoint(socket.port, id.index), 0)
    map.owners.append(id, socket.ip, Tag.socket(socket.port, transport))
    if let pod = backend.pod { map.socketPods.append(pod, socket.ip, Tag.socket(socket.port, transport)) }
  }

  /// The endpoints of one slice whose port has this port's name and protocol.
  private mutating func append(_ slice: SliceObject, to port: inout ServicePort) {
    var numbers: [UInt16] = []
    if let ports = slice.ports {
      for candidate in ports where candidate.transport == port.transport && candidate.name == port.portName {
        numbers.append(candidate.port ?? 0)
      }
    } else {
      numbers = [0]
    }
    for endpoint in slice.endpoints {
      if endpoint.podName != nil { for ip in endpoint.addresses { map.podTargets.insert(ip, 0, 0) } }
      let name = endpoint.podName.map { ObjectName(namespace: slice.namespace, name: $0) }
      for number in numbers {
        for ip in endpoint.addresses {
          let target = name.flatMap { pod(named: $0, at: ip) } ?? map.podOwning(ip)
          port.backends.append(backend(endpoint, Socket(ip, number), target, port))
        }
      }
    }
  }

  private func backend(_ endpoint: EndpointObject, _ socket: Socket, _ pod: PodID?, _ port: ServicePort) -> Backend {
    var backend = Backend(socket: socket, pod: pod)
    backend.node = endpoint.nodeName.flatMap { nodeByName[$0] } ?? pod.flatMap { map[$0].node }
    backend.ready = endpoint.ready ?? true
    backend.serving = endpoint.serving ?? backend.ready
    backend.terminating = endpoint.terminating
    backend.hintedZones = endpoint.hintedZones
    backend.hintedNodes = endpoint.hintedNodes
    return backend
  }

  /// One selected pod, as the endpoint it would be. A pod without the named port is none.
  private func append(_ id: PodID, to port: inout ServicePort) {
    let pod = map[id]
    let number: UInt16
    switch port.targetPort {
    case .number(let given): number = given
    case .name(let name):
      guard let declared = pod.containerPorts.first(where: { $0.name == name && $0.transport == port.transport })
      else { return }
      number = declared.port
    }
    let sockets: [Socket?] = pod.ips.isEmpty ? [nil] : pod.ips.map { Socket($0, number) }
    for socket in sockets {
      var backend = Backend(socket: socket, pod: id, node: pod.node)
      backend.ready = (pod.ready ?? true) || port.publishNotReadyAddresses
      backend.serving = pod.ready ?? true
      backend.terminating = pod.terminating
      backend.assumed = true
      port.backends.append(backend)
    }
  }
}
