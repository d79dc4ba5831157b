import Capture
import Testing
import Wire

@Suite struct TapNamingTests {
  static let hosts = ["n1", "node1", "node1-a", "nginx-5fb8754fd7-qxhtf", "web-0", "worker-eth0"]

  /// File, host (with ? when unknown), interface (`-` when the name has none).
  @Test(arguments: [
    ("node1_eth0.pcap", "node1", "eth0"), ("/tmp/x_y/node9_ens3.pcap.gz", "node9", "ens3"),
    ("pod-nginx-5fb8754fd7-qxhtf_eth0.pcap", "pod-nginx-5fb8754fd7-qxhtf", "eth0"),
    ("n1-veth-pb.pcap", "n1", "veth-pb"), ("n2-flannel.1.pcap", "n2", "flannel.1"),
    ("n2-flannel-v6.1.pcapng", "n2", "flannel-v6.1"), ("node-7-cali0a1b2c3d4e5.cap", "node-7", "cali0a1b2c3d4e5"),
    ("ip-10-0-0-1.ec2.internal-eth0.pcap", "ip-10-0-0-1.ec2.internal", "eth0"), ("n3-any.dmp", "n3", "any"),
    ("n3-cilium_vxlan.pcap", "n3", "cilium_vxlan"), ("n3_cilium_host.pcap", "n3", "cilium_host"),
    ("n3-vxlan.calico.pcap", "n3", "vxlan.calico"), ("n3-br-1a2b3c.pcap", "n3", "br-1a2b3c"),
    ("n3-enp0s3.100.pcap3", "n3", "enp0s3.100"), ("n3-docker0.pcap12", "n3", "docker0"), ("n3-wg0", "n3", "wg0"),
    ("n3-tunl0.PCAP", "n3", "tunl0"), ("n3-lo.pcap", "n3", "lo"),
    ("node1-a-port7.pcap", "node1-a", "port7"), ("node1-b-eth0.pcap", "node1", "b-eth0"),
    ("nginx-5fb8754fd7-qxhtf-side.pcap", "nginx-5fb8754fd7-qxhtf", "side"),
    ("web-0.pcap", "web-0", "-"), ("node1.pcapng", "node1", "-"), ("worker-eth0.pcap", "worker-eth0", "-"),
    ("node2.pcapng", "node2?", "-"), ("eth0.pcap", "eth0?", "eth0"), ("trace.2024.pcap", "trace.2024?", "-"),
    ("-", "stdin?", "-"), ("_eth0.pcap", "_eth0?", "-"), ("n1_.pcap", "n1_?", "-"), (".pcap", ".pcap?", "-"),
    ("node-california.pcap", "node-california?", "-"), ("", "?", "-"),
  ])
  func fileNames(file: String, host: String, interface: String) {
    let tap = TapNaming(knownHosts: Self.hosts).tap(of: file)
    #expect(tap.host + (tap.isHostKnown ? "" : "?") == host)
    #expect(tap.interface ?? "-" == interface)
  }

  @Test func unknownHostsStayApart() {
    let taps = TapNaming().taps(of: ["a/x.pcap", "b/x.pcap", "x-eth0.pcap", "c/x.pcap"])
    #expect(taps.map(\.host) == ["x#2", "x#3", "x", "x#4"])
    #expect(taps.map(\.isHostKnown) == [false, false, true, false])
  }

  @Test func overridesMatchAPathOrItsLastComponent() throws {
    let naming = TapNaming(overrides: [
      try TapOverride(parsing: "a/x.pcap=node1/eth0"), try TapOverride(parsing: "y=z_lo.pcap=node2"),
      try TapOverride(parsing: "none.pcap=node3"),
    ])
    let paths = ["a/x.pcap", "b/x.pcap", "c/y=z_lo.pcap"]
    #expect(naming.taps(of: paths).map(\.host) == ["node1", "x", "node2"])
    #expect(naming.taps(of: paths).map(\.interface) == ["eth0", nil, "lo"])
    #expect(naming.unusedOverrides(for: paths).map(\.file) == ["none.pcap"])
  }

  @Test(arguments: [
    ("x.pcap", TapOverrideError.Code.noEquals), ("=n/eth0", .noFile), ("x=", .noHost), ("x=/eth0", .noHost),
    ("x=n/", .noInterface), ("x=n/eth0/1", .tooManySlashes), ("", .noEquals),
  ])
  func wrongOverrides(text: String, code: TapOverrideError.Code) {
    let error = #expect(throws: TapOverrideError.self) { try TapOverride(parsing: text) }
    #expect(error?.code == code)
    #expect(error?.description.hasPrefix("--tap \(text): ") == true)
  }

  @Test func namesOfTheFileCountMore() {
    let tap = TapNaming().tap(of: "node1_eth0.pcapng")
    #expect(tap.interfaceName(inFile: "cni0", index: 3) == "cni0")
    #expect(tap.interfaceName(inFile: "", index: 3) == "eth0")
    #expect(TapNaming().tap(of: "node1.pcapng").interfaceName(inFile: "", index: 3) == "if3")
  }

  @Test(arguments: [
    (1 as UInt16, "EN10MB", "Ethernet"), (101, "RAW", "Raw IP"), (12, "RAW", "Raw IP"),
    (113, "LINUX_SLL", "Linux cooked v1"), (276, "LINUX_SLL2", "Linux cooked v2"),
    (65_000, "LINKTYPE 65000", "LINKTYPE 65000"),
    (11, "LINKTYPE 11", "LINKTYPE 11"), (228, "IPV4", "Raw IPv4"),
  ])
  func linkTypes(value: UInt16, name: String, description: String) {
    #expect(LinkType(rawValue: value).name == name)
    #expect(LinkType(rawValue: value).describedName == description)
  }
}
