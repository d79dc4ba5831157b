import Testing
import Wire

@testable import Cluster

/// Which Node a machine is.
@Suite struct NodeNamingTests {
  private func node(_ name: String, _ addresses: String...) -> NodeInfo {
    var node = NodeInfo(name: name)
    node.addresses = addresses.compactMap { IPAddress($0) }
    return node
  }

  private var nodes: [NodeInfo] {
    [node("worker-1", "192.168.50.11", "2001:db8::11"), node("worker-2", "192.168.50.12")]
  }

  private func name(
    given: String? = nil, environment: String? = nil, _ addresses: [String], hostname: String = "ip-10-0-0-1",
    nodes: [NodeInfo]? = nil
  ) -> NodeNaming {
    NodeNaming(
      given: given, environment: environment, addresses: addresses.compactMap { IPAddress($0) }, hostname: hostname,
      nodes: nodes ?? self.nodes)
  }

  @Test("What is said counts first, then NODE_NAME, then an address, then the host's own name in small letters")
  func order() throws {
    let own = ["127.0.0.1", "192.168.50.11"]
    let address = try #require(IPAddress("192.168.50.11"))
    #expect(name(given: "worker-1", environment: "worker-2", own).source == .given)
    #expect(name(environment: "worker-1", own).source == .environment)
    let found = name(own)
    #expect(found.name == "worker-1" && found.source == .address(address) && found.doubt == nil)
    let host = name([], hostname: "Worker-2")
    #expect(host.name == "worker-2" && host.source == .hostname && host.doubt == nil)
    #expect(name(given: "", environment: "", own).name == "worker-1")
  }

  @Test("IPv6 addresses count; loopback and link-local ones, which every machine has, do not")
  func addresses() {
    #expect(name(["2001:db8::11"]).name == "worker-1")
    let shared = [node("a", "127.0.0.1"), node("b", "fe80::1"), node("c", "169.254.1.1")]
    #expect(name(["127.0.0.1", "fe80::1", "169.254.1.1"], nodes: shared).name == "ip-10-0-0-1")
  }

  @Test("Without a map there is nothing to doubt")
  func withoutMap() {
    let found = name(["10.0.0.1"], hostname: "node", nodes: [])
    #expect(found.name == "node" && found.doubt == nil)
  }

  @Test("What contradicts the map is told, and what was said stays")
  func doubts() {
    let other = name(given: "worker-2", ["192.168.50.11"])
    #expect(other.name == "worker-2")
    #expect(
      other.doubt == "This machine has 192.168.50.11, an address of Node worker-1, and is called worker-2.")
    #expect(
      name(environment: "wroker-1", []).doubt
        == "The map has no Node wroker-1, and none with an address of this machine: worker-1, worker-2 may be meant (--node-name)."
    )
    #expect(name([]).doubt?.hasSuffix("--node-name says which it is.") == true)
    // Behind NAT a machine does not have its Node's address, and that is no contradiction.
    #expect(name(given: "worker-1", ["10.9.9.9"]).doubt == nil)
  }

  @Test("Two Nodes with addresses of this machine, as a virtual address makes them: the host's name decides, or nobody")
  func ambiguous() {
    let both = ["192.168.50.11", "192.168.50.12"]
    #expect(name(both, hostname: "worker-2").name == "worker-2")
    let undecided = name(both)
    #expect(undecided.name == "ip-10-0-0-1")
    #expect(
      undecided.doubt == "Nodes worker-1, worker-2 have addresses of this machine: say which it is with --node-name.")
  }
}
