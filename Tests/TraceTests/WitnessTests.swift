import Cluster
import Testing
import Trace
import Wire

/// What a node's conntrack says, beside what packets show.
@Suite struct WitnessTests {
  /// A process of node 1 asks a ClusterIP: its packets first appear behind both translations.
  private func process() -> Stage {
    var stage = Stage("n1/flannel.1", "n2/veth-pc")
    Conversation(
      stops: [.init(0, "10.244.1.0:41000", SmallCluster.pod), .init(1, "10.244.1.0:41000", SmallCluster.pod, ttl: 63)]
    ).play(&stage, at: 0)
    return stage
  }

  private static let processLine = SmallCluster.line(
    ("192.168.50.11:50000", SmallCluster.front), (SmallCluster.pod, "10.244.1.0:41000"))

  @Test("The front of a node's process is named, as a hop that no tap saw")
  func front() throws {
    let map = try SmallCluster.map()
    let path = try #require(
      process().run(map, witness: try SmallCluster.witness(("n1", Self.processLine))).paths.first)
    #expect(path.front == Socket(socket("10.96.0.52").ip, 80))
    #expect(path.client == Socket(socket("192.168.50.11").ip, 50_000))
    #expect(!path.isFrontSeen)
    #expect(path.hops.map(\.isSeen) == [false, true, true])
    #expect(path.names.service.map { map[$0].name } == "web")
    #expect(path.translations.map(\.host) == ["n1"])
    #expect(path.translations.map(\.kinds) == [[.dnat, .snat]])
    #expect(path.translations.map(\.evidence) == [[.conntrack]])
    #expect(path.translations.map(\.confidence) == [.certain])
    #expect(path.gaps.isEmpty)
  }

  @Test("Without conntrack that front stays unknown")
  func twin() throws {
    let path = try #require(process().run(try SmallCluster.map()).paths.first)
    #expect(path.front == nil)
    #expect(path.hops.map(\.isSeen) == [true, true])
    #expect(path.gaps.map(\.reason) == [.sourceIsNode])
  }

  /// A pod of node 1 asks the ClusterIP; its packets show where they went.
  private func translated() -> Stage {
    var stage = Stage("n1/veth-pa", "n1/flannel.1")
    Conversation(
      stops: [
        .init(0, "10.244.1.10:2000", SmallCluster.front), .init(1, "10.244.1.10:2000", SmallCluster.pod, ttl: 63),
      ]
    ).play(&stage, at: 1_000)
    return stage
  }

  @Test("An agreeing entry makes the translation certain and is proof of it")
  func agrees() throws {
    let line = SmallCluster.line(("10.244.1.10:2000", SmallCluster.front), (SmallCluster.pod, "10.244.1.10:2000"))
    let path = try #require(
      translated().run(try SmallCluster.map(), witness: try SmallCluster.witness(("n1", line))).paths.first)
    #expect(path.translations.count == 1)
    #expect(path.translations[0].evidence.contains(.conntrack))
    #expect(path.translations[0].evidence.contains(.isn))
    #expect(path.disagreements.isEmpty)
    let hasLine = path.translations[0].proofs.contains {
      if case .conntrack(let entry) = $0 { entry.line == 1 } else { false }
    }
    #expect(hasLine)
  }

  @Test("An entry that says otherwise is reported, and the packets are believed")
  func contradicts() throws {
    let line = SmallCluster.line(("10.244.1.10:2000", SmallCluster.front), ("10.244.1.11:8080", "10.244.1.10:2000"))
    let path = try #require(
      translated().run(try SmallCluster.map(), witness: try SmallCluster.witness(("n1", line))).paths.first)
    #expect(path.backend == Socket(socket("10.244.2.10").ip, 8080))
    #expect(path.disagreements.count == 1)
    #expect(path.disagreements.first?.entry.translated.destination == socket("10.244.1.11").ip)
    #expect(path.disagreements.first?.after.destination == socket("10.244.2.10").ip)
  }

  /// conntrack's stamps are seconds since 1970; the stage begins at 1,795,000,000.
  private func events(_ begin: Int, _ end: Int) -> String {
    let tuples =
      SmallCluster.words(("192.168.50.11:50000", SmallCluster.front)) + " "
      + SmallCluster.words((SmallCluster.pod, "10.244.1.0:41000"))
    return "[\(begin).000000]\t    [NEW] tcp      6 120 SYN_SENT \(tuples) id=7\n"
      + "[\(end).000000]\t[DESTROY] tcp      6 \(tuples) id=7\n"
  }

  @Test("An entry of another time is not believed")
  func otherTime() throws {
    let map = try SmallCluster.map()
    let then = try SmallCluster.witness(("n1", events(1_794_990_000, 1_794_990_060)))
    let early = process().run(map, witness: then).paths.first
    #expect(early?.front == nil)
    let now = try SmallCluster.witness(("n1", events(1_794_999_999, 1_795_000_001)))
    let timely = process().run(map, witness: now).paths.first
    #expect(timely?.front == Socket(socket("10.96.0.52").ip, 80))
  }

  /// Pod on node 1 → node 2's nodePort → pod on node 1: two nodes translate, and the taps are in the pods.
  @Test("What two nodes did shows as two translations, with the hop between them that no tap saw")
  func twoHosts() throws {
    var stage = Stage("pod-pa/eth0", "pod-pb/eth0")
    let (client, front) = ("10.244.1.10:2000", "192.168.50.12:30081")
    let (between, last) = ("192.168.50.11:2111", "10.244.2.0:2222")
    Conversation(stops: [.init(0, client, front), .init(1, last, "10.244.1.11:8080", ttl: 61)]).play(&stage, at: 0)
    let map = try SmallCluster.map(
      SmallCluster.service("local", "10.96.0.51", 30081, endpoint: "10.244.1.11"))
    let witness = try SmallCluster.witness(
      ("n1", SmallCluster.line((client, front), (front, between))),
      ("n2", SmallCluster.line((between, front), ("10.244.1.11:8080", last))))
    let path = try #require(stage.run(map, witness: witness).paths.first)
    #expect(path.translations.map(\.host) == ["n1", "n2"])
    #expect(path.translations.map(\.kinds) == [[.snat], [.dnat, .snat]])
    #expect(path.hops.map(\.isSeen) == [true, false, true])
    #expect(path.tuples == ["\(client)>\(front)", "\(between)>\(front)", "\(last)>10.244.1.11:8080"])
  }
}
