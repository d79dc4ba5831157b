import Testing

@testable import Capture

/// Which names look like parts of one capture.
@Suite struct RotatedNamesTests {
  @Test(
    "tcpdump -C, -W and -G, dumpcap -b, logrotate",
    arguments: [
      ["x.pcap", "x.pcap1", "x.pcap12"], ["n1_eth0.pcap00", "n1_eth0.pcap01"],
      ["x-20261125-101500.pcap", "x-20261125-101600.pcap"],
      ["x_2026-11-25_10:15:00.pcap", "x_2026-11-25_10:16:00.pcap"],
      ["x-20261125T101500Z.pcap", "x-20261125T101600Z.pcap"], ["x.1795398611.pcap", "x.1795398611.pcap1"],
      ["x_00001_20261125101500.pcapng", "x_00002_20261125101502.pcapng"],
      ["x_20261125101500_00001.pcapng.gz", "x_20261125101502_00002.pcapng.gz"], ["x.pcap", "x.pcap.1", "x.pcap.2"],
      ["d/x.pcap0", "d/x.pcap1"],
    ])
  func together(names: [String]) {
    #expect(RotatedNames.groups(names) == names.map { _ in 0 })
  }

  @Test(
    "Other hosts, interfaces and folders are other captures",
    arguments: [
      ["worker-1.pcap", "worker-2.pcap"], ["n1_eth0.pcap", "n1_eth1.pcap"], ["a/x.pcap", "b/x.pcap"],
      ["10.244.1.5.pcap", "10.244.1.6.pcap"], ["node-2026.pcap", "node-2027.pcap"], ["-", "-"],
      ["20261125.pcap", "20261126.pcap"],
    ])
  func apart(names: [String]) {
    #expect(RotatedNames.groups(names) == Array(names.indices))
  }

  @Test("The host is named without the part's number and time")
  func hosts() {
    let naming = TapNaming()
    #expect(naming.tap(of: "worker-1_eth0_00001_20261125101500.pcapng").host == "worker-1")
    #expect(naming.tap(of: "worker-1_eth0_00001_20261125101500.pcapng").interface == "eth0")
    let taps = naming.taps(of: ["x.pcap", "y.pcap", "x.pcap1"])
    #expect(taps.map(\.host) == ["x", "y", "x"])
  }
}
