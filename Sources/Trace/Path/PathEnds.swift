import Cluster
import Wire

/// Who dialled what, and where it ended, by the first and the last tuple of a path.
struct PathEnds {
  let client: Socket
  let front: Socket?
  let backend: Socket?

  init(_ way: Way, map: ServiceMap, at time: Int64) {
    let (head, tail) = (way.head, way.tail)
    client = Socket(head.source, head.sourcePort)
    let dialled = Socket(head.destination, head.destinationPort)
    let reached = Socket(tail.destination, tail.destinationPort)
    if !head.hasSameDestination(as: tail) {
      front = dialled
      backend = reached
    } else if Self.isVirtual(dialled, head.transport, map) {
      front = dialled
      backend = nil
    } else {
      front = Self.isHidden(way, map, at: time) ? nil : dialled
      backend = dialled
    }
  }

  /// An address that packets must be rewritten from to arrive.
  private static func isVirtual(_ socket: Socket, _ transport: TransportProtocol, _ map: ServiceMap) -> Bool {
    if map.isFront(socket, transport: transport) { return true }
    switch map.role(of: socket, transport: transport).addressKind {
    case .clusterIP, .loadBalancerIP, .externalIP: return true
    default: return false
    }
  }

  /// A node's own address speaks to a pod: what was dialled, by its process or by whom it masquerades, is not here.
  private static func isHidden(_ way: Way, _ map: ServiceMap, at time: Int64) -> Bool {
    let (head, tail) = (way.head, way.tail)
    guard head.transport != .icmp, head.transport != .icmpv6 else { return false }
    let isUnseen = tail.source == head.source || !way.headShowsRequests
    return isUnseen && map.nodeOwning(head.source) != nil && map.podOwning(head.destination, at: time) != nil
  }

  func kind(of tuple: Tuple, _ names: Resolution) -> HopKind {
    let destination = Socket(tuple.destination, tuple.destinationPort)
    if tuple.transport == .icmp || tuple.transport == .icmpv6 { return .direct }
    if destination == front, let kind = names.front?.portKind { return HopKind(kind) }
    if destination == backend, let kind = names.backend?.portKind { return HopKind(kind) }
    return .direct
  }
}

extension HopKind {
  init(_ kind: PortKind) {
    switch kind {
    case .nodePort: self = .nodePort
    case .port: self = .port
    case .targetPort: self = .targetPort
    case .hostPort: self = .hostPort
    case .containerPort: self = .containerPort
    }
  }
}
