import Cluster
import Testing
import Trace
import Wire

/// `--why`: what was considered and not taken, and for which reason.
@Suite struct RefusalTests {
  private static let client = "192.168.50.10:2000"
  private static let masked = "10.244.1.0:41000"

  private func refusals(_ stage: Stage, _ map: ServiceMap) -> [Alternative] {
    stage.run(map, explains: true).paths.flatMap { $0.alternatives + $0.translations.flatMap(\.alternatives) }
  }

  private func reasons(_ stage: Stage, _ map: ServiceMap) -> Set<Refusal> { Set(refusals(stage, map).map(\.refusal)) }

  /// Two SYNs of one ISN, behind each other by a map that allows it unless `to` says otherwise.
  private func syns(
    to destination: String = SmallCluster.pod, ids: (UInt16, UInt16) = (1, 2), stamps: (UInt32, UInt32)? = nil
  ) -> Stage {
    var stage = Stage("n1/eth0", "n1/flannel.1")
    stage.tcp(0, 0, Self.client, SmallCluster.nodePort, .syn, 77, id: ids.0, stamps: stamps.map { ($0.0, 0) })
    stage.tcp(1, 1, Self.masked, destination, .syn, 77, id: ids.1, ttl: 63, stamps: stamps.map { ($0.1, 0) })
    return stage
  }

  @Test("The map: an endpoint of another Service; a healthy pair has nothing refused")
  func map() throws {
    let map = try SmallCluster.map()
    #expect(reasons(syns(to: "10.244.1.11:8080"), map) == [.map])
    #expect(refusals(syns(), map).isEmpty)
  }

  @Test("The ISN alone, where no map speaks for it; the other packet is named by file and number")
  func isnAlone() throws {
    let found = refusals(syns(), .empty)
    #expect(found.map(\.refusal) == [.isnAlone])
    #expect(found.first?.packet == PacketReference(file: 0, number: 1))
    #expect(found.first?.tuple.text == "\(Self.client)>\(SmallCluster.nodePort)")
    #expect(refusals(syns(ids: (9, 9)), .empty).isEmpty)
  }

  @Test("Timestamps further apart than a SYN is repeated")
  func timestamp() throws {
    let map = try SmallCluster.map()
    #expect(reasons(syns(stamps: (5_000, 900_000)), map) == [.timestamp])
    #expect(refusals(syns(stamps: (5_000, 5_000)), map).isEmpty)
    #expect(refusals(syns(stamps: (5_000, 6_000)), map).isEmpty)
  }

  @Test("The server's ISN differs")
  func serverISN() {
    var stage = syns()
    stage.tcp(0, 2, SmallCluster.nodePort, Self.client, [.syn, .ack], 500, 78)
    stage.tcp(1, 3, SmallCluster.pod, Self.masked, [.syn, .ack], 600, 78)
    #expect(reasons(stage, .empty) == [.isnAlone, .serverISN])
  }

  @Test("Further apart than a handshake lasts")
  func time() throws {
    var stage = Stage("n1/eth0", "n1/flannel.1")
    for at in [0.0, 60_000, 120_000] { stage.tcp(0, at, Self.client, SmallCluster.nodePort, .syn, 77, id: 1) }
    stage.tcp(1, 131_000, Self.masked, SmallCluster.pod, .syn, 77, id: 1, ttl: 63)
    #expect(reasons(stage, try SmallCluster.map()) == [.time])
  }

  @Test("Another candidate agrees in more")
  func worse() throws {
    var stage = Stage("n1/eth0", "n1/flannel.1")
    stage.tcp(0, 0, "192.168.50.20:3000", SmallCluster.nodePort, .syn, 77, id: 8)
    stage.tcp(0, 1, Self.client, SmallCluster.nodePort, .syn, 77, id: 9)
    stage.tcp(1, 2, Self.masked, SmallCluster.pod, .syn, 77, id: 9, ttl: 63)
    let paths = stage.run(try SmallCluster.map(), explains: true).paths
    let joined = try #require(paths.first { !$0.translations.isEmpty })
    #expect(joined.client == Socket(socket(Self.client).ip, 2000))
    #expect(joined.translations[0].alternatives.contains { $0.refusal == .worse })
  }

  @Test("Nothing is kept unless it is asked for")
  func notAsked() throws {
    let paths = syns().run().paths
    #expect(paths.count == 2)
    #expect(paths.allSatisfy { $0.alternatives.isEmpty })
  }
}
