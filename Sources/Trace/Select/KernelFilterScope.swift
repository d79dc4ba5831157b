import Cluster
import Wire

/// Finds what selectors' objects can be told by in packets.
struct KernelFilterScope {
  private let map: ServiceMap
  private let host: String?
  private(set) var parts = KernelFilterParts()
  private(set) var notes: [String] = []
  /// Why nothing may be left out.
  private(set) var reason: String?
  private var isClientKnown = false
  private var added: Set<ServicePortID> = []

  init(_ map: ServiceMap, host: String?) {
    self.map = map
    self.host = host
  }

  mutating func add(_ criterion: Criterion) {
    switch criterion.test {
    case .object(let pattern): add(pattern, criterion)
    case .name(let pattern): criterion.isOfNodes ? addNodes(pattern, criterion) : addNamespaces(pattern, criterion)
    default: captureAll("--\(criterion.field.rawValue) says nothing that a filter could look at")
    }
  }

  private mutating func add(_ pattern: ObjectPattern, _ criterion: Criterion) {
    if criterion.field == .service {
      let ids = map.servicePortIDs.filter { pattern.isService(map[$0].namespace, map[$0].name) }
      addServices(ids, criterion)
    } else if criterion.field == .fromService {
      let ports = map.servicePorts.filter { pattern.isService($0.namespace, $0.name) }
      for backend in ports.flatMap(\.backends) {
        if let pod = backend.pod { addClient(pod) } else if let ip = backend.socket?.ip { parts.hosts.insert(ip) }
      }
      addTranslatedClients()
      require(!ports.isEmpty, criterion)
      if ports.contains(where: { !$0.endpointsKnown }) { captureAll("not every endpoint's address is in the objects") }
    } else {
      let pods = map.podIDs.filter { pattern.isPod(map[$0].namespace, map[$0].name) }
      addPods(pods, criterion)
    }
  }

  private mutating func addNamespaces(_ pattern: NamePattern, _ criterion: Criterion) {
    let pods = map.podIDs.filter { pattern.matches(map[$0].namespace) }
    let services = map.servicePortIDs.filter { pattern.matches(map[$0].namespace) }
    require(!pods.isEmpty || !services.isEmpty, criterion)
    if !pods.isEmpty { addPods(pods, criterion) }
    if criterion.field.side != .from { for service in services { addService(service) } }
  }

  private mutating func addServices(_ ids: [ServicePortID], _ criterion: Criterion) {
    for id in ids { addService(id) }
    if ids.isEmpty { require(isPortless(criterion), criterion) }
  }

  /// A Service without a port, of which no packet can be told: ExternalName is a DNS answer and nothing else.
  private mutating func isPortless(_ criterion: Criterion) -> Bool {
    guard case .object(let pattern) = criterion.test else { return false }
    let found = map.servicesWithoutPort.filter { pattern.isService($0.namespace, $0.name) }
    notes += found.map { "Service \($0.namespace)/\($0.name) has no port: no packet can be told to be its" }
    return !found.isEmpty
  }

  private mutating func addPods(_ pods: [PodID], _ criterion: Criterion) {
    require(!pods.isEmpty, criterion)
    for pod in pods { criterion.field.side == .from ? addClient(pod) : addServer(pod) }
    if criterion.field.side != .to { addTranslatedClients() }
  }

  private mutating func require(_ isThere: Bool, _ criterion: Criterion) {
    guard !isThere else { return }
    captureAll("--\(criterion.field.rawValue) \(criterion.text) names nothing in the objects as they are now")
  }

  private mutating func captureAll(_ why: String) {
    if reason == nil { reason = "\(why): everything is captured, for a filter might cut paths" }
  }
}

/// Services.
extension KernelFilterScope {
  /// Fronts and endpoints; and those of others that share an endpoint: without their fronts their connections would look
  /// as if the endpoint had been dialled, for which any of its Services may have been used.
  private mutating func addService(_ id: ServicePortID) {
    guard added.insert(id).inserted else { return }
    addFronts(map[id])
    addEndpoints(map[id])
    for backend in map[id].backends {
      let others = backend.pod.map(map.services) ?? map.servicePortIDs
      for other in others where other != id && map[other].leads(to: backend.socket) {
        addFronts(map[other])
        addEndpoints(map[other])
      }
      if let pod = backend.pod { addHostPorts(map[pod]) { $0.port == backend.socket?.port } }
    }
  }

