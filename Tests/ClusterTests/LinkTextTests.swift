import Cluster
import Testing

/// What `ip -j link` says, and where devices sit.
@Suite struct LinkTextTests {
  private func table(_ text: String, host: String = "node-1") throws -> LinkTable {
    var table = LinkTable()
    try LinkText.load(Array(text.utf8), name: "ip-link-node-1.json", host: host, into: &table)
    return table
  }

  /// As iproute2 6.1 prints it, most members left out.
  private static let detailed = #"""
    [{"ifindex":1,"ifname":"lo","flags":["LOOPBACK","UP"],"mtu":65536,"link_type":"loopback","promiscuity":0},
     {"ifindex":2,"ifname":"eth0","mtu":1500,"link_type":"ether","linkinfo":{"info_kind":"veth"}},{},
     {"ifindex":4,"ifname":"cni0","linkinfo":{"info_kind":"bridge","info_data":{"forward_delay":1500}}},
     {"ifindex":5,"link_index":2,"ifname":"weird9","master":"cni0","linkinfo":{"info_kind":"veth"}}]
    """#

  @Test("Numbers have names, kinds and masters on their host only")
  func names() throws {
    let links = try table(Self.detailed)
    #expect(links.link(host: "node-1", index: 2)?.name == "eth0")
    #expect(links.link(host: "node-1", index: 5) == Link(index: 5, name: "weird9", kind: "veth", master: "cni0"))
    #expect(links.link(host: "node-1", index: 3) == nil)
    #expect(links.link(host: "node-2", index: 2) == nil)
    #expect(links.link(host: nil, index: 2) == nil)
    #expect(links.link(host: "node-1", name: "cni0")?.index == 4)
  }

  @Test(
    "What is no such table is refused with the command that makes one",
    arguments: [
      "", "{}", "[]", "[{}]", "[1]", #"[{"ifindex":-1,"ifname":"x"}]"#, #"[{"ifindex":1,"ifname":""}]"#, "1: lo:",
    ])
  func refused(text: String) {
    #expect(performing: { _ = try table(text) }, throws: { "\($0)".contains("ip -j -d link > ip-link-NODE.json") })
  }

  @Test(
    "A name that says where a device sits is believed before its kind",
    arguments: [
      ("eth0", "veth", false, DevicePlace.uplink), ("eth0", nil, true, .pod), ("ens5", nil, false, .uplink),
      ("cni0", nil, false, .bridge), ("veth12ab", nil, false, .pod), ("cali0123", nil, false, .pod),
      ("lxc_health", nil, false, .pod), ("flannel.1", nil, false, .tunnel), ("cilium_vxlan", nil, false, .tunnel),
      ("vxlan.calico", nil, false, .tunnel), ("lo", nil, false, .loopback), ("any", nil, false, .any),
      ("kube-ipvs0", nil, false, .addresses), ("weird9", "veth", false, .pod), ("weird9", "bridge", false, .bridge),
      ("if2", nil, false, .unknown), ("", nil, false, .unknown),
    ] as [(String, String?, Bool, DevicePlace)])
  func places(name: String, kind: String?, isPod: Bool, place: DevicePlace) {
    let link = kind.map { Link(index: 9, name: name, kind: $0) }
    #expect(DevicePlace(name: name, link: link, isPod: isPod) == place)
  }
}
