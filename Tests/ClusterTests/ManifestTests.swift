import Cluster
import Testing
import Wire

/// Objects as people write them, before a cluster adds addresses.
@Suite struct ManifestTests {
  static let nginx = """
    apiVersion: v1
    kind: Service
    metadata: {name: nginx-service}
    spec:
      type: NodePort
      selector: {app: nginx}
      ports: [{port: 30080, targetPort: 80, nodePort: 30001}]
    ---
    apiVersion: v1
    kind: Service
    metadata: {name: mysql-service}
    spec:
      selector: {app: mysql}
      ports: [{port: 33306, targetPort: 3306}]
    ---
    # a deployment stands for its pods
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: nginx}
    spec:
      replicas: 1
      selector: {matchLabels: {app: nginx}}
      template:
        metadata: {labels: {app: nginx}}
        spec: {containers: [{name: nginx, image: nginx, ports: [{containerPort: 80}]}]}
    ---
    apiVersion: v1
    kind: Pod
    metadata: {name: influxdb}
    spec: {containers: [{name: influxdb, ports: [{containerPort: 8086, hostPort: 8086}]}]}
    """
  let map: ServiceMap

  init() throws { map = try ClusterTests.map(Self.nginx) }

  @Test("nodePort 30001 → port 30080 → targetPort 80: the entrance used is named, the other is no hop")
  func nodePort() throws {
    let result = map.resolve("192.168.50.10:5000", "192.168.50.11:30001", "10.244.1.5:80")
    let service = try #require(result.service)
    #expect(map[service].name == "nginx-service")
    #expect(map[service].port == 30080)
    #expect(result.front?.addressKind == .nodeIP)
    #expect(result.front?.portKind == .nodePort)
    #expect(result.backend?.addressKind == .podIP)
    #expect(result.backend?.portKind == .targetPort)
    #expect(map.names(result.backend?.pods ?? []) == ["nginx"])
    #expect(result.inferred)
    #expect(map.permits("192.168.50.11:30001", "10.244.1.5:80") == .unknown)
  }

  @Test("The Service port 30080 looks like a node port and is none")
  func portInNodePortRange() {
    let result = map.resolve("10.244.1.9:5000", "10.96.3.4:30080", "10.244.1.5:80")
    #expect(result.service.map { map[$0].name } == "nginx-service")
    #expect(result.front?.addressKind == .clusterIP)
    #expect(result.front?.portKind == .port)
  }

  @Test("mysql-service: 33306 → 3306, though no pod is known")
  func mysql() {
    let result = map.resolve("10.244.1.9:5000", "10.96.3.9:33306", "10.244.2.7:3306")
    #expect(result.service.map { map[$0].name } == "mysql-service")
    #expect(result.front?.addressKind == .clusterIP)
    #expect(result.backend?.addressKind == .podIP)
    #expect(result.inferred)
  }

  @Test("influxdb's hostPort 8086 → containerPort 8086")
  func hostPort() {
    let result = map.resolve("192.168.50.10:5000", "192.168.50.12:8086", "10.244.2.8:8086")
    #expect(result.service == nil)
    #expect(result.front?.addressKind == .nodeIP)
    #expect(result.front?.portKind == .hostPort)
    #expect(result.backend?.portKind == .containerPort)
    #expect(map.names(result.backend?.pods ?? []) == ["influxdb"])
    #expect(map.role("192.168.50.12:8086").portKind == .hostPort)
  }

  @Test("Another targetPort is another thing: nothing is concluded")
  func noFit() {
    for (front, backend) in [("10.96.3.9:33306", "10.244.2.7:3307"), ("10.96.3.9:33307", "10.244.2.7:3306")] {
      let result = map.resolve("10.244.1.9:5000", front, backend)
      #expect(result.service == nil)
      #expect(!result.inferred)
      #expect(result.front?.addressKind == .unknown)
    }
  }

  @Test("Seen alone, a declared nodePort is inferred, and a Service port is a candidate at most")
  func alone() {
    let node = map.resolve("192.168.50.10:5000", "192.168.50.11:30001", nil)
    #expect(node.front?.portKind == .nodePort)
    #expect(node.service.map { map[$0].name } == "nginx-service")
    #expect(node.inferred)
    let port = map.resolve("10.244.1.9:5000", "10.96.3.9:33306", nil)
    #expect(port.service == nil)
    #expect(map.names(port.candidates) == ["mysql-service"])
    #expect(port.front?.addressKind == .unknown)
    #expect(!port.ambiguous)
    #expect(map.resolve("10.244.1.9:5000", "10.96.3.9:443", nil).candidates.isEmpty)
  }

  @Test("With Nodes among the objects, an address that is not theirs is not taken for one")
  func withNodes() throws {
    let known = try ClusterTests.map(
      Self.nginx + """

        ---
        kind: Node
        metadata: {name: n1}
        status: {addresses: [{type: InternalIP, address: 192.168.50.11}]}
        """)
    #expect(known.role("192.168.50.11:30001").inferred == false)
    #expect(known.role("192.168.50.11:30001").portKind == .nodePort)
    #expect(known.role("8.8.8.8:30001").addressKind == .external)
  }

  @Test("Two manifests that fit one pair are both named")
  func twoFit() throws {
    let twins = try ClusterTests.map(
      Self.nginx + """

        ---
        kind: Service
        metadata: {name: other-db}
        spec: {selector: {app: other}, ports: [{port: 33306, targetPort: 3306}]}
        """)
    let result = twins.resolve("10.244.1.9:5000", "10.96.3.9:33306", "10.244.2.7:3306")
    #expect(result.service == nil)
    #expect(twins.names(result.candidates) == ["mysql-service", "other-db"])
    #expect(result.ambiguous)
    #expect(twins.resolve("10.244.1.9:5000", "10.96.3.9:33306", nil).ambiguous)
  }

  @Test("A named targetPort is looked up in each template, and a node port still to come is recognised on a node")
  func namedAndAwaited() throws {
    let text = """
      kind: List
      items:
      - {kind: Node, metadata: {name: n1}, status: {addresses: [{type: InternalIP, address: 192.168.50.11}]}}
      - {kind: Service, metadata: {name: web}, spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, targetPort: http}]}}
      - {kind: StatefulSet, metadata: {name: web}, spec: {template: {metadata: {labels: {app: web}}, spec: {containers: [{ports: [{name: http, containerPort: 8000}]}]}}}}
      """
    let map = try ClusterTests.map(text)
    let result = map.resolve("8.8.8.8:5000", "192.168.50.11:31999", "10.1.0.5:8000")
    #expect(result.service.map { map[$0].name } == "web")
    #expect(result.front?.portKind == .nodePort)
    #expect(result.inferred)
    #expect(map.resolve("8.8.8.8:5000", "192.168.50.11:31999", "10.1.0.5:8001").service == nil)
    #expect(map.resolve("8.8.8.8:5000", "192.168.50.11:29999", "10.1.0.5:8000").service == nil)
  }

  @Test("A workload whose pods are among the objects adds none of its own")
  func templateWithPods() throws {
    let text =
      Self.nginx + "\n---\nkind: Pod\nmetadata: {name: nginx-x, labels: {app: nginx}}\nstatus: {podIP: 10.1.0.1}"
    #expect(try ClusterTests.map(text).hostNames == ["influxdb", "nginx-x"])
    #expect(map.hostNames == ["influxdb", "nginx"])
    #expect(map[map.pods(named: "nginx")[0]].replicas == 1)
  }
}
