import Testing
import Wire

@testable import Cluster

/// What is captured on by default, on nodes as CNIs set them up.
@Suite struct DeviceChoiceTests {
  private func picks(_ node: MadeUpNode, cluster: ClusterSide = ClusterSide()) throws -> [String] {
    let choice = try DeviceChoice.choose(network: node.network, cluster: cluster)
    #expect(choice.picked.count + choice.passedOver.count == node.network.devices.count)
    return choice.picked.map { "\($0.device.name) \($0.place.rawValue)" }
  }

  private func reason(_ name: String, _ node: MadeUpNode) throws -> String? {
    try DeviceChoice.choose(network: node.network).passedOver.first { $0.device.name == name }?.reason
  }

  @Test("flannel: uplink, tunnel and pods, not the bridge whose ports the pods are")
  func flannel() throws {
    let node = MadeUpNode.flannel()
    #expect(try picks(node) == ["eth0 uplink", "flannel.1 tunnel", "veth0a pod", "veth1a pod"])
    #expect(try reason("cni0", node) == "pods' own devices show what it shows, unrewritten")
    #expect(try reason("lo", node) == "what a process says to its own node; -i lo")
  }

  @Test("kubenet: cbr0 without a tunnel; before the first pod it is not opened either")
  func kubenet() throws {
    var node = MadeUpNode.hardware()
    node.add("cbr0", "bridge", at: ["10.10.1.1/24"])
    #expect(try picks(node) == ["eth0 uplink"])
    node.addPods(1, port: "cbr0")
    #expect(try picks(node) == ["eth0 uplink", "veth0a pod"])
  }

  @Test("A bridge with ports that are no pods' devices is opened itself")
  func plainBridge() throws {
    var node = MadeUpNode.hardware()
    node.add("cni0", "bridge", at: ["10.244.1.1/24"])
    node.add("vnet0", "tun", port: "cni0")
    #expect(try picks(node) == ["eth0 uplink", "cni0 bridge"])
  }

  @Test("Calico with IPIP: tunl0 when it is up; the fallback devices of other modules are down")
  func calicoIPIP() throws {
    var node = MadeUpNode.hardware()
    node.add("tunl0", "ipip", at: ["10.244.1.64/32"])
    node.add("ip6tnl0", "ip6tnl", isUp: false)
    node.addPods(2) { "cali\($0)f3e2a1b0cd" }
    node.route("10.244.2.0/26", "tunl0", via: "192.168.50.12")
    #expect(try picks(node) == ["eth0 uplink", "tunl0 tunnel", "cali0f3e2a1b0cd pod", "cali1f3e2a1b0cd pod"])
    #expect(try reason("ip6tnl0", node) == "down: opened when it comes up")
  }

  @Test("Calico with eBPF and VXLAN: the cable between its own two ends is no pod")
  func calicoBPF() throws {
    var node = MadeUpNode.hardware()
    node.add("bpfout.cali", "veth")
    node.add("bpfin.cali", "veth", over: "bpfout.cali")
    node.add("vxlan.calico", "vxlan", at: ["10.244.1.64/32"], over: "eth0")
    node.addPods(1) { "cali\($0)f3e2a1b0cd" }
    #expect(try picks(node) == ["eth0 uplink", "vxlan.calico tunnel", "cali0f3e2a1b0cd pod"])
    #expect(try reason("bpfin.cali", node) == "both its ends are here")
  }

