import Wire

extension NodeObject {
  /// Annotations in which network plugins keep an address of the node itself.
  private static let nodeAnnotations: [Member] = [
    "flannel.alpha.coreos.com/public-ip", "flannel.alpha.coreos.com/public-ipv6",
    "projectcalico.org/IPv4Address", "projectcalico.org/IPv6Address",
  ]
  /// Annotations with the address of a tunnel or bridge device, which the node masquerades with.
  private static let tunnelAnnotations: [Member] = [
    "projectcalico.org/IPv4VXLANTunnelAddr", "projectcalico.org/IPv6VXLANTunnelAddr",
    "projectcalico.org/IPv4IPIPTunnelAddr", "projectcalico.org/IPv4WireguardInterfaceAddr",
    "network.cilium.io/ipv4-cilium-host", "network.cilium.io/ipv6-cilium-host",
    "io.cilium.network.ipv4-cilium-host", "io.cilium.network.ipv6-cilium-host",
  ]

  /// The second one is that of Kubernetes before 1.17.
  private static let zoneLabels = ["topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone"]

  /// `v1 Node`.
  init(_ fields: Fields) throws {
    let metadata = try fields.fields("metadata")
    name = try metadata?.name("name") ?? fields.name("metadata")
    podCIDRs = try Self.podCIDRs(fields.fields("spec"))
    let labels = try metadata?.labels("labels") ?? [:]
    zone = Self.zoneLabels.lazy.compactMap { labels[$0] }.first { !$0.isEmpty }
    try fields.fields("status")?.each("addresses") { address in
      let type = try address.text("type")
      guard type == "InternalIP" || type == "ExternalIP", let ip = try address.address("address") else { return }
      if !addresses.contains(ip) { addresses.append(ip) }
    }
    guard let annotations = try metadata?.fields("annotations") else { return }
    for ip in try Self.addresses(annotations, Self.nodeAnnotations) where !addresses.contains(ip) {
      addresses.append(ip)
    }
    tunnelAddresses = try Self.addresses(annotations, Self.tunnelAnnotations)
  }

  private static func podCIDRs(_ spec: Fields?) throws -> [IPPrefix] {
    guard let spec else { return [] }
    let several = try spec.prefixes("podCIDRs")
    guard several.isEmpty, let one = try spec.text("podCIDR") else { return several }
    guard let prefix = IPPrefix(one) else { throw spec.failure("podCIDR", "is not a CIDR block") }
    return [prefix]
  }

  /// Addresses, written with or without a prefix length; what is neither is another plugin's own business.
  private static func addresses(_ annotations: Fields, _ keys: [Member]) throws -> [IPAddress] {
    try keys.compactMap { key in
      guard let text = try annotations.text(key) else { return nil }
      return IPAddress(String(text.prefix { $0 != "/" }))
    }
  }
}
