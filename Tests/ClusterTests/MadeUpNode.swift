import Wire

@testable import Cluster

/// Networks of nodes as CNIs make them, in few words. Devices are numbered from 1 in the order they are added.
struct MadeUpNode {
  private(set) var network = NodeNetwork()

  /// The device added last.
  var last: NodeDevice { network.devices[network.devices.count - 1] }

  init() {
    add("lo", nil, at: ["127.0.0.1/8", "::1/128"])
    network.devices[0].isLoopback = true
  }

  /// - Parameters:
  ///   - over: device below it, or the other end of its cable.
  ///   - port: the device that it is a port of.
  ///   - peer: number of the namespace that its other end is in.
  mutating func add(
    _ name: String, _ kind: String?, at addresses: [String] = [], over: String? = nil, port: String? = nil,
    peer: Int32? = nil, isUp: Bool = true, hasCarrier: Bool = true
  ) {
    var device = NodeDevice(index: UInt32(network.devices.count + 1), name: name, kind: kind)
    device.addresses = addresses.compactMap(Self.address)
    device.lower = over.flatMap { network.device(named: $0)?.index }
    device.master = port.flatMap { network.device(named: $0)?.index }
    device.peerNamespace = peer
    (device.isUp, device.hasCarrier) = (isUp, hasCarrier)
    network.devices.append(device)
  }

  mutating func route(_ prefix: String, _ device: String, via gateway: String? = nil) {
    guard let destination = IPPrefix(prefix), let device = network.device(named: device) else { return }
    network.routes.append(
      NodeRoute(destination: destination, device: device.index, gateway: gateway.flatMap { IPAddress($0) }))
  }

  /// So many pods' cables.
  mutating func addPods(_ count: Int, _ name: (Int) -> String = { "veth\($0)a" }, port: String? = nil) {
    for number in 0..<count { add(name(number), "veth", port: port, peer: Int32(number)) }
  }

  private static func address(_ text: String) -> DeviceAddress? {
    let parts = text.split(separator: "/")
    guard parts.count == 2, let address = IPAddress(String(parts[0])), let length = Int(parts[1]) else { return nil }
    return DeviceAddress(address, length: length)
  }

  static func hardware(_ address: String = "192.168.50.11/24", gateway: String = "192.168.50.1") -> MadeUpNode {
    var node = MadeUpNode()
    node.add("eth0", nil, at: [address])
    node.route(gateway.contains(":") ? "::/0" : "0.0.0.0/0", "eth0", via: gateway)
    return node
  }

  static func flannel(pods: Int = 2) -> MadeUpNode {
    var node = hardware()
    node.add("flannel.1", "vxlan", at: ["10.244.1.0/32"], over: "eth0")
    node.add("cni0", "bridge", at: ["10.244.1.1/24"])
    node.addPods(pods, port: "cni0")
    node.route("10.244.1.0/24", "cni0")
    node.route("10.244.2.0/24", "flannel.1", via: "10.244.2.0")
    return node
  }
}
