import Cluster
import Testing
import Trace
import Wire

/// Rare shapes of path, with packets made by hand after dataplane.md §1.5, §2.4 and faults F28 and F39.
@Suite struct ShapeTests {
  private static let client = "192.168.50.10:2000"

  /// - Parameter cookie: what the SYN proxy leaves in the acknowledgement field of its SYN.
  private func proxied(cookie: UInt32) -> Stage {
    var stage = Stage("n1/eth0", "n1/flannel.1")
    let (front, masked) = (SmallCluster.nodePort, "10.244.1.0:41000")
    stage.tcp(0, 0, Self.client, front, .syn, 1_000, id: 5)
    stage.tcp(0, 0.1, front, Self.client, [.syn, .ack], 777, 1_001)
    stage.tcp(0, 2, Self.client, front, .ack, 1_001, 778, id: 6)
    stage.tcp(1, 2.1, masked, SmallCluster.pod, .syn, 1_000, cookie)
    stage.tcp(1, 3, SmallCluster.pod, masked, [.syn, .ack], 9_000, 1_001)
    stage.tcp(1, 3.1, masked, SmallCluster.pod, .ack, 1_001, 9_001)
    return stage
  }

  @Test("A SYN proxy: one ISN of the client, a cookie, and a constant shift of the server's numbers")
  func synProxy() throws {
    let paths = proxied(cookie: 777).run(try SmallCluster.map()).paths
    #expect(paths.count == 1)
    #expect(paths[0].synProxyDelta == UInt32(9_000 - 777))
    #expect(paths[0].translations.map(\.kinds) == [[.dnat, .snat]])
    #expect(paths[0].translations.map(\.confidence) == [.certain])
  }

  @Test("Where no map helps it is the cookie that joins: another cookie is another connection's")
  func otherCookie() {
    #expect(proxied(cookie: 777).run().paths.count == 1)
    let paths = proxied(cookie: 5_555).run().paths
    #expect(paths.count == 2)
    #expect(paths.allSatisfy { $0.synProxyDelta == nil })
  }

  private func returning(direct: Bool) -> Stage {
    var stage = Stage("n1/eth0", "n2/eth0", "n2/veth-pc")
    let (front, pod) = (SmallCluster.nodePort, SmallCluster.pod)
    let way: [Conversation.Stop] = [
      .init(0, Self.client, front), .init(1, Self.client, pod, ttl: 63), .init(2, Self.client, pod, ttl: 62),
    ]
    let back: [Conversation.Stop] = [.init(1, Self.client, front), .init(2, Self.client, pod)]
    Conversation(stops: way, back: direct ? back : nil).play(&stage, at: 0)
    return stage
  }

  @Test("Direct server return: answers leave another node with the front as their source")
  func directReturn() throws {
    let paths = returning(direct: true).run(try SmallCluster.map()).paths
    #expect(paths.count == 1)
    #expect(paths[0].returnsDirectly)
    #expect(paths[0].isOK)
    #expect(Set(paths[0].tuples) == ["\(Self.client)>\(SmallCluster.nodePort)", "\(Self.client)>\(SmallCluster.pod)"])
    let healthy = returning(direct: false).run(try SmallCluster.map()).paths
    #expect(healthy.map(\.returnsDirectly) == [false])
  }

  @Test("Two fronts, one client port, one endpoint: a bridge shows both under one tuple, and each keeps its packets")
  func portClash() throws {
    var stage = Stage("n1/veth-pa", "n1/cni0", "n1/veth-pb")
    let (source, pod) = ("10.244.1.10:5555", "10.244.1.11:8080")
    Conversation(stops: [.init(0, source, "10.96.0.51:80"), .init(1, source, pod), .init(2, source, pod)])
      .play(&stage, at: 0)
    Conversation(
      stops: [.init(0, source, "10.96.0.53:80"), .init(1, source, pod), .init(2, "10.244.1.10:15038", pod)],
      clientISN: 800_000, serverISN: 900_000, id: 400, stamp: 5_100
    ).play(&stage, at: 1)
    let map = try SmallCluster.map(
      SmallCluster.service("local", "10.96.0.51", 30081, endpoint: "10.244.1.11")
        + SmallCluster.service("etpl", "10.96.0.53", 30083, endpoint: "10.244.1.11"))
    let paths = stage.run(map).paths
    #expect(paths.count == 2)
    #expect(paths.map { path in path.names.service.map { map[$0].name } } == ["local", "etpl"])
    #expect(paths.map(\.tuples.last) == ["\(source)>\(pod)", "10.244.1.10:15038>\(pod)"])
    for path in paths {
      #expect(path.hops.map(\.packets.request) == [5, 5, 5])
      #expect(path.hops.map(\.packets.reply) == [3, 3, 3])
      #expect(path.isOK)
    }
  }

  @Test("A conntrack entry lost in the middle: one front, two mappings, two paths that know of each other")
  func entryLost() throws {
    var stage = Stage("n1/eth0", "n1/flannel.1")
    let front = SmallCluster.nodePort
    let first = Conversation(
      stops: [.init(0, Self.client, front), .init(1, "10.244.1.0:41000", SmallCluster.pod, ttl: 63)])
    first.play(&stage, at: 0, packets: 0..<5)
    let (asked, answered) = (1_001 + UInt32(first.request.count), 90_001 + UInt32(first.answer.count))
    let payload = Array("and now something after a long silence".utf8)
    for (tap, source, destination) in [(0, Self.client, front), (1, "10.244.1.0:42000", SmallCluster.pod)] {
      stage.tcp(
        tap, 4_000 + Double(tap) / 10, source, destination, [.psh, .ack], asked, answered, payload: payload, id: 900,
        ttl: 64 - UInt8(tap), stamps: (9_000, 88_004))
      stage.tcp(tap, 4_001 - Double(tap) / 10, destination, source, .rst, answered, ttl: 62 + UInt8(tap))
    }
    let paths = stage.run(try SmallCluster.map()).paths
    #expect(paths.count == 2)
    #expect(paths.map(\.related) == [[paths[1].id], [paths[0].id]])
    for path in paths { #expect(path.front == Socket(socket(front).ip, 30_082)) }
    #expect(
      paths.map(\.tuples.last) == ["10.244.1.0:41000>\(SmallCluster.pod)", "10.244.1.0:42000>\(SmallCluster.pod)"])
  }
}
