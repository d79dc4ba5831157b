import Cluster
import Testing
import Trace
import Wire

/// The simulator against what a kernel did: journeys tap by tap as captured in a namespace lab (dataplane.md §1.2; the
/// lab's names of the experiments stand beside them).
@Suite struct SimulatorTests {
  private typealias Build = (inout Trip, inout Conntrack, inout SplitMix) -> Void

  /// Pods a and b on node 1, c on node 2, a client outside.
  private func lab(bridgeFilters: Bool = true) -> World {
    var world = World(overlay: .vxlan, bridgeFilters: bridgeFilters)
    for (number, name) in ["n1", "n2", "a", "b", "c", "cli"].enumerated() {
      world.hosts.append(Host(name: name, clock: number))
    }
    for net in 1...2 {
      world.nodes.append(
        Node(
          name: "n\(net)", host: net - 1, address: Addresses("192.168.50.1\(net)", "::"),
          bridge: Addresses("10.244.\(net).1", "::"), tunnel: Addresses("10.244.\(net).0", "::")))
    }
    for (index, pod) in [(0, "10.244.1.10"), (0, "10.244.1.11"), (1, "10.244.2.10")].enumerated() {
      world.pods.append(
        Pod(
          name: "p", node: pod.0, host: 2 + index, address: Addresses(pod.1, "::"), app: 0, hostNetwork: false,
          hostPort: nil))
    }
    world.outsiders.append(Outsider(host: 5, address: Addresses("192.168.50.10", "::"), distance: 0))
    return world
  }

  /// Crossings as text, with M for the port that SNAT drew, and the TTL.
  private func crossings(
    _ world: World, from: Socket, to: Socket, isReply: Bool, skipping skip: Set<Device> = [], _ build: Build
  ) -> [String] {
    var trip = Trip(world, 0, .v4, .tcp, from: from, to: to)
    var (conntrack, random) = (Conntrack(), SplitMix(seed: 7))
    build(&trip, &conntrack, &random)
    let drawn = trip.journey.transits.map(\.after.sourcePort).filter { $0 != from.port }
    return trip.journey.crossings(isReply: isReply, world).filter {
      !$0.isBridgeCopy && !skip.contains($0.place.device)
    }
    .map { crossing in
      var text = Dump.line(crossing.tuple)
      for port in drawn { text.replace(":\(port)", with: ":M") }
      let device =
        switch crossing.place.device {
        case .eth0: "eth0"
        case .cni0: "cni0"
        case .tunnel: "flannel.1"
        case .veth: "veth"
        }
      let tunnel = crossing.tunnel == nil ? "" : " vx"
      return "\(world.hosts[crossing.place.host].name)/\(device) \(crossing.leaves ? "out" : "in")\(tunnel) \(text)"
        + " \(64 - crossing.routers)"
    }
  }

  private func at(_ ip: String, _ port: UInt16) -> Socket { Socket(IPAddress(ip) ?? .unspecified, port) }

