import Wire

/// Which devices lead to other machines, and by what that is known.
struct Uplinks {
  /// Reason, by a device's index.
  private(set) var reasons: [UInt32: String] = [:]

  /// In this order; the first reason is told.
  /// 1. a default route leaves by it; 2. other nodes are reached through it; 3. a gateway is; 4. a tunnel's packets leave by it.
  init(_ network: NodeNetwork, _ cluster: ClusterSide) {
    for route in network.routes where route.destination.length == 0 {
      note(network.device(route.device), route.destination.base.isIPv4 ? "default route" : "default route of IPv6")
    }
    let own = Set(network.devices.flatMap { $0.addresses.map(\.address) })
    for node in cluster.nodes where !own.contains(node) {
      note(Self.device(towards: node, network), "leads to node \(node)")
    }
    for route in network.routes {
      guard let gateway = route.gateway, !own.contains(gateway), !Self.isGateway(network.device(route.device)) else {
        continue
      }
      note(network.device(route.device), "leads to gateway \(gateway)")
    }
    for tunnel in network.devices where TunnelKind.isOne(tunnel) && tunnel.peerNamespace == nil {
      note(tunnel.lower.flatMap(network.device), "carries \(tunnel.name)")
    }
  }

  /// A tunnel stays a tunnel, whatever leaves by it.
  private mutating func note(_ device: NodeDevice?, _ reason: String) {
    guard let device, !device.isLoopback, !TunnelKind.isOne(device), reasons[device.index] == nil else { return }
    reasons[device.index] = reason
  }

  /// Towards pods, other nodes' too: a CNI's own device, not a way out.
  private static func isGateway(_ device: NodeDevice?) -> Bool {
    device.map { $0.kind != "bridge" && DevicePlace(name: $0.name, link: nil, isPod: false) == .bridge } ?? true
  }

  /// By the longest prefix, as the kernel decides; a network on the link is a route too.
  private static func device(towards address: IPAddress, _ network: NodeNetwork) -> NodeDevice? {
    var best: (length: Int, device: UInt32)?
    func consider(_ prefix: IPPrefix?, _ device: UInt32) {
      guard let prefix, prefix.length > 0, prefix.contains(address), prefix.length > best?.length ?? 0 else { return }
      best = (prefix.length, device)
    }
    for device in network.devices { for own in device.addresses { consider(own.network, device.index) } }
    for route in network.routes { consider(route.destination, route.device) }
    return best.flatMap { network.device($0.device) }
  }
}

/// Devices whose packets come out of an encapsulation.
enum TunnelKind {
  /// A pod's cable may be called like one.
  static func isOne(_ device: NodeDevice) -> Bool {
    if let kind = device.kind, ["veth", "netkit", "bridge", "dummy", "vlan", "bond"].contains(kind) { return false }
    return DevicePlace(name: "", link: Link(index: device.index, name: "", kind: device.kind), isPod: false) == .tunnel
      || DevicePlace(name: device.name, link: nil, isPod: false) == .tunnel
  }
}
