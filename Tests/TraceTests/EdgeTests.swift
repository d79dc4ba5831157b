import Cluster
import Testing
import Wire

@testable import Trace

/// What is measured between the taps of a path made by hand.
@Suite struct EdgeTests {
  /// Client → node 1 (DNAT and SNAT) → node 2 → pod.
  private func stage(_ count: Int) -> Stage {
    var stage = Stage("n1/eth0", "n1/flannel.1", "n2/flannel.1", "n2/veth-pc")
    for number in 0..<count {
      let (client, masked) = ("\(SmallCluster.client):\(2000 + number)", "10.244.1.0:\(30_000 + number)")
      Conversation(
        stops: [
          .init(0, client, SmallCluster.nodePort), .init(1, masked, SmallCluster.pod, ttl: 63),
          .init(2, masked, SmallCluster.pod, ttl: 63), .init(3, masked, SmallCluster.pod, ttl: 62),
        ], clientISN: UInt32(1_000 + number * 7_919), id: UInt16(100 + number * 50), pace: 0.25 * Double(number + 1)
      ).play(&stage, at: Double(number) * 40)
    }
    return stage
  }

  @Test("Translation, wire and node are told apart, with the time between their taps")
  func kinds() throws {
    let outcome = stage(1).run(try SmallCluster.map())
    #expect(outcome.paths.count == 1)
    #expect(outcome.edges.map(\.kind) == [.translation, .wire, .node])
    #expect(outcome.edges.map { [$0.from.tap, $0.to.tap] } == [[0, 1], [1, 2], [2, 3]])
    for edge in outcome.edges {
      #expect(edge.paths == 1)
      #expect(edge.requestLatency.greatest == 250_000)
      #expect(edge.replyLatency.greatest == 250_000)
    }
    #expect(outcome.paths[0].hops.map(\.latency) == [nil, 250_000, 250_000, 250_000])
  }

  @Test("An edge counts all connections that passed it")
  func many() throws {
    let outcome = stage(4).run(try SmallCluster.map())
    #expect(outcome.paths.count == 4)
    #expect(outcome.edges.count == 3)
    for edge in outcome.edges {
      #expect(edge.paths == 4)
      #expect(edge.requestLatency.count == 4)
      #expect(edge.requestLatency.greatest == 1_000_000)
      #expect(edge.requestLatency.percentile(0.5).map { abs($0 - 500_000) <= 15_000 } == true)
      #expect(edge.lost.request + edge.lost.reply == 0)
    }
  }

  /// Twenty datagrams, of which only some arrive.
  private func lossy(_ missing: Set<Int>) -> Stage {
    var stage = Stage("n1/eth0", "n2/eth0")
    for number in 0..<20 {
      let payload = Array("datagram number \(number) of all of them".utf8)
      for tap in 0..<2 where tap == 0 || !missing.contains(number) {
        stage.udp(
          tap, Double(number * 10) + Double(tap) * 0.2, "10.0.0.1:5000", "10.0.0.2:53", payload, id: UInt16(number + 1),
          ttl: 64 - UInt8(tap))
      }
    }
    return stage
  }

  @Test("Copies that one tap had and the next had not are lost between them")
  func lost() {
    let outcome = lossy([3, 4, 5, 6]).run()
    #expect(outcome.paths.count == 1)
    #expect(outcome.paths[0].hops.map(\.lost.request) == [0, 4])
    #expect(outcome.edges.map(\.lost.request) == [4])
    #expect(lossy([]).run().edges.map(\.lost.request) == [0])
  }

  @Test("Nothing is claimed where a capture itself lost packets", arguments: [0, 1])
  func drops(tap: Int) {
    var stage = lossy([3, 4, 5, 6])
    stage.losses = [tap: 1]
    #expect(stage.run().paths[0].hops.map(\.lost.request) == [0, 0])
  }
}