  @Test("e1: nodePort to a pod on the other node")
  func remoteNodePort() {
    let build: Build = { trip, conntrack, random in
      trip.describe { $0.origin = 5 }
      trip.reach(2, on: 8080, from: 0, .wire, .random, &conntrack, &random)
    }
    let ends = (at("192.168.50.10", 54038), at("192.168.50.11", 30082))
    #expect(
      crossings(lab(), from: ends.0, to: ends.1, isReply: false, build) == [
        "cli/eth0 out 192.168.50.10:54038>192.168.50.11:30082 64",
        "n1/eth0 in 192.168.50.10:54038>192.168.50.11:30082 64",
        "n1/flannel.1 out 10.244.1.0:M>10.244.2.10:8080 63", "n1/eth0 out vx 10.244.1.0:M>10.244.2.10:8080 63",
        "n2/eth0 in vx 10.244.1.0:M>10.244.2.10:8080 63", "n2/flannel.1 in 10.244.1.0:M>10.244.2.10:8080 63",
        "n2/cni0 out 10.244.1.0:M>10.244.2.10:8080 62", "n2/veth out 10.244.1.0:M>10.244.2.10:8080 62",
        "c/eth0 in 10.244.1.0:M>10.244.2.10:8080 62",
      ])
    #expect(
      crossings(lab(), from: ends.0, to: ends.1, isReply: true, build) == [
        "c/eth0 out 10.244.2.10:8080>10.244.1.0:M 64", "n2/veth in 10.244.2.10:8080>10.244.1.0:M 64",
        "n2/cni0 in 10.244.2.10:8080>10.244.1.0:M 64", "n2/flannel.1 out 10.244.2.10:8080>10.244.1.0:M 63",
        "n2/eth0 out vx 10.244.2.10:8080>10.244.1.0:M 63", "n1/eth0 in vx 10.244.2.10:8080>10.244.1.0:M 63",
        "n1/flannel.1 in 10.244.2.10:8080>10.244.1.0:M 63", "n1/eth0 out 192.168.50.11:30082>192.168.50.10:54038 62",
        "cli/eth0 in 192.168.50.11:30082>192.168.50.10:54038 62",
      ])
  }

  @Test("e2, b1: nodePort to a local pod, its answers half translated at the bridge or raw", arguments: [true, false])
  func localNodePort(bridgeFilters: Bool) {
    let build: Build = { $0.reach(1, on: 8080, from: 0, .wire, .random, &$1, &$2) }
    let ends = (at("192.168.50.10", 53392), at("192.168.50.11", 30081))
    let world = lab(bridgeFilters: bridgeFilters)
    #expect(
      crossings(world, from: ends.0, to: ends.1, isReply: false, build) == [
        "n1/eth0 in 192.168.50.10:53392>192.168.50.11:30081 64", "n1/cni0 out 10.244.1.1:M>10.244.1.11:8080 63",
        "n1/veth out 10.244.1.1:M>10.244.1.11:8080 63", "b/eth0 in 10.244.1.1:M>10.244.1.11:8080 63",
      ])
    let half = bridgeFilters ? "192.168.50.10:53392" : "10.244.1.1:M"
    #expect(
      crossings(world, from: ends.0, to: ends.1, isReply: true, build) == [
        "b/eth0 out 10.244.1.11:8080>10.244.1.1:M 64", "n1/veth in 10.244.1.11:8080>10.244.1.1:M 64",
        "n1/cni0 in 10.244.1.11:8080>\(half) 64", "n1/eth0 out 192.168.50.11:30081>192.168.50.10:53392 63",
      ])
  }

  @Test("e6: hairpin shows one pod's cable twice, at one TTL")
  func hairpin() {
    let build: Build = { $0.reach(0, on: 8080, from: 0, .pod(0), .random, &$1, &$2) }
    let ends = (at("10.244.1.10", 41380), at("10.96.0.56", 80))
    #expect(
      crossings(lab(), from: ends.0, to: ends.1, isReply: false, build) == [
        "a/eth0 out 10.244.1.10:41380>10.96.0.56:80 64", "n1/veth in 10.244.1.10:41380>10.96.0.56:80 64",
        "n1/veth out 10.244.1.1:M>10.244.1.10:8080 64", "a/eth0 in 10.244.1.1:M>10.244.1.10:8080 64",
      ])
    #expect(
      crossings(lab(), from: ends.0, to: ends.1, isReply: true, build) == [
        "a/eth0 out 10.244.1.10:8080>10.244.1.1:M 64", "n1/veth in 10.244.1.10:8080>10.244.1.1:M 64",
        "n1/veth out 10.96.0.56:80>10.244.1.10:41380 64", "a/eth0 in 10.96.0.56:80>10.244.1.10:41380 64",
      ])
  }

  @Test("e7: a pod to its own node's nodePort")
  func ownNodePort() {
    let build: Build = { $0.reach(2, on: 8080, from: 0, .pod(0), .random, &$1, &$2) }
    let ends = (at("10.244.1.10", 44576), at("192.168.50.11", 30082))
    #expect(
      crossings(lab(), from: ends.0, to: ends.1, isReply: false, skipping: [.eth0], build) == [
        "n1/veth in 10.244.1.10:44576>192.168.50.11:30082 64", "n1/cni0 in 10.244.1.10:44576>10.244.2.10:8080 64",
        "n1/flannel.1 out 10.244.1.0:M>10.244.2.10:8080 63", "n2/flannel.1 in 10.244.1.0:M>10.244.2.10:8080 63",
        "n2/cni0 out 10.244.1.0:M>10.244.2.10:8080 62", "n2/veth out 10.244.1.0:M>10.244.2.10:8080 62",
      ])
    #expect(
      crossings(lab(), from: ends.0, to: ends.1, isReply: true, skipping: [.eth0], build) == [
        "n2/veth in 10.244.2.10:8080>10.244.1.0:M 64", "n2/cni0 in 10.244.2.10:8080>10.244.1.0:M 64",
        "n2/flannel.1 out 10.244.2.10:8080>10.244.1.0:M 63", "n1/flannel.1 in 10.244.2.10:8080>10.244.1.0:M 63",
        "n1/cni0 out 192.168.50.11:30082>10.244.1.10:44576 62", "n1/veth out 192.168.50.11:30082>10.244.1.10:44576 62",
      ])
  }

  @Test("e9: a node's own process shows no front, and a half form in answers")
  func ownProcess() {
    let build: Build = { $0.reach(1, on: 8080, from: 0, .process, .random, &$1, &$2) }
    let ends = (at("192.168.50.11", 60788), at("192.168.50.11", 30081))
    #expect(
      crossings(lab(), from: ends.0, to: ends.1, isReply: false, skipping: [.eth0], build) == [
        "n1/cni0 out 10.244.1.1:M>10.244.1.11:8080 64", "n1/veth out 10.244.1.1:M>10.244.1.11:8080 64",
      ])
    #expect(
      crossings(lab(), from: ends.0, to: ends.1, isReply: true, skipping: [.eth0], build) == [
        "n1/veth in 10.244.1.11:8080>10.244.1.1:M 64", "n1/cni0 in 10.244.1.11:8080>192.168.50.11:60788 64",
      ])
  }

  @Test("c1: a source port whose answers another connection has is silently rewritten")
  func clash() {
    var (conntrack, random) = (Conntrack(), SplitMix(seed: 1))
    let (client, pod) = (at("10.244.1.10", 5555), at("10.244.1.11", 8080))
    let first = conntrack.bind(.same, of: client, to: pod, .tcp, on: 0, for: 0, &random)
    let second = conntrack.bind(.same, of: client, to: pod, .tcp, on: 0, for: 1, &random)
    #expect(first == client)
    #expect(second.ip == client.ip && second.port != client.port)
    #expect(conntrack.bind(.same, of: client, to: pod, .tcp, on: 1, for: 1, &random) == client)
  }
}
