import Testing
import Wire

@testable import Trace

/// Later fragments have no ports: they belong to whom the first one belonged, tap by tap.
@Suite struct FragmentTests {
  private static let client = "10.0.0.1:5000"
  private static let server = "10.0.0.2:53"

  private func first(_ id: UInt16, _ payload: Int, source: String = client) -> HandMadeFrame {
    HandMadeFrame(
      source: source, destination: Self.server, id: id, hasMore: true,
      content: .udp([UInt8](repeating: UInt8(id & 0xff), count: payload)))
  }

  private func later(_ id: UInt16, _ bytes: Int, at offset: UInt16, source: String = client) -> HandMadeFrame {
    HandMadeFrame(
      source: source, destination: Self.server, id: id, offset: offset,
      content: .raw(.udp, [UInt8](repeating: 1, count: bytes)))
  }

  @Test("Bytes of later fragments are their flow's; they are no packets of their own")
  func counted() {
    var stage = Stage("n1/eth0")
    stage.put(0, 0, first(1, 1472))
    stage.put(0, 0.1, later(1, 1480, at: 185))
    stage.put(0, 0.2, later(1, 500, at: 370))
    let outcome = stage.run()
    #expect(outcome.paths.count == 1)
    #expect(outcome.paths[0].hops[0].packets.request == 1)
    #expect(outcome.paths[0].hops[0].bytes.request == 1500 + 1500 + 520)
    #expect(outcome.summary.fragments == 0)
  }

  @Test("NAT fragments anew: each tap has its own cuts of one datagram")
  func otherCuts() {
    var stage = Stage("n1/eth0", "n2/eth0")
    stage.put(0, 0, first(1, 1472))
    stage.put(0, 0.1, later(1, 508, at: 185))
    stage.put(1, 0.2, first(1, 1416))
    stage.put(1, 0.3, later(1, 564, at: 178))
    let outcome = stage.run()
    #expect(outcome.paths.count == 1)
    #expect(outcome.paths[0].hops.map(\.packets.request) == [1, 1])
    #expect(outcome.paths[0].hops.map(\.bytes.request) == [1500 + 528, 1444 + 584])
  }

  @Test("A later fragment of nobody is counted, and only counted")
  func strangers() {
    var stage = Stage("n1/eth0", "n1/cni0")
    stage.put(0, 0, first(1, 1472))
    stage.put(0, 0.1, later(2, 100, at: 185))
    stage.put(0, 0.2, later(1, 100, at: 185, source: "10.0.0.9:5000"))
    stage.put(1, 0.3, later(1, 100, at: 185))
    let outcome = stage.run()
    #expect(outcome.paths.count == 1)
    #expect(outcome.summary.fragments == 3)
  }

  @Test("After 30 s the kernel has given up, and so do we", arguments: [(29_999.0, 0), (30_000.0, 1)])
  func forgotten(milliseconds: Double, strays: Int) {
    var stage = Stage("n1/eth0")
    stage.put(0, 0, first(1, 1472))
    stage.put(0, milliseconds, later(1, 100, at: 185))
    #expect(stage.run().summary.fragments == strays)
  }

  @Test("A flood of first fragments is bounded: the oldest is forgotten, the newest is not")
  func flood() {
    var stage = Stage("n1/eth0")
    let count = FragmentTable.size + 500
    for number in 0..<count { stage.put(0, Double(number) * 0.001, first(UInt16(number + 1), 64)) }
    let end = Double(count) * 0.001
    stage.put(0, end, later(1, 100, at: 9))
    stage.put(0, end + 0.1, later(UInt16(count), 100, at: 9))
    stage.put(0, end + 0.2, later(UInt16(count - FragmentTable.size + 1), 100, at: 9))
    let outcome = stage.run()
    #expect(outcome.summary.fragments == 1)
    #expect(outcome.paths.count == 1)
  }
}
