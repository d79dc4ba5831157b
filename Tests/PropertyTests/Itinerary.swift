import Cluster
import Wire

/// A wish for one connection: which way, in which family, speaking what, from which port.
struct Wish {
  var route: Feature
  var family: Family
  var transport: TransportProtocol
  var port: UInt16
  /// Choices among pods, nodes and Services; the same choices make the same front.
  var choices: SplitMix
  /// Chooses the endpoint: what the data plane does at random for every new connection.
  var endpointChoice: Int
  /// Use the second front of the same Service: another way to the same endpoints.
  var otherFront = false
}

/// From a wish to a journey, as kube-proxy in iptables mode, flannel and portmap would route it (dataplane.md §1.2).
struct Itinerary {
  let world: World
  let connection: Int
  var wish: Wish
  var conntrack: Conntrack
  var random: SplitMix

  /// Nil when this world has no such way.
  mutating func journey() -> Journey? {
    switch wish.route {
    case .nodePort, .externalAddress, .etpLocal: fromOutside()
    case .clusterIP, .hairpin, .ownNodePort, .podHostPort, .direct: fromPod()
    case .trombone: trombone()
    case .hostProcess: fromNode()
    case .hostPort: toHostPort()
    case .egress: egress()
    case .hostNetwork: toHostNetwork()
    default: toNode()
    }
  }

  func service(isLocal: Bool? = nil, hostNetwork: Bool = false) -> Service? {
    var choices = wish.choices
    let fits = world.services(isEcho ? .tcp : wish.transport, hostNetwork: hostNetwork).filter {
      isLocal == nil || $0.isLocal == isLocal
    }
    return fits.isEmpty ? nil : choices.pick(fits)
  }

  var isEcho: Bool { wish.transport == .icmp || wish.transport == .icmpv6 }

  func endpoint(_ pods: [Int]) -> Int? { pods.isEmpty ? nil : pods[wish.endpointChoice % pods.count] }

  func outsider() -> Outsider {
    var choices = wish.choices
    return choices.pick(world.outsiders)
  }

  func node() -> Int {
    var choices = wish.choices
    _ = choices.next()
    return choices.int(0...world.nodes.count - 1)
  }

  func pod() -> Int? {
    var choices = wish.choices
    _ = choices.next()
    return world.ordinaryPods.isEmpty ? nil : choices.pick(world.ordinaryPods)
  }

  func trip(from ip: IPAddress, to front: Socket) -> Trip {
    Trip(world, connection, wish.family, wish.transport, from: Socket(ip, wish.port), to: front)
  }
}
