/// What a device is, in a few words: for recordings, `-D` and the screen. Names in it are untrusted text.
extension NodeDevice {
  /// `veth, peer in namespace 3, port of cni0`; `vxlan over eth0`; `bridge of 12 ports`; `bond of eth0, eth1`.
  public func words(in network: NodeNetwork) -> String {
    var parts = [kindWords(network)]
    if let peerNamespace { parts.append("peer in namespace \(peerNamespace)") }
    if let master = master.flatMap(network.device) {
      parts.append(master.kind == "vrf" ? "in VRF \(master.name)" : "port of \(master.name)")
    }
    if !isUp { parts.append("down") }
    return parts.joined(separator: ", ")
  }

  private func kindWords(_ network: NodeNetwork) -> String {
    let ports = network.devices.filter { $0.master == index }
    switch kind {
    case nil: return isLoopback ? "loopback" : index == 0 ? "all devices" : "hardware"
    case "bridge": return "bridge of \(ports.count) port\(ports.count == 1 ? "" : "s")"
    case "bond", "team": return "\(kind ?? "") of \(ports.map(\.name).joined(separator: ", "))"
    case let kind?:
      guard peerNamespace == nil, let below = lower.flatMap(network.device), below.index != index else { return kind }
      return kind == "veth" ? "veth to \(below.name)" : "\(kind) over \(below.name)"
    }
  }
}
