import Testing

@testable import Cluster

/// Probes as pods declare them, and whose connections they may be.
@Suite struct ProbeTests {
  private func map(_ container: String, hostNetwork: Bool = false) throws -> ServiceMap {
    try ClusterTests.map(
      """
      kind: Node
      metadata: {name: n1}
      spec: {podCIDR: 10.244.1.0/24}
      status: {addresses: [{type: InternalIP, address: 192.168.1.1}]}
      ---
      kind: Node
      metadata: {name: n2}
      spec: {podCIDR: 10.244.2.0/24}
      status: {addresses: [{type: InternalIP, address: 192.168.1.2}]}
      ---
      kind: Pod
      metadata: {name: web}
      spec: {nodeName: n1, hostNetwork: \(hostNetwork), containers: [{name: c, \(container)}]}
      status: {podIP: \(hostNetwork ? "192.168.1.1" : "10.244.1.5"), hostIP: 192.168.1.1}
      """)
  }

  private func probes(_ container: String) throws -> [PodProbe] {
    try #require(map(container).pods.first { $0.name == "web" }).probes
  }

  @Test("Numbers, numbers as text, names of the container's ports; scheme and threshold")
  func ports() throws {
    let found = try probes(
      """
      ports: [{name: http, containerPort: 8080}, {name: dns, protocol: UDP, containerPort: 53}],
      startupProbe: {tcpSocket: {port: "9000"}},
      livenessProbe: {grpc: {port: 9001}, failureThreshold: 5},
      readinessProbe: {httpGet: {port: http, scheme: HTTPS}}
      """)
    #expect(found.map(\.port) == [9000, 9001, 8080])
    #expect(found.map(\.kind) == [.startup, .liveness, .readiness])
    #expect(found.map(\.handler) == [.tcpSocket, .grpc, .httpGet])
    #expect(found.map(\.isTLS) == [false, false, true])
    #expect(found.map(\.failureThreshold) == [3, 5, 3])
    #expect(Set(found.map(\.container)) == ["c"])
  }

  @Test(
    "What makes no packets to the pod's address, or is malformed, is no probe and costs no pod",
    arguments: [
      "{exec: {command: [true]}}", "{httpGet: {port: 80, host: 10.0.0.1}}", "{httpGet: {port: nosuch}}",
      "{tcpSocket: {port: dns}}", "{tcpSocket: {port: 0}}", "{tcpSocket: {port: 99999}}", "{tcpSocket: {port: [1]}}",
      "{tcpSocket: 80}", "{tcpSocket: {}}", "[]", "{}", "\"x\"",
    ])
  func none(probe: String) throws {
    let ports = "ports: [{name: dns, protocol: UDP, containerPort: 53}]"
    #expect(try probes("\(ports), readinessProbe: \(probe)").isEmpty)
  }

  private static let readiness = "readinessProbe: {tcpSocket: {port: 8080}}, livenessProbe: {tcpSocket: {port: 8080}}"

  private func probe(_ map: ServiceMap, from client: String, to backend: String) -> KubeletProbe? {
    map.kubeletProbe(
      client: map.clientRole(ip(client)), backend: map.role(of: at(backend), transport: .tcp), port: at(backend).port)
  }

  @Test("From the pod's own node: by NodeIP, or by the address of the bridge or tunnel")
  func own() throws {
    let map = try map(Self.readiness)
    for client in ["192.168.1.1", "10.244.1.1", "10.244.1.0"] {
      #expect(probe(map, from: client, to: "10.244.1.5:8080")?.kinds == [.liveness, .readiness], "\(client)")
    }
  }

  @Test("Not from another node, another pod, or outside; not to another port")
  func others() throws {
    let map = try map(Self.readiness)
    for client in ["192.168.1.2", "10.244.2.1", "10.244.1.9", "10.244.1.5", "203.0.113.7"] {
      #expect(probe(map, from: client, to: "10.244.1.5:8080") == nil, "\(client)")
    }
    #expect(probe(map, from: "10.244.1.1", to: "10.244.1.5:8081") == nil)
    #expect(probe(map, from: "10.244.1.1", to: "10.244.1.6:8080") == nil)
  }

  @Test("A pod in its node's network is probed at the NodeIP")
  func hostNetwork() throws {
    let map = try map("ports: [{containerPort: 8080}], " + Self.readiness, hostNetwork: true)
    #expect(probe(map, from: "192.168.1.1", to: "192.168.1.1:8080") != nil)
    #expect(probe(map, from: "192.168.1.2", to: "192.168.1.1:8080") == nil)
  }

  @Test("The Services that lead to a pod, ready or not")
  func services() throws {
    let map = try ClusterTests.map(
      """
      kind: Pod
      metadata: {name: web, namespace: default}
      status: {podIP: 10.244.1.5}
      ---
      kind: Service
      metadata: {name: web, namespace: default}
      spec: {clusterIP: 10.96.0.1, ports: [{name: a, port: 80, targetPort: 8080}, {name: b, port: 81, targetPort: 8081}]}
      ---
      kind: EndpointSlice
      metadata: {name: web-1, namespace: default, labels: {kubernetes.io/service-name: web}}
      addressType: IPv4
      ports: [{name: a, port: 8080}, {name: b, port: 8081}]
      endpoints: [{addresses: [10.244.1.5], conditions: {ready: false}, targetRef: {kind: Pod, name: web}}]
      """)
    #expect(map.services(of: map.podIDs[0]).map { map[$0].port } == [80, 81])
    #expect(map.services(of: PodID(index: 7)).isEmpty)
  }
}
