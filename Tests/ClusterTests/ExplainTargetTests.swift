import Testing
import Wire

@testable import Cluster

/// What a person may type behind `hopscope explain`.
@Suite struct ExplainTargetTests {
  private func address(_ text: String, _ port: UInt16? = nil, _ transport: TransportProtocol? = nil) -> ExplainTarget {
    .address(ip(text), port: port, transport: transport)
  }

  @Test("Addresses, with port and protocol; IPv6 with a port in brackets")
  func addresses() throws {
    for (text, wanted) in [
      ("192.168.49.2", address("192.168.49.2")),
      ("192.168.49.2:30001", address("192.168.49.2", 30001)),
      ("10.96.0.10:53/udp", address("10.96.0.10", 53, .udp)),
      ("10.96.0.10:53/UDP", address("10.96.0.10", 53, .udp)),
      ("10.96.0.10:53/sctp", address("10.96.0.10", 53, .sctp)),
      ("fd00::1", address("fd00::1")),
      ("[fd00::1]", address("fd00::1")),
      ("[fd00::1]:80/tcp", address("fd00::1", 80, .tcp)),
      ("fd00::1:80", address("fd00::1:80")),
    ] { #expect(try ExplainTarget(parsing: text) == wanted, "\(text)") }
  }

  @Test("Objects by kind, namespace and name, as kubectl abbreviates them")
  func objects() throws {
    for (text, wanted) in [
      ("svc/nginx-service", ExplainTarget.object(word: .service, namespace: nil, name: "nginx-service")),
      ("service/default/nginx-service", .object(word: .service, namespace: "default", name: "nginx-service")),
      ("po/shop/web-1", .object(word: .pod, namespace: "shop", name: "web-1")),
      ("Node/worker-1", .object(word: .node, namespace: nil, name: "worker-1")),
      ("shop/web", .object(word: nil, namespace: "shop", name: "web")),
      ("web", .object(word: nil, namespace: nil, name: "web")),
      ("10-web", .object(word: nil, namespace: nil, name: "10-web")),
    ] { #expect(try ExplainTarget(parsing: text) == wanted, "\(text)") }
  }

  @Test(
    "What is neither is refused, with the reason",
    arguments: [
      ("", "no address"), ("10.0.0.300", "no IP address"), ("010.0.0.1", "no IP address"),
      ("10.0.0.1:0", "no port"), ("10.0.0.1:99999", "no port"), ("10.0.0.1:+80", "no port"), ("10.0.0.1:", "no port"),
      ("10.0.0.1/24", "CIDR"), ("10.0.0.1:80/icmp", "/tcp"), ("10.0.0.1/tcp", "no port"), ("[fd00::1", "no IP address"),
      ("[fd00::1]80", "behind ]"), ("a/b/c/d", "parts"), ("svc//web", "parts"), ("node/x/y", "namespace"),
      (String(repeating: "a", count: 2000), "no address"),
    ])
  func refused(_ text: String, _ reason: String) {
    do {
      let target = try ExplainTarget(parsing: text)
      Issue.record("\(text.prefix(40)) was taken for \(target)")
    } catch {
      #expect(error.description.contains(reason))
    }
  }

  @Test("Names that are not there: the nearest, and what only one kind has")
  func nearest() throws {
    let map = try map(cluster)
    func like(_ text: String) throws -> [String] { map.namesLike(try ExplainTarget(parsing: text)) }
    #expect(try like("svc/wbe") == ["svc/shop/web"])
    #expect(try like("pod/web-3") == ["pod/shop/web-1", "pod/shop/web-2"])
    #expect(try like("infl") == ["pod/default/influx"])
    #expect(try like("node/n3") == ["node/n1", "node/n2"])
    #expect(try like("completely-different").isEmpty)
  }

  @Test("A name without a kind is the one object of that name; several are all told")
  func lookup() throws {
    let twice =
      cluster + """
        - kind: Service
          metadata: {name: web, namespace: other}
          spec: {clusterIP: 10.96.0.99, ports: [{port: 80}]}
        """
    let map = try map(twice)
    func found(_ text: String, _ namespace: String? = nil) throws -> [ExplainSubject] {
      map.subjects(of: try ExplainTarget(parsing: text), namespace: namespace)
    }
    #expect(try found("web").count == 2)
    #expect(try found("web", "shop") == [.service(namespace: "shop", name: "web")])
    #expect(try found("other/web") == [.service(namespace: "other", name: "web")])
    #expect(try found("shop/web", "other") == [.service(namespace: "shop", name: "web")])
    #expect(try found("n1").count == 1)
    #expect(try found("nothing").isEmpty)
  }
}
