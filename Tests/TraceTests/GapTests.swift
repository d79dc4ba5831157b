import Cluster
import Testing
import Trace
import Wire

/// What cannot be concluded, each with a healthy twin of which it can.
@Suite struct GapTests {
  private static let client = "192.168.50.10:2000"
  private static let fromPod = "10.244.1.10:2000"

  private func gaps(_ stage: Stage, _ map: ServiceMap) -> [Gap] { stage.run(map).paths.flatMap(\.gaps) }

  private func talk(_ taps: [String], _ stops: [Conversation.Stop], packets: Range<Int> = 0..<8) -> Stage {
    var stage = Stage("n1/eth0", "n1/flannel.1")
    stage.taps = zip(taps, 0...).map { Tap(host: String($0.0.split(separator: "/")[0]), interface: $0.0, file: $0.1) }
    Conversation(stops: stops).play(&stage, at: 0, packets: packets)
    return stage
  }

  @Test("A front answered and no tap showed where it went")
  func noTapBehindFront() throws {
    let map = try SmallCluster.map()
    let front = Conversation.Stop(0, Self.client, SmallCluster.nodePort)
    let found = gaps(talk(["n1/eth0"], [front]), map)
    #expect(found.map(\.reason) == [.noTapBehindFront])
    #expect(found.map(\.about) == [.backend])
    #expect(found.first?.needs == [.podSide(node: "n1"), .conntrack(node: "n1")])
    let behind = Conversation.Stop(1, "10.244.1.0:41000", SmallCluster.pod, ttl: 63)
    #expect(gaps(talk(["n1/eth0", "n1/flannel.1"], [front, behind]), map).isEmpty)
  }

  @Test("A node's own address: for whom it spoke is not observable; a pod's speaks for itself")
  func sourceIsNode() throws {
    let map = try SmallCluster.map()
    let found = gaps(talk(["n1/flannel.1"], [.init(0, "10.244.1.0:41000", SmallCluster.pod)]), map)
    #expect(found.map(\.reason) == [.sourceIsNode])
    #expect(found.first?.needs == [.conntrack(node: "n1"), .uplink(node: "n1")])
    #expect(gaps(talk(["n1/veth"], [.init(0, Self.fromPod, "10.244.1.11:8080")]), map).isEmpty)
  }

  @Test("An endpoint reached by its own address: directly, or through its Service in the socket")
  func directOrService() throws {
    let map = try SmallCluster.map()
    let stage = talk(["n1/veth-pa"], [.init(0, Self.fromPod, SmallCluster.pod)])
    let found = gaps(stage, map)
    #expect(found.map(\.reason) == [.directOrService])
    #expect(found.first?.needs == [.client, .dataPlaneTables])
    // Even a capture in the client's own namespace cannot tell.
    let inside = talk(["pa/eth0"], [.init(0, Self.fromPod, SmallCluster.pod)])
    #expect(gaps(inside, map).first?.needs == [.dataPlaneTables])
    #expect(stage.run(map).paths.map(\.isAmbiguous) == [false])
  }

  @Test("Several Services have the endpoint: ambiguous, with the candidates")
  func severalServices() throws {
    let map = try SmallCluster.map(SmallCluster.service("twin", "10.96.0.99", 30099))
    let path = try #require(talk(["n1/veth-pa"], [.init(0, Self.fromPod, SmallCluster.pod)]).run(map).paths.first)
    #expect(path.gaps.map(\.reason) == [.severalServices])
    #expect(path.isAmbiguous)
    #expect(Set(path.names.candidates.map { map[$0].name }) == ["web", "twin"])
    // The front tells which of them it was.
    let whole = talk(
      ["n1/veth-pa", "n1/flannel.1"],
      [.init(0, Self.fromPod, SmallCluster.front), .init(1, Self.fromPod, SmallCluster.pod, ttl: 63)])
    let known = try #require(whole.run(map).paths.first)
    #expect(known.gaps.isEmpty && !known.isAmbiguous)
    #expect(known.names.service.map { map[$0].name } == "web")
  }

  @Test("The capture lost packets: silence proves nothing")
  func drops() throws {
    var stage = talk(["n1/veth"], [.init(0, Self.fromPod, "10.244.1.11:8080")], packets: 0..<1)
    #expect(gaps(stage, try SmallCluster.map()).map(\.reason) == [.unrepeated])
    stage.losses = [0: 17]
    let found = gaps(stage, try SmallCluster.map())
    #expect(found.map(\.reason) == [.drops])
    #expect(found.first?.needs == [.captureWithoutDrops])
    // What went well went well.
    var whole = talk(["n1/veth"], [.init(0, Self.fromPod, "10.244.1.11:8080")])
    whole.losses = [0: 17]
    #expect(gaps(whole, try SmallCluster.map()).isEmpty)
  }

  @Test("One SYN that nobody repeats proves no silence; one that is repeated does")
  func unrepeated() throws {
    func reasons(repeated: Bool) throws -> [Gap.Reason] {
      var stage = Stage("n1/cni0")
      for second in repeated ? [0, 1, 3] : [0] {
        stage.tcp(0, Double(second) * 1000, Self.fromPod, "10.244.1.11:8080", .syn, 77, id: UInt16(second))
      }
      return gaps(stage, try SmallCluster.map()).map(\.reason)
    }
    #expect(try reasons(repeated: false) == [.unrepeated])
    #expect(try reasons(repeated: true) == [])
  }

  @Test("A running connection in one direction only")
  func oneSided() throws {
    let map = try SmallCluster.map()
    let stop = Conversation.Stop(0, Self.fromPod, "10.244.1.11:8080")
    let found = gaps(talk(["n1/veth"], [stop], packets: 2..<4), map)
    #expect(found.map(\.reason) == [.oneSided])
    #expect(found.first?.about == .outcome)
    #expect(gaps(talk(["n1/veth"], [stop], packets: 2..<5), map).isEmpty)
  }

  @Test("Two clients fit what came out of the node equally well; one of them alone fits")
  func severalFlows() throws {
    let map = try SmallCluster.map()
    func stage(clients: Int) -> Stage {
      var stage = Stage("n1/eth0", "n1/flannel.1")
      for client in 0..<clients {
        stage.tcp(
          0, Double(client), "192.168.50.\(20 + client):3000", SmallCluster.nodePort, .syn, 77, id: 0)
      }
      stage.tcp(1, 5, "10.244.1.0:41000", SmallCluster.pod, .syn, 77, id: 0, ttl: 63)
      return stage
    }
    let paths = stage(clients: 2).run(map).paths
    #expect(paths.count == 3)
    #expect(paths.filter(\.isAmbiguous).flatMap(\.gaps).contains { $0.reason == .severalFlows })
    let sure = stage(clients: 1).run(map).paths
    #expect(sure.map { $0.gaps.map(\.reason) } == [[.unrepeated]])
    #expect(sure.map(\.isAmbiguous) == [false])
  }
}
