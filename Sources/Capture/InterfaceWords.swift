/// Words that look like the names of Linux network interfaces on Kubernetes nodes and in pods.
enum InterfaceWords {
  /// What a name is after its prefix.
  private enum Rest { case nothing, digit, hexadecimal, anything }

  /// Names with `_` in them, which is otherwise the separator of host and interface.
  static let withUnderscore = [
    "cilium_vxlan", "cilium_geneve", "cilium_host", "cilium_net", "cilium_wg0", "lxc_health", "genev_sys_6081",
    "vxlan_sys_4789",
  ]

  private static let families: [(prefix: String, rest: Rest)] = [
    ("any", .nothing), ("lo", .nothing), ("weave", .nothing), ("kube-bridge", .nothing), ("nodelocaldns", .nothing),
    ("ovs-system", .nothing), ("flannel-wg", .nothing), ("flannel-wg-v6", .nothing), ("vxlan.calico", .nothing),
    ("vxlan-v6.calico", .nothing), ("wireguard.cali", .nothing), ("wg-v6.cali", .nothing), ("cni-podman", .digit),
    ("eth", .digit), ("ens", .digit), ("enp", .digit), ("eno", .digit), ("enx", .hexadecimal), ("enP", .digit),
    ("en", .digit), ("em", .digit), ("p", .digit), ("bond", .digit), ("team", .digit), ("ib", .digit), ("lo", .digit),
    ("wlan", .digit), ("wlp", .digit), ("wl", .digit), ("cni", .digit), ("cbr", .digit), ("docker", .digit),
    ("br", .digit), ("virbr", .digit), ("br-", .anything), ("bridge", .digit), ("veth", .anything),
    ("cali", .hexadecimal), ("lxc", .hexadecimal), ("lxd", .hexadecimal), ("tap", .hexadecimal), ("tun", .digit),
    ("tunl", .digit), ("ip6tnl", .digit), ("sit", .digit), ("gre", .digit), ("gretap", .digit), ("erspan", .digit),
    ("ipip", .digit), ("wg", .digit), ("flannel.", .digit), ("flannel-v6.", .digit), ("vxlan", .digit),
    ("vxlan.", .digit), ("geneve", .digit), ("geneve.", .digit), ("kube-ipvs", .digit), ("dummy", .digit),
    ("antrea-gw", .digit), ("antrea-tun", .digit), ("ovn-k8s-", .anything), ("eni", .hexadecimal),
    ("azv", .hexadecimal),
    ("azure", .digit), ("macvlan", .digit), ("ipvlan", .digit), ("vlan", .digit), ("vlan.", .digit), ("ifb", .digit),
    ("nflog", .digit), ("utun", .digit),
  ]

  static func matches(_ word: Substring) -> Bool {
    if withUnderscore.contains(String(word)) { return true }
    return families.contains { family in
      guard word.hasPrefix(family.prefix) else { return false }
      let rest = word.dropFirst(family.prefix.count)
      return switch family.rest {
      case .nothing: rest.isEmpty
      case .digit: isNumbered(rest)
      case .hexadecimal: !rest.isEmpty && rest.allSatisfy(\.isHexDigit)
      case .anything: !rest.isEmpty
      }
    }
  }

  /// `0`, `0s3`, `2p1f0np0`, `0.100`, `0:1`, `4@if5`: begins with a digit, has no `-`.
  private static func isNumbered(_ rest: Substring) -> Bool {
    guard let first = rest.first, first.isASCII, first.isNumber else { return false }
    return rest.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "." || $0 == ":" || $0 == "@") }
  }
}
