import Cluster
import Wire

/// Ways that begin at a pod or outside and lead to a Service.
extension Itinerary {
  mutating func fromOutside() -> Journey? {
    guard let service = service(isLocal: wish.route == .etpLocal) else { return nil }
    let node = node()
    let pods = world.endpoints(of: service).filter { !service.isLocal || world.pods[$0].node == node }
    guard let pod = endpoint(pods) else { return nil }
    let isExternal = (wish.route == .externalAddress) != wish.otherFront
    let front =
      isExternal
      ? Socket(wish.port % 2 == 0 ? service.balancerIP[wish.family] : service.externalIP[wish.family], service.port)
      : Socket(world.nodes[node].address[wish.family], service.nodePort)
    let client = outsider()
    var trip = trip(from: client.address[wish.family], to: front)
    trip.describe {
      $0.service = service.name
      $0.origin = client.host
      $0.distance = client.distance
    }
    trip.reach(pod, on: service.targetPort, from: node, .wire, service.isLocal ? .none : .random, &conntrack, &random)
    return trip.journey
  }

  mutating func fromPod() -> Journey? {
    guard let client = pod(), let service = service() else { return nil }
    let node = world.pods[client].node
    guard let pod = endpoint(endpoints(of: service, for: client)) else { return nil }
    let isHere = world.pods[pod].node == node
    let isSelf = pod == client
    let front = front(service, node, pod)
    let isTranslated = front.ip != world.pods[pod].address[wish.family]
    let masquerade: Trip.Masquerade =
      switch wish.route {
      case .podHostPort where !wish.otherFront: .keepingPort
      case .ownNodePort where !service.isLocal && !wish.otherFront: .random
      default: isSelf && isTranslated ? .random : .none
      }
    // An unfiltered bridge answers such a client directly, from an address that it never dialled.
    if isHere, isTranslated, !world.bridgeFilters, masquerade == .none { return nil }
    var trip = trip(from: world.pods[client].address[wish.family], to: front)
    let isService = isTranslated && (wish.route != .podHostPort || wish.otherFront)
    trip.describe { $0.service = isService ? service.name : nil }
    trip.reach(pod, on: isEcho ? nil : service.targetPort, from: node, .pod(client), masquerade, &conntrack, &random)
    return trip.journey
  }

  private func endpoints(of service: Service, for client: Int) -> [Int] {
    let pods = world.endpoints(of: service)
    switch wish.route {
    case .hairpin: return pods.filter { $0 == client }
    case .podHostPort:
      return pods.filter {
        world.pods[$0].node == world.pods[client].node && world.pods[$0].hostPort != nil && $0 != client
      }
    default: return pods.filter { $0 != client }
    }
  }

  private func front(_ service: Service, _ node: Int, _ pod: Int) -> Socket {
    let family = wish.family
    switch wish.route {
    case .ownNodePort where !wish.otherFront: return Socket(world.nodes[node].address[family], service.nodePort)
    case .podHostPort where !wish.otherFront:
      return Socket(world.nodes[node].address[family], world.pods[pod].hostPort ?? 0)
    case .direct where !wish.otherFront:
      return Socket(world.pods[pod].address[family], isEcho ? wish.port : service.targetPort)
    case .clusterIP where wish.otherFront: return Socket(world.pods[pod].address[family], service.targetPort)
    default: return Socket(service.clusterIP[family], service.port)
    }
  }
}
