import Cluster
import Testing
import Trace

/// What a capture lost itself is no fault of the network, also where the capture that lost it saw nothing of the connection.
@Suite struct CaptureDropTests {
  /// Three SYNs come to node 1 and are seen nowhere behind.
  private static func swallowed() -> Stage {
    var stage = Stage("n1/eth0", "n1/cni0", "n1/veth-pa", "n1/flannel.1")
    for (number, time) in [0.0, 1000, 3000].enumerated() {
      stage.tcp(
        0, time, "\(SmallCluster.client):40000", SmallCluster.nodePort, .syn, 77, id: UInt16(100 + number),
        stamps: (UInt32(number), 0))
    }
    return stage
  }

  @Test func withoutDropsItIsTold() throws {
    let findings = Self.swallowed().run(try SmallCluster.map()).findings
    #expect(findings.map(\.kind.code) == ["F10"])
    #expect(findings.first?.certainty == .probable)
    #expect(findings.first?.count == 1)
  }

  @Test("Whichever tap lost packets", arguments: 0..<4) func withDropsItIsNot(_ tap: Int) throws {
    var stage = Self.swallowed()
    stage.losses[tap] = 1
    #expect(stage.run(try SmallCluster.map()).findings.map(\.kind.code) == [])
  }

  @Test func oneSYNAloneIsNoLoss() throws {
    var stage = Self.swallowed()
    stage.shots.removeLast(2)
    #expect(stage.run(try SmallCluster.map()).findings.map(\.kind.code) == [])
  }
}
