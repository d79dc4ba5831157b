import Cluster
import Wire

/// The other ways: over two nodes' NAT, from a node's own process, to a hostPort, out of the cluster, to a node.
extension Itinerary {
  mutating func trombone() -> Journey? {
    guard let client = pod(), let service = service(isLocal: false) else { return nil }
    let home = world.pods[client].node
    let others = world.nodes.indices.filter { $0 != home }
    guard !others.isEmpty, let pod = endpoint(world.endpoints(of: service).filter { $0 != client }) else { return nil }
    let other = others[Int(wish.port) % others.count]
    let front = Socket(world.nodes[other].address[wish.family], service.nodePort)
    var trip = trip(from: world.pods[client].address[wish.family], to: front)
    trip.describe { $0.service = service.name }
    trip.pass(
      home, .pod(client), .wire, to: nil, world.egressIsRandom ? .random : .keepingPort, &conntrack, &random)
    trip.reach(pod, on: service.targetPort, from: other, .wire, .random, &conntrack, &random)
    return trip.journey
  }

  mutating func fromNode() -> Journey? {
    guard let service = service() else { return nil }
    let node = node()
    guard let pod = endpoint(world.endpoints(of: service)) else { return nil }
    var trip = trip(
      from: world.nodes[node].address[wish.family], to: Socket(service.clusterIP[wish.family], service.port))
    trip.describe { $0.service = service.name }
    trip.reach(pod, on: service.targetPort, from: node, .process, .random, &conntrack, &random)
    return trip.journey
  }

  mutating func toHostPort() -> Journey? {
    guard wish.transport == .tcp else { return nil }
    let pods = world.ordinaryPods.filter { world.pods[$0].hostPort != nil }
    guard let pod = endpoint(pods), let hostPort = world.pods[pod].hostPort else { return nil }
    let node = world.pods[pod].node
    let client = outsider()
    var trip = trip(
      from: client.address[wish.family], to: Socket(world.nodes[node].address[wish.family], hostPort))
    trip.describe {
      $0.origin = client.host
      $0.distance = client.distance
    }
    trip.reach(pod, on: 8080, from: node, .wire, .none, &conntrack, &random)
    return trip.journey
  }

  mutating func egress() -> Journey? {
    guard let client = pod() else { return nil }
    let server = outsider()
    var trip = trip(
      from: world.pods[client].address[wish.family],
      to: Socket(server.address[wish.family], isEcho ? wish.port : 443))
    trip.describe {
      $0.target = server.host
      $0.distance = server.distance
    }
    let masquerade: Trip.Masquerade = world.egressIsRandom ? .random : .keepingPort
    trip.pass(world.pods[client].node, .pod(client), .wire, to: nil, masquerade, &conntrack, &random)
    return trip.journey
  }

  mutating func toHostNetwork() -> Journey? {
    guard let service = service(hostNetwork: true) else { return nil }
    let client = outsider()
    let node = node()
    guard let pod = endpoint(world.endpoints(of: service)) else { return nil }
    var trip = trip(
      from: client.address[wish.family], to: Socket(world.nodes[node].address[wish.family], service.nodePort))
    trip.describe {
      $0.service = service.name
      $0.origin = client.host
      $0.distance = client.distance
    }
    trip.reach(pod, on: service.targetPort, from: node, .wire, .random, &conntrack, &random)
    return trip.journey
  }

  /// A node's own service: no NAT, two machines.
  mutating func toNode() -> Journey? {
    let client = outsider()
    let node = node()
    var trip = trip(
      from: client.address[wish.family],
      to: Socket(world.nodes[node].address[wish.family], isEcho ? wish.port : 22))
    trip.describe {
      $0.origin = client.host
      $0.distance = client.distance
    }
    trip.pass(node, .wire, .process, to: nil, .none, &conntrack, &random)
    return trip.journey
  }
}
