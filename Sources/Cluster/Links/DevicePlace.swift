/// Where on a machine a network interface sits: what its packets can show.
public enum DevicePlace: String, Sendable, Hashable, CaseIterable {
  /// Towards other machines: before DNAT, and encapsulated.
  case uplink
  /// The pods' bridge: behind the node's rewriting of what comes in, before none of what pods send.
  case bridge
  /// A pod's own end of a cable, or the node's end of it.
  case pod
  /// Where an overlay's packets come out of their encapsulation.
  case tunnel
  /// All interfaces at once.
  case any
  case loopback
  /// Holds addresses only: `kube-ipvs0`, `nodelocaldns`, `dummy0`.
  case addresses
  case unknown
}

extension DevicePlace {
  /// - Parameters:
  ///   - name: of the interface; untrusted text. A name that says where it sits is believed before the kind of device: the
  ///     uplink of a node in a container is a `veth`, too.
  ///   - link: what the host said of it.
  ///   - isPod: the host is a pod's own network.
  public init(name: String, link: Link?, isPod: Bool) {
    let named = Self.named(name)
    if isPod, named == .uplink || name.hasPrefix("eth") {
      self = .pod
    } else {
      self = named ?? link.flatMap { Self.kind($0) } ?? .unknown
    }
  }

  private static func kind(_ link: Link) -> DevicePlace? {
    switch link.kind {
    case "veth", "netkit": .pod
    case "bridge": .bridge
    case "vxlan", "geneve", "ipip", "ip6tnl", "sit", "gre", "gretap", "ip6gre", "ip6gretap", "erspan", "wireguard":
      .tunnel
    case "dummy": .addresses
    case "bond", "team": .uplink
    default: nil
    }
  }

  private static func named(_ name: String) -> DevicePlace? {
    switch name {
    case "lo": return .loopback
    case "any": return .any
    case "kube-bridge", "weave", "cni-podman0", "cilium_host", "cilium_net", "antrea-gw0": return .bridge
    case "kube-ipvs0", "nodelocaldns": return .addresses
    default: return beginnings.first { name.hasPrefix($0.0) && fits(name.dropFirst($0.0.count), $0.1) }?.2
    }
  }

  /// Longer beginnings first: `vethX` is no `eth`, `flannel.1` no `fl…`.
  private static let beginnings: [(String, Rest, DevicePlace)] = [
    ("veth", .anything, .pod), ("cali", .anything, .pod), ("lxc", .anything, .pod), ("azv", .anything, .pod),
    ("eni", .letters, .pod), ("tap", .letters, .pod),
    ("flannel", .anything, .tunnel), ("vxlan", .anything, .tunnel), ("geneve", .anything, .tunnel),
    ("genev_sys", .anything, .tunnel), ("cilium_vxlan", .anything, .tunnel), ("cilium_geneve", .anything, .tunnel),
    ("cilium_wg", .anything, .tunnel), ("wireguard.", .anything, .tunnel), ("wg-v6.", .anything, .tunnel),
    ("tunl", .number, .tunnel), ("ip6tnl", .number, .tunnel), ("sit", .number, .tunnel), ("gre", .anything, .tunnel),
    ("ipip", .number, .tunnel), ("wg", .number, .tunnel), ("antrea-tun", .number, .tunnel),
    ("erspan", .number, .tunnel),
    ("cni", .number, .bridge), ("cbr", .number, .bridge), ("docker", .number, .bridge), ("br-", .anything, .bridge),
    ("br", .number, .bridge), ("bridge", .number, .bridge), ("virbr", .number, .bridge),
    ("dummy", .number, .addresses),
    ("eth", .number, .uplink), ("ens", .number, .uplink), ("enp", .number, .uplink), ("eno", .number, .uplink),
    ("enx", .letters, .uplink), ("enP", .number, .uplink), ("en", .number, .uplink), ("em", .number, .uplink),
    ("bond", .number, .uplink), ("team", .number, .uplink), ("ib", .number, .uplink), ("wl", .anything, .uplink),
    ("p", .number, .uplink),
  ]

  private enum Rest { case number, letters, anything }

  private static func fits(_ rest: Substring, _ wanted: Rest) -> Bool {
    switch wanted {
    case .number: rest.utf8.first.map { (0x30...0x39).contains($0) } ?? false
    case .letters: !rest.isEmpty && rest.allSatisfy(\.isHexDigit)
    case .anything: true
    }
  }
}
