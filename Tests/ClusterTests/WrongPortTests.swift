import Testing
import Wire

@testable import Cluster

/// Every wrong port, and beside it the right one for the same object.
@Suite struct WrongPortTests {
  struct Case: CustomTestStringConvertible, Sendable {
    var asked: String
    /// Whose the number is there: kind and object.
    var kind: PortKind
    var object: String
    var reason = WrongPort.Reason.place
    var validAt: String?
    /// What to dial at the same address.
    var instead: String?
    /// The same object by its right port.
    var twin: String
    var testDescription: String { asked }
  }

  static let cases: [Case] = [
    // A node's address
    Case(asked: "192.168.1.2:443", kind: .port, object: "api", validAt: "10.96.0.1:443", twin: "10.96.0.1:443"),
    Case(
      asked: "192.168.1.2:80", kind: .port, object: "web", validAt: "10.96.0.10:80", instead: "192.168.1.2:30080",
      twin: "192.168.1.2:30080"),
    Case(
      asked: "192.168.1.2:8081", kind: .targetPort, object: "web", validAt: "10.244.1.10:8080",
      instead: "192.168.1.2:30080", twin: "10.244.2.10:8081"),
    Case(
      asked: "192.168.1.2:9102", kind: .containerPort, object: "web-1", validAt: "10.244.1.10:9102",
      twin: "10.244.1.10:9102"),
    Case(
      asked: "192.168.1.1:18086", kind: .hostPort, object: "influx", reason: .otherNode, validAt: "192.168.1.2:18086",
      twin: "192.168.1.2:18086"),
    Case(
      asked: "192.168.1.2:8086", kind: .containerPort, object: "influx", validAt: "10.244.2.20:8086",
      instead: "192.168.1.2:18086", twin: "192.168.1.2:18086"),
    Case(
      asked: "192.168.1.2:9100", kind: .hostPort, object: "host", reason: .otherNode, validAt: "192.168.1.1:9100",
      twin: "192.168.1.1:9100"),
    Case(
      asked: "192.168.1.2:30080/udp", kind: .nodePort, object: "web", reason: .transport, instead: "192.168.1.2:30080",
      twin: "192.168.1.2:30080/tcp"),
    // A ClusterIP
    Case(
      asked: "10.96.0.10:30080", kind: .nodePort, object: "web", validAt: "192.168.1.1:30080", instead: "10.96.0.10:80",
      twin: "10.96.0.10:80"),
    Case(
      asked: "10.96.0.10:8080", kind: .targetPort, object: "web", validAt: "10.244.1.10:8080", instead: "10.96.0.10:80",
      twin: "10.244.1.10:8080"),
    Case(asked: "10.96.0.10:443", kind: .port, object: "api", validAt: "10.96.0.1:443", twin: "10.96.0.1:443"),
    Case(
      asked: "10.96.0.53:53/tcp", kind: .port, object: "dns", reason: .transport, instead: "10.96.0.53:53",
      twin: "10.96.0.53:53/udp"),
    // A load balancer's and an external address
    Case(asked: "192.0.2.50:30080", kind: .nodePort, object: "web", instead: "192.0.2.50:80", twin: "192.0.2.50:80"),
    Case(
      asked: "198.51.100.7:8080", kind: .targetPort, object: "web", instead: "198.51.100.7:80", twin: "198.51.100.7:80"),
    // A pod's address
    Case(
      asked: "10.244.1.10:80", kind: .port, object: "web", validAt: "10.96.0.10:80", instead: "10.244.1.10:8080",
      twin: "10.244.1.10:8080"),
    Case(
      asked: "10.244.1.10:30080", kind: .nodePort, object: "web", validAt: "192.168.1.1:30080",
      instead: "10.244.1.10:8080", twin: "192.168.1.1:30080"),
    Case(
      asked: "10.244.2.20:18086", kind: .hostPort, object: "influx", validAt: "192.168.1.2:18086",
      instead: "10.244.2.20:8086", twin: "10.244.2.20:8086"),
    Case(
      asked: "10.244.2.20:8080", kind: .targetPort, object: "web", validAt: "10.244.1.10:8080", twin: "10.244.1.10:8080"
    ),
    Case(
      asked: "10.244.1.10:8080/udp", kind: .targetPort, object: "web", reason: .transport, instead: "10.244.1.10:8080",
      twin: "10.244.1.10:8080/tcp"),
    // An address of no object
    Case(
      asked: "10.0.0.99:30080", kind: .nodePort, object: "web", validAt: "192.168.1.1:30080", twin: "192.168.1.1:30080"),
  ]

  @Test("A wrong port is told to be whose it is, where it is right, and what to dial instead", arguments: cases)
  func wrong(_ one: Case) throws {
    let map = try map(cluster)
    let said = try map.explain(one.asked)
    let first = try #require(said.wrongPorts.first)
    let object = first.owner.service.map { map[$0].name } ?? first.owner.pod.map { map[$0].name }
    #expect(first.owner.kind == one.kind)
    #expect(object == one.object)
    #expect(first.reason == one.reason)
    if let socket = one.validAt { #expect(first.validAt.map(\.description).contains(socket)) }
    let instead = first.instead.flatMap { door in door.ip.map { Socket($0, door.port ?? 0).description } }
    #expect(instead == one.instead)
    #expect(said.roles.allSatisfy { $0.role.portKind == nil })
  }

  @Test("Its healthy twin is no wrong port", arguments: cases)
  func right(_ one: Case) throws {
    let said = try map(cluster).explain(one.twin)
    #expect(said.wrongPorts.isEmpty)
    #expect(said.roles.allSatisfy { $0.role.portKind != nil })
  }

  @Test("An IPv4 Service's nodePort on a node's IPv6 address is of the other family")
  func family() throws {
    let single = cluster.replacing(
      "clusterIPs: [10.96.0.10]", with: "clusterIPs: [10.96.0.10]\n    ipFamilies: [IPv4]")
    let said = try map(single).explain("[fd00:10::1]:30080")
    #expect(said.wrongPorts.first?.reason == .family)
    #expect(said.wrongPorts.first?.instead == nil)
    #expect(
      try map(cluster.replacing("clusterIPs: [10.96.0.10]", with: "clusterIPs: [10.96.0.10, \"fd00:96::10\"]"))
        .explain("[fd00:10::1]:30080").wrongPorts.isEmpty)
  }

  @Test("A number that many objects have: the likeliest first, the rest counted")
  func many() throws {
    var objects = ""
    for index in 1...9 {
      objects +=
        "- {kind: Service, metadata: {name: s\(index)}, spec: {clusterIP: 10.96.1.\(index), ports: [{port: 7000}]}}\n"
    }
    let said = try map(cluster + objects).explain("192.168.1.1:7000")
    #expect(said.wrongPorts.count == 6)
    #expect(said.moreOwners == 12)
  }
}
