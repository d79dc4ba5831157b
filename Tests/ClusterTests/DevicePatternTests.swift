import Testing

@testable import Cluster

/// `-i`.
@Suite struct DevicePatternTests {
  private func picks(_ text: String, _ node: MadeUpNode = .flannel()) throws -> [String] {
    try DeviceChoice.choose(network: node.network, asked: DevicePattern.parse(text)).picked.map(\.device.name)
  }

  private func problem(_ text: String, _ node: MadeUpNode = .flannel()) -> String? {
    do {
      _ = try picks(text, node)
      return nil
    } catch let problem as DeviceProblem {
      return problem.sentence
    } catch {
      return "another error"
    }
  }

  @Test(
    "What each finds",
    arguments: [
      ("eth0", ["eth0"]), ("lo", ["lo"]), ("2", ["eth0"]), ("eth0,cni0", ["eth0", "cni0"]), ("any", ["any"]),
      ("eth0,any", ["any"]), ("veth*", ["veth0a", "veth1a"]), ("*.1", ["flannel.1"]), ("veth?a", ["veth0a", "veth1a"]),
      ("all-veth", ["veth0a", "veth1a"]), ("all-pods", ["veth0a", "veth1a"]), ("all-bridges", ["cni0"]),
      ("all-tunnels", ["flannel.1"]), ("uplink", ["eth0"]), ("uplink,all-tunnels", ["eth0", "flannel.1"]),
      ("all", ["lo", "eth0", "flannel.1", "cni0", "veth0a", "veth1a"]), ("azv*", []),
    ])
  func finds(_ text: String, _ names: [String]) throws {
    #expect(try picks(text) == names)
  }

  @Test("A device that is called like a word or a number comes first")
  func calledLikeWords() throws {
    var node = MadeUpNode.flannel()
    node.add("uplink", nil)
    node.add("2", nil)
    #expect(try picks("uplink", node) == ["uplink"])
    #expect(try picks("2", node) == ["2"])
  }

  @Test("An unknown name or number is an error with what may be meant; an empty one, too")
  func unknown() {
    #expect(
      problem("etho") == "-i etho: there is no such device: eth0 may be meant; -D lists those that there are")
    #expect(problem("all_pods")?.contains("all-pods may be meant") == true)
    #expect(problem("99") == "-i 99: there is no such device; -D lists those that there are")
    #expect(problem("99999999999999999999")?.contains("no such device") == true)
    #expect(problem("eth0,,lo") == "-i eth0,,lo: a device's name is missing: -D lists them")
    #expect(problem("") != nil)
  }

  @Test("What fits nothing yet is told, and what appears later is wanted")
  func later() throws {
    var node = MadeUpNode.flannel(pods: 0)
    let choice = try DeviceChoice.choose(network: node.network, asked: DevicePattern.parse("eth0,veth*,all-pods"))
    #expect(choice.unmatched == [.glob("veth*"), .word(.allPods)])
    #expect(choice.words == "on uplink eth0; nothing fits veth*, all-pods yet")
    node.addPods(1, port: "cni0")
    #expect(choice.wants(node.last, in: node.network)?.reason == "asked for: veth*")
    #expect(choice.wants(try #require(node.network.device(named: "cni0")), in: node.network) == nil)
  }

  @Test("By name a device is opened though it is down; by a pattern when it comes up")
  func down() throws {
    var node = MadeUpNode()
    node.add("eth7", nil, isUp: false)
    #expect(try picks("eth7", node) == ["eth7"])
    #expect(try picks("eth*", node) == [])
  }

  @Test(
    "Globs",
    arguments: [
      ("*", "", true), ("a*b*c", "aXbXbc", true), ("a*b", "ab", true), ("a*b", "abc", false), ("?", "", false),
    ])
  func globs(_ pattern: String, _ name: String, _ fits: Bool) {
    #expect(GlobPattern(pattern).matches(name) == fits)
  }

  @Test("A hostile pattern takes no exponential time")
  func hostileGlob() {
    let pattern = GlobPattern(String(repeating: "a*", count: 200) + "b")
    #expect(!pattern.matches(String(repeating: "a", count: 4000)))
  }
}