  private mutating func addFronts(_ port: ServicePort) {
    let door = KernelFilterParts.Door(transport: port.transport, port: port.port)
    guard port.type != .externalName else { return }
    if !port.headless { for ip in port.clusterIPs { parts.addFront(ip, door) } }
    for ip in port.loadBalancerIPs + port.externalIPs { parts.addFront(ip, door) }
    // An address still to be allocated may be any.
    if port.awaitsClusterIP || port.awaitsLoadBalancerIP { parts.doors.insert(door) }
    // Every local address of every node answers it, 127.0.0.1 and such as no object lists too; no two Services have one.
    if let nodePort = port.nodePort { parts.doors.insert(.init(transport: port.transport, port: nodePort)) }
    if port.awaitsNodePort { parts.transports.insert(port.transport) }
    if let check = port.healthCheckNodePort { parts.doors.insert(.init(transport: .tcp, port: check)) }
  }

  /// All of them: connections to one that is not ready, or is terminating, go on.
  private mutating func addEndpoints(_ port: ServicePort) {
    for socket in port.backends.compactMap(\.socket) { parts.addEndpoint(socket, port.transport) }
    guard !port.endpointsKnown else { return }
    // Of a pod without an address in the objects only the port is known.
    let numbers = targetNumbers(port)
    for number in numbers { parts.doors.insert(.init(transport: port.transport, port: number)) }
    if numbers.isEmpty { parts.transports.insert(port.transport) }
  }

  private func targetNumbers(_ port: ServicePort) -> Set<UInt16> {
    switch port.targetPort {
    case .number(let number): return [number]
    case .name(let name):
      let own = map.pods.filter { $0.namespace == port.namespace }.flatMap(\.containerPorts)
      return Set(own.filter { $0.name == name && $0.transport == port.transport }.map(\.port))
    }
  }
}

/// Pods and nodes.
extension KernelFilterScope {
  /// As the one that is dialled: its own address, and every entrance that leads to it. Also the Service's other
  /// endpoints: a connection may be translated to one and then, when its entry is lost, to another.
  private mutating func addServer(_ id: PodID) {
    addClient(id)
    for service in map.services(of: id) { addService(service) }
    addHostPorts(map[id]) { _ in true }
  }

  /// A hostPort is answered on every address of the node.
  private mutating func addHostPorts(_ pod: PodInfo, where isAsked: (ContainerPort) -> Bool) {
    for port in pod.hostPorts where isAsked(port) {
      guard let number = port.hostPort else { continue }
      parts.doors.insert(.init(transport: port.transport, port: number))
    }
  }

  private mutating func addClient(_ id: PodID) {
    let pod = map[id]
    parts.hosts.formUnion(pod.ips)
    if pod.ips.isEmpty { captureAll("the address of Pod \(pod.namespace)/\(pod.name) is not in the objects") }
    if pod.hostNetwork {
      notes.append("Pod \(pod.namespace)/\(pod.name) has its node's address: all of that comes through")
    }
  }

  /// Where a client leaves its node, or enters by another's nodePort, it may be masqueraded: behind it stands any address
  /// of any node, and neither the client nor a Service can be told any more.
  private mutating func addTranslatedClients() {
    guard !isClientKnown else { return }
    isClientKnown = true
    guard map.hasNodeObjects else {
      return captureAll("without Nodes in the objects nobody knows the addresses that clients are masqueraded with")
    }
    for node in map.nodes { parts.hosts.formUnion(node.addresses + node.gatewayAddresses) }
    notes.append("all traffic of the nodes' own addresses comes through, for clients are masqueraded with them")
  }

  private mutating func addNodes(_ pattern: NamePattern, _ criterion: Criterion) {
    if criterion.field == .node, let host, pattern.matches(host) {
      return captureAll("node \(host) captures here, and every path that it sees is asked for")
    }
    let nodes = map.nodeIDs.filter { pattern.matches(map[$0].name) }
    require(!nodes.isEmpty, criterion)
    for node in nodes {
      parts.hosts.formUnion(map[node].addresses + map[node].gatewayAddresses)
      parts.blocks.formUnion(map[node].podCIDRs)
      for pod in map.podIDs where map[pod].node == node && !map[pod].ips.isEmpty {
        criterion.field.side == .from ? addClient(pod) : addServer(pod)
      }
    }
    if criterion.field.side != .to { addTranslatedClients() }
    // Dialled at this node, they may end at any other.
    if criterion.field.side != .from {
      for id in map.servicePortIDs where map[id].isEnteredFromOutside { addService(id) }
    }
  }
}

extension ServicePort {
  fileprivate func leads(to socket: Socket?) -> Bool {
    guard let socket else { return true }
    return backends.contains {
      $0.socket.map { $0.ip == socket.ip && ($0.port == socket.port || $0.port == 0) } ?? true
    }
  }

  fileprivate var isEnteredFromOutside: Bool {
    nodePort != nil || awaitsNodePort || !loadBalancerIPs.isEmpty || !externalIPs.isEmpty
  }
}
