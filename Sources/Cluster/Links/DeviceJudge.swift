import Wire

/// What a device is for on this node, and whether it belongs to a capture that nobody has given devices for.
struct DeviceJudgement: Sendable, Hashable {
  var place: DevicePlace
  /// It is captured on by default, when it is up.
  var isWanted: Bool
  /// Half a sentence: why, or why not.
  var reason: String
}

/// Judges devices of one network. The reasons of the rules are in docs/devices.md.
struct DeviceJudge {
  private let network: NodeNetwork
  private let cluster: ClusterSide
  private let uplinks: Uplinks
  private let byIndex: [UInt32: NodeDevice]
  /// Devices that are ports of another, by its index.
  private let ports: [UInt32: [NodeDevice]]
  /// The AWS VPC CNI routes pods' packets by tables of their own through hardware without an address.
  private let hasENIPods: Bool

  init(_ network: NodeNetwork, _ cluster: ClusterSide) {
    self.network = network
    self.cluster = cluster
    uplinks = Uplinks(network, cluster)
    byIndex = Dictionary(network.devices.map { ($0.index, $0) }, uniquingKeysWith: { first, _ in first })
    ports = Dictionary(grouping: network.devices.filter { $0.master != nil }) { $0.master ?? 0 }
    hasENIPods = network.devices.contains { $0.name.hasPrefix("eni") && $0.kind == "veth" }
  }

  func judge(_ device: NodeDevice) -> DeviceJudgement {
    let named = place(device)
    if device.isLoopback || named == .loopback { return no(.loopback, "what a process says to its own node; -i lo") }
    if let reason = uplinks.reasons[device.index] { return uplink(device, reason) }
    if isPod(device) { return pod(device) }
    if TunnelKind.isOne(device) { return yes(.tunnel, "tunnel") }
    if named == .addresses { return no(.addresses, "holds addresses only, no packet passes it") }
    if named == .bridge || device.kind == "bridge" { return bridge(device) }
    if named == .uplink || isHardware(device) { return hardware(device) }
    if isCable(device) { return no(.unknown, "both its ends are here") }
    return no(named, "no uplink, tunnel or pod")
  }

  private func yes(_ place: DevicePlace, _ reason: String) -> DeviceJudgement {
    DeviceJudgement(place: place, isWanted: true, reason: reason)
  }

  private func no(_ place: DevicePlace, _ reason: String) -> DeviceJudgement {
    DeviceJudgement(place: place, isWanted: false, reason: reason)
  }

  private func place(_ device: NodeDevice) -> DevicePlace {
    let link = Link(index: device.index, name: device.name, kind: device.kind)
    return DevicePlace(name: device.name, link: link, isPod: false)
  }

  // MARK: - Uplinks

  private func isHardware(_ device: NodeDevice) -> Bool { device.kind == nil && !device.isLoopback }

  /// Of a bond, bridge or VLAN the upper device is taken: it has the address, and one copy of each packet.
  private func uplink(_ device: NodeDevice, _ reason: String) -> DeviceJudgement {
    if let master = link(of: device) { return no(.uplink, "port of \(master.name)") }
    if device.addresses.isEmpty, let upper = upper(of: device) {
      return no(.uplink, "below \(upper.name), which has the address")
    }
    return yes(.uplink, reason)
  }

  private func hardware(_ device: NodeDevice) -> DeviceJudgement {
    if let master = link(of: device) { return no(.uplink, "port of \(master.name)") }
    if isHardware(device), !device.hasCarrier { return no(.uplink, "no carrier") }
    if device.addresses.contains(where: { !$0.address.isLinkLocal }) {
      return yes(.uplink, "has an address: clients may come in here")
    }
    if let upper = upper(of: device) { return no(.uplink, "below \(upper.name)") }
    return hasENIPods && isHardware(device)
      ? yes(.uplink, "no address, but pods with addresses of their own may leave by it") : no(.uplink, "no address")
  }

  /// The bond, bridge or switch that takes all its packets. A VRF only has routes of its own.
  private func link(of device: NodeDevice) -> NodeDevice? {
    device.master.flatMap { byIndex[$0] }.flatMap { $0.kind == "vrf" ? nil : $0 }
  }

  private func upper(of device: NodeDevice) -> NodeDevice? {
    network.devices.first {
      $0.lower == device.index && $0.kind == "vlan" && $0.peerNamespace == nil && !$0.addresses.isEmpty
    }
  }

  // MARK: - Pods

  /// A cable into another network namespace, unless it leads out of the node: the uplink of a node in a container (kind) is
  /// such a cable, too. Pods' cables may have any name: Antrea calls them after the pod.
  private func isPod(_ device: NodeDevice) -> Bool {
    if uplinks.reasons[device.index] != nil { return false }
    guard isCable(device) else { return place(device) == .pod }
    if place(device) == .uplink, !device.addresses.isEmpty { return false }
    return device.peerNamespace != nil || isCNIName(device)
  }

  private func isCable(_ device: NodeDevice) -> Bool { device.kind == "veth" || device.kind == "netkit" }

  private func isCNIName(_ device: NodeDevice) -> Bool {
    ["cali", "lxc", "eni", "azv"].contains { device.name.hasPrefix($0) }
  }

  private func pod(_ device: NodeDevice) -> DeviceJudgement {
    if let bridge = link(of: device), bridge.kind == "bridge", isForeign(bridge) {
      return no(.pod, "port of \(bridge.name), whose containers are no pods")
    }
    return yes(.pod, "pod")
  }

  // MARK: - Bridges

  /// Its ports show what it shows, earlier: packets that enter by the bridge are seen there behind what br_netfilter rewrote.
  private func bridge(_ device: NodeDevice) -> DeviceJudgement {
    let own = ports[device.index] ?? []
    if isForeign(device) { return no(.bridge, own.isEmpty ? "no ports" : "its containers are no pods") }
    if isGateway(device) { return no(.bridge, "pods' own devices show what it shows") }
    if own.isEmpty { return no(.bridge, "no ports yet: pods' own devices are opened when they come") }
    if own.contains(where: { isPod($0) }) { return no(.bridge, "pods' own devices show what it shows, unrewritten") }
    return yes(.bridge, "its ports are no pods' devices, but pods may be behind them")
  }

  /// Not a bridge, but the node's own way to its pods.
  private func isGateway(_ device: NodeDevice) -> Bool {
    device.kind != "bridge" && ["cilium_host", "cilium_net", "antrea-gw0"].contains(device.name)
  }

  /// Of Docker, Podman, libvirt or LXD, unless the map has its network as pods'.
  private func isForeign(_ bridge: NodeDevice) -> Bool {
    let names = ["docker", "br-", "podman", "cni-podman", "virbr", "lxdbr", "lxcbr", "incusbr"]
    guard names.contains(where: { bridge.name.hasPrefix($0) }) else { return false }
    return !bridge.addresses.contains { own in cluster.podCIDRs.contains { $0.contains(own.address) } }
  }
}