  @Test("Cilium: lxc devices and cilium_vxlan, without an address; not cilium_host, whose routes lead to itself")
  func cilium() throws {
    var node = MadeUpNode.hardware()
    node.add("cilium_net", "veth")
    node.add("cilium_host", "veth", at: ["10.0.1.5/32"], over: "cilium_net")
    node.add("cilium_vxlan", "vxlan")
    node.add("lxc_health", "veth", peer: 0)
    node.addPods(1) { "lxc\($0)a2b3c4d5e6f" }
    node.add("nk1", "netkit", peer: 4)
    node.route("10.0.1.0/24", "cilium_host", via: "10.0.1.5")
    node.route("10.0.2.0/24", "cilium_host", via: "10.0.1.5")
    #expect(
      try picks(node) == [
        "eth0 uplink", "cilium_vxlan tunnel", "lxc_health pod", "lxc0a2b3c4d5e6f pod", "nk1 pod",
      ])
  }

  @Test("Antrea: pods' ports of the switch, called after pods, and the Geneve device that is a port too")
  func antrea() throws {
    var node = MadeUpNode.hardware()
    node.add("ovs-system", "openvswitch", isUp: false)
    node.add("genev_sys_6081", "geneve", port: "ovs-system")
    node.add("antrea-gw0", "openvswitch", at: ["10.10.1.1/24"])
    node.add("vxlan-test-c71a07", "veth", port: "ovs-system", peer: 1)
    node.add("en4-nginx-ab12cd", "veth", port: "ovs-system", peer: 2)
    node.route("10.10.2.0/24", "antrea-gw0", via: "10.10.2.1")
    #expect(
      try picks(node) == [
        "eth0 uplink", "genev_sys_6081 tunnel", "vxlan-test-c71a07 pod", "en4-nginx-ab12cd pod",
      ])
    #expect(try reason("antrea-gw0", node) == "pods' own devices show what it shows")
  }

  @Test("kind: the node's eth0 is a cable into another namespace, as pods' are, and still the uplink")
  func kind() throws {
    var node = MadeUpNode()
    node.add("eth0", "veth", at: ["172.18.0.3/16", "fc00:f853:ccd:e793::3/64"], peer: 0)
    node.add("vethabcd1234", "veth", at: ["10.244.1.1/32"], peer: 1)
    node.route("0.0.0.0/0", "eth0", via: "172.18.0.1")
    node.route("10.244.1.2/32", "vethabcd1234")
    #expect(try picks(node) == ["eth0 uplink", "vethabcd1234 pod"])
  }

  @Test("A laboratory's node without a default route: the map, a gateway or a tunnel says which cable leads out")
  func withoutDefaultRoute() throws {
    var node = MadeUpNode()
    node.add("up", "veth", at: ["192.168.50.11/24"], peer: 0)
    node.addPods(1)
    let other = try #require(IPAddress("192.168.50.12"))
    #expect(try picks(node) == ["up pod", "veth0a pod"])
    #expect(try picks(node, cluster: ClusterSide(nodes: [other])) == ["up uplink", "veth0a pod"])
    var routed = node
    routed.route("10.244.2.0/24", "up", via: "192.168.50.12")
    #expect(try picks(routed) == ["up uplink", "veth0a pod"])
    node.add("flannel.1", "vxlan", over: "up")
    #expect(try picks(node) == ["up uplink", "veth0a pod", "flannel.1 tunnel"])
  }

  @Test("Bond and VLAN: the upper device with the address, once")
  func bondAndVLAN() throws {
    var node = MadeUpNode()
    node.add("bond0", "bond")
    node.add("eno1", nil, port: "bond0")
    node.add("eno2", nil, port: "bond0")
    node.add("bond0.100", "vlan", at: ["192.168.50.11/24"], over: "bond0")
    node.route("0.0.0.0/0", "bond0.100", via: "192.168.50.1")
    #expect(try picks(node) == ["bond0.100 uplink"])
    #expect(try reason("eno1", node) == "port of bond0")
    #expect(try reason("bond0", node) == "below bond0.100")
  }

  @Test("A bridge that holds the node's address is the uplink, not its port")
  func bridgedUplink() throws {
    var node = MadeUpNode()
    node.add("br0", "bridge", at: ["192.168.50.11/24"])
    node.add("enp1s0", nil, port: "br0")
    node.route("0.0.0.0/0", "br0", via: "192.168.50.1")
    #expect(try picks(node) == ["br0 uplink"])
    #expect(try reason("enp1s0", node) == "port of br0")
  }

  @Test("IPv6 alone")
  func sixOnly() throws {
    var node = MadeUpNode.hardware("2001:db8::11/64", gateway: "fe80::1")
    node.add("cni0", "bridge", at: ["fd00:244:1::1/64"])
    node.addPods(1, port: "cni0")
    let choice = try DeviceChoice.choose(network: node.network)
    #expect(choice.picked.map(\.reason) == ["default route of IPv6", "pod"])
  }

  @Test("Second hardware: with an address clients may come in; without one, without carrier or down it is left out")
  func secondHardware() throws {
    var node = MadeUpNode.hardware()
    node.add("eth1", nil, at: ["10.9.0.4/24"])
    node.add("eth2", nil, at: ["fe80::2/64"])
    node.add("eth3", nil, at: ["10.8.0.4/24"], hasCarrier: false)
    node.add("eth4", nil, at: ["10.7.0.4/24"], isUp: false, hasCarrier: true)
    #expect(try picks(node) == ["eth0 uplink", "eth1 uplink"])
    #expect(try reason("eth2", node) == "no address")
    #expect(try reason("eth3", node) == "no carrier")
    node.addPods(1) { "eni\($0)a1b2c3d4e5" }
    #expect(try picks(node) == ["eth0 uplink", "eth1 uplink", "eth2 uplink", "eni0a1b2c3d4e5 pod"])
  }

  @Test("Docker beside Kubernetes: its containers are no pods, unless the map has its network as pods'")
  func nestedDocker() throws {
    var node = MadeUpNode.flannel(pods: 1)
    node.add("docker0", "bridge", at: ["172.17.0.1/16"])
    node.add("vethd0cker", "veth", port: "docker0", peer: 9)
    node.add("br-0123456789ab", "bridge", at: ["172.19.0.1/16"])
    #expect(try picks(node) == ["eth0 uplink", "flannel.1 tunnel", "veth0a pod"])
    #expect(try reason("vethd0cker", node) == "port of docker0, whose containers are no pods")
    #expect(try reason("br-0123456789ab", node) == "no ports")
    let pods = try #require(IPPrefix("172.17.0.0/24"))
    #expect(try picks(node, cluster: ClusterSide(podCIDRs: [pods])).last == "vethd0cker pod")
  }

  @Test("Devices that only hold addresses: ipvs and the local DNS")
  func addressHolders() throws {
    var node = MadeUpNode.hardware()
    node.add("kube-ipvs0", "dummy", at: ["10.96.0.1/32"], isUp: false)
    node.add("nodelocaldns", "dummy", at: ["169.254.20.10/32"])
    #expect(try picks(node) == ["eth0 uplink"])
  }

  @Test("48 pods are opened one by one, 49 by any, which then wants nothing that appears later")
  func manyPods() throws {
    #expect(try DeviceChoice.choose(network: MadeUpNode.flannel(pods: 48).network).picked.count == 50)
    var node = MadeUpNode.flannel(pods: 49)
    let choice = try DeviceChoice.choose(network: node.network)
    #expect(choice.usesAny && choice.picked.map(\.device.name) == ["any"] && choice.picked[0].place == .any)
    #expect(choice.words == "on any (49 pods' devices: one handle on all is cheaper than one each)")
    node.addPods(1) { "vethlater\($0)" }
    #expect(choice.wants(node.last, in: node.network) == nil)
  }

  @Test("A pod that comes later is wanted, with its place; Docker's container is not")
  func later() throws {
    var node = MadeUpNode.flannel()
    let choice = try DeviceChoice.choose(network: node.network)
    node.add("vethnew", "veth", port: "cni0", peer: 7)
    let pick = try #require(choice.wants(node.last, in: node.network))
    #expect(pick.place == .pod && pick.reason == "pod")
    #expect(pick.description == "veth, peer in namespace 7, port of cni0")
    node.add("docker0", "bridge")
    node.add("vethd", "veth", port: "docker0", peer: 8)
    #expect(choice.wants(node.last, in: node.network) == nil)
  }

  @Test("What a person is told")
  func words() throws {
    #expect(
      try DeviceChoice.choose(network: MadeUpNode.flannel().network).words
        == "on uplink eth0, tunnel flannel.1 and pods veth0a, veth1a; not on lo, cni0 (-D says why)")
    #expect(
      try DeviceChoice.choose(network: MadeUpNode.flannel(pods: 12).network).words
        == "on uplink eth0, tunnel flannel.1 and 12 pods; not on lo, cni0 (-D says why)")
    #expect(
      try DeviceChoice.choose(network: MadeUpNode().network).words
        == "on no device yet: those that appear are opened; not on lo (-D says why)")
  }
}
