import Cluster
import Trace
import Wire

/// Which group a path belongs to.
struct GroupNaming {
  let grouping: Grouping
  /// Addresses instead of the names of pods and nodes.
  var isNumeric = false

  func key(of path: Path, _ map: ServiceMap) -> GroupKey {
    let names = PathNames(path: path, map: map, isNumeric: isNumeric)
    return switch grouping {
    case .service: .entrance(names.dialled, names.entrance)
    case .backend: names.backendKey
    case .node: .node(names.node)
    case .client: .client(names.client, node: names.node(of: path.names.client))
    case .workload: names.workloadKey
    case .zone: names.zoneKey
    }
  }
}

/// What the ends of one path are called.
private struct PathNames {
  let path: Path
  let map: ServiceMap
  let isNumeric: Bool

  var dialled: GroupSubject {
    if let service = path.names.service { return subject(service) }
    let candidates = path.names.candidates
    if candidates.count == 1, isThroughService { return subject(candidates[0]) }
    if !candidates.isEmpty, isThroughService { return .services(candidates.map(title)) }
    return folded(path.names.backend ?? path.names.front, path.backend ?? path.front)
  }

  /// An entrance of a Service was dialled, so one of the candidates it was.
  private var isThroughService: Bool {
    switch path.names.front?.portKind {
    case .nodePort, .port: true
    default: path.backend == nil
    }
  }

  var client: GroupSubject { subject(path.names.client, path.client) }

  private func subject(_ id: ServicePortID) -> GroupSubject {
    .service(namespace: map[id].namespace, name: map[id].name)
  }

  private func title(_ id: ServicePortID) -> String { "\(map[id].namespace)/\(map[id].name)" }

  private func subject(_ role: Role?, _ socket: Socket?) -> GroupSubject {
    GroupSubject(role, socket, map, isNumeric: isNumeric)
  }

  /// What is outside, as one.
  private func folded(_ role: Role?, _ socket: Socket?) -> GroupSubject {
    role?.addressKind == .external ? .kind(.external) : subject(role, socket)
  }

  func node(of role: Role?) -> String? { nodeID(of: role).map { map[$0].name } }

  private func nodeID(of role: Role?) -> NodeID? {
    guard let role else { return nil }
    return role.node ?? (role.pods.count == 1 ? map[role.pods[0]].node : nil)
  }

  var backendNode: String? { path.backend == nil ? nil : node(of: path.names.backend) }
}

extension PathNames {
  var entrance: Entrance {
    let role = path.front == nil ? nil : path.names.front
    let port = path.transport.isPortless ? nil : path.front?.port
    var entrance = Entrance(kind: .unknown, addressKind: role?.addressKind, port: port, transport: path.transport)
    switch role?.portKind {
    case .nodePort: entrance.kind = .nodePort
    case .port: entrance.kind = .port
    case .hostPort: entrance.kind = path.front == path.backend ? .direct : .hostPort
    case .targetPort, .containerPort: entrance.kind = .direct
    case nil: if path.front != nil { entrance.kind = .direct }
    }
    entrance.target = target(entrance.kind)
    return entrance
  }

  private func target(_ kind: Entrance.Kind) -> TargetPort? {
    if let service = path.names.service { return map[service].targetPort }
    if path.names.candidates.count == 1, isThroughService { return map[path.names.candidates[0]].targetPort }
    return path.transport.isPortless ? nil : path.backend.map { .number($0.port) }
  }

  var backendKey: GroupKey {
    guard let backend = path.backend else { return .backend(dialled, nil, node: nil) }
    let socket = path.transport.isPortless ? Socket(backend.ip, 0) : backend
    return .backend(subject(path.names.backend, backend), socket, node: backendNode)
  }

  var workloadKey: GroupKey {
    guard path.backend != nil else { return .workload(dialled, isReached: false) }
    guard let role = path.names.backend, role.pods.count == 1 else {
      return .workload(folded(path.names.backend, path.backend), isReached: true)
    }
    let pod = map[role.pods[0]]
    let workload = pod.workload ?? Workload(kind: "Pod", name: pod.name)
    return .workload(.workload(namespace: pod.namespace, workload), isReached: true)
  }

  /// Where it ended; when it was not seen to get further than a node's own address, that node.
  var node: GroupPlace {
    if let node = backendNode ?? node(of: path.names.front) { return .named(node) }
    if path.backend == nil { return .nowhere }
    return path.names.backend?.addressKind == .external ? .outside : .unknown
  }

  var zoneKey: GroupKey {
    let from = zone(of: path.names.client)
    let to = path.backend == nil ? .nowhere : zone(of: path.names.backend)
    var via: String?
    if let front = path.names.front, front.addressKind == .nodeIP, path.front != path.backend {
      via = map.zone(of: front.node)
    }
    if let zone = via, from == .named(zone) { via = nil }
    return .zone(from: from, via: via, to: to)
  }

  private func zone(of role: Role?) -> GroupPlace {
    guard let role else { return .unknown }
    if let node = nodeID(of: role) { return map.zone(of: node).map(GroupPlace.named) ?? .unknown }
    return role.addressKind == .external ? .outside : .unknown
  }
}

extension GroupSubject {
  /// The pod or node that has an address, when one has; else, or when asked for, the address.
  init(_ role: Role?, _ socket: Socket?, _ map: ServiceMap, isNumeric: Bool) {
    guard let role, let socket else {
      self = .unknown
      return
    }
    if isNumeric {
      self = .address(socket.ip, role.addressKind)
    } else if role.pods.count == 1 {
      self = .pod(namespace: map[role.pods[0]].namespace, name: map[role.pods[0]].name)
    } else if role.addressKind == .nodeIP, let node = role.node {
      self = .node(map[node].name)
    } else {
      self = .address(socket.ip, role.addressKind)
    }
  }
}

extension TransportProtocol {
  var isPortless: Bool { self == .icmp || self == .icmpv6 }
}
