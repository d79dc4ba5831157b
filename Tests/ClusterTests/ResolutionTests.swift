import Cluster
import Testing
import Wire

/// Whether a pair may be one connection, and what its parts are called.
@Suite struct ResolutionTests {
  let map: ServiceMap

  init() throws { map = try ClusterTests.map(cluster) }

  @Test(
    "The data plane leads an entrance to its own endpoints only",
    arguments: [
      ("10.96.0.10:80", "10.244.1.10:8080", Verdict.yes), ("192.168.1.2:30080", "10.244.2.10:8081", .yes),
      ("192.0.2.50:80", "10.244.1.10:8080", .yes), ("192.0.2.50:80", "192.168.1.1:30080", .yes),
      ("192.168.1.2:18086", "10.244.2.20:8086", .yes), ("10.96.0.1:443", "192.168.1.1:6443", .yes),
      ("10.96.0.10:80", "10.244.1.10:9102", .no), ("10.96.0.10:80", "10.244.2.10:8080", .no),
      ("192.168.1.2:30080", "10.244.2.20:8086", .no), ("192.168.1.2:18086", "10.244.2.20:8087", .no),
      ("192.168.1.2:18086", "10.244.1.10:8086", .no), ("10.96.0.10:80", "192.168.1.1:30080", .no),
      ("10.96.7.7:80", "10.244.1.10:8080", .unknown), ("8.8.8.8:53", "10.244.1.10:8080", .unknown),
      ("192.168.1.1:9100", "10.244.1.10:8080", .unknown), ("10.244.1.10:8080", "10.244.2.10:8081", .unknown),
    ])
  func permits(front: String, backend: String, verdict: Verdict) {
    #expect(map.permits(front, backend) == verdict)
    #expect(map.permits(front, backend, .udp) == .unknown)
  }

  @Test("Without a slice in the objects, pods that a selector finds are endpoints, and others may be")
  func selectorOnly() throws {
    let text = """
      kind: List
      items:
      - {kind: Pod, metadata: {name: a, labels: {app: a}}, status: {podIP: 10.1.0.1}}
      - {kind: Pod, metadata: {name: b, labels: {app: b}}, status: {podIP: 10.1.0.2}}
      - {kind: Pod, metadata: {name: c, labels: {app: c}}}
      - {kind: Service, metadata: {name: a}, spec: {clusterIP: 10.96.0.1, selector: {app: a}, ports: [{port: 80}]}}
      - {kind: Service, metadata: {name: c}, spec: {clusterIP: 10.96.0.3, selector: {app: c}, ports: [{port: 80}]}}
      - {kind: Service, metadata: {name: d}, spec: {clusterIP: 10.96.0.4, ports: [{port: 80, targetPort: 81}]}}
      """
    let map = try ClusterTests.map(text)
    #expect(map.permits("10.96.0.1:80", "10.1.0.1:80") == .yes)
    #expect(map.permits("10.96.0.1:80", "10.1.0.2:80") == .no)
    #expect(map.permits("10.96.0.3:80", "10.1.0.9:80") == .unknown)
    #expect(map.permits("10.96.0.3:80", "10.1.0.9:81") == .no)
    #expect(map.permits("10.96.0.4:80", "10.1.0.9:80") == .unknown)
    let backend = try #require(map[map.servicePortIDs[0]].backends.first)
    #expect(backend.assumed)
    #expect(backend.ready)
  }

  @Test("A slice without ports restricts none; one of host names leaves its addresses open")
  func oddSlices() throws {
    let text = """
      kind: List
      items:
      - {kind: Service, metadata: {name: a}, spec: {clusterIP: 10.96.0.1, ports: [{port: 80}]}}
      - {kind: Service, metadata: {name: f}, spec: {clusterIP: 10.96.0.2, ports: [{port: 80}]}}
      - {kind: EndpointSlice, metadata: {name: a, labels: {kubernetes.io/service-name: a}}, addressType: IPv4, ports: null, endpoints: [{addresses: [10.1.0.1, 10.1.0.2]}]}
      - {kind: EndpointSlice, metadata: {name: f, labels: {kubernetes.io/service-name: f}}, addressType: FQDN, endpoints: [{addresses: [db.example.com]}]}
      """
    let map = try ClusterTests.map(text)
    #expect(map.permits("10.96.0.1:80", "10.1.0.1:12345") == .yes)
    #expect(map.permits("10.96.0.1:80", "10.1.0.2:80") == .yes)
    #expect(map.permits("10.96.0.1:80", "10.1.0.3:80") == .no)
    #expect(map.permits("10.96.0.2:80", "10.1.0.3:80") == .unknown)
    #expect(map.names(map.role("10.1.0.1:7").services) == ["a"])
  }

  @Test("Endpoints stand in for a Service without slices, not beside them")
  func endpointsFallback() throws {
    let text = """
      kind: List
      items:
      - {kind: Service, metadata: {name: a}, spec: {clusterIP: 10.96.0.1, ports: [{port: 80}]}}
      - {kind: Endpoints, metadata: {name: a}, subsets: [{addresses: [{ip: 10.1.0.1}], notReadyAddresses: [{ip: 10.1.0.2}], ports: [{port: 8080}]}]}

      """
    let map = try ClusterTests.map(text)
    #expect(map[map.servicePortIDs[0]].backends.map(\.ready) == [true, false])
    #expect(map.permits("10.96.0.1:80", "10.1.0.2:8080") == .yes)
    let both = try ClusterTests.map(
      text
        + "- {kind: EndpointSlice, metadata: {name: s, labels: {kubernetes.io/service-name: a}}, addressType: IPv4, ports: [{port: 9}], endpoints: [{addresses: [10.1.0.9]}]}"
    )
    #expect(both.permits("10.96.0.1:80", "10.1.0.2:8080") == .no)
    #expect(both.permits("10.96.0.1:80", "10.1.0.9:9") == .yes)
  }

  @Test("A joined pair: client, entrance, mapping, endpoint")
  func joined() throws {
    let result = map.resolve("8.8.8.8:5000", "192.168.1.1:30080", "10.244.2.10:8081")
    #expect(result.client.addressKind == .external)
    #expect(result.front?.portKind == .nodePort)
    #expect(result.backend?.portKind == .targetPort)
    #expect(map.names(result.backend?.pods ?? []) == ["web-2"])
    let service = try #require(result.service)
    #expect(map[service].port == 80)
    #expect(map[service].nodePort == 30080)
    #expect(result.candidates.isEmpty)
    #expect(!result.ambiguous)
    #expect(!result.inferred)
  }

  @Test("Of an endpoint of two Services, the entrance says which")
  func sharedEndpoint() {
    let result = map.resolve("10.244.2.10:5000", "10.96.0.10:80", "10.244.1.10:8080")
    #expect(map.names(result.backend?.services ?? []) == ["web"])
    #expect(map.names(result.client.pods) == ["web-2"])
  }

  @Test("A pod dialled directly, or seen only behind the entrance: every Service may have led there")
  func notObserved() {
    for result in [
      map.resolve("10.244.2.10:5000", nil, "10.244.1.10:8080"),
      map.resolve("10.244.2.10:5000", "10.244.1.10:8080", "10.244.1.10:8080"),
      map.resolve("10.244.2.10:5000", "10.244.1.10:8080", nil),
    ] {
      #expect(result.service == nil)
      #expect(map.names(result.candidates) == ["web", "quiet"])
      #expect(!result.ambiguous)
    }
    #expect(map.resolve("10.244.2.10:5000", nil, "8.8.8.8:53").candidates.isEmpty)
  }

  @Test("A hostPort ends at its pod's containerPort and is no Service's")
  func hostPort() {
    let result = map.resolve("8.8.8.8:5000", "192.168.1.2:18086", "10.244.2.20:8086")
    #expect(result.service == nil)
    #expect(result.front?.portKind == .hostPort)
    #expect(result.backend?.portKind == .containerPort)
    #expect(map.names(result.backend?.pods ?? []) == ["influx"])
    let open = map.resolve("8.8.8.8:5000", "192.168.1.1:9100", "192.168.1.1:9100")
    #expect(open.front?.portKind == .hostPort)
    #expect(open.backend?.portKind == .containerPort)
  }

  @Test("An entrance of two Services is decided by the endpoint, or not at all")
  func twoServices() throws {
    let twins = try ClusterTests.map(
      cluster + """
        - kind: Service
          metadata: {name: twin, namespace: shop}
          spec: {clusterIP: 10.96.0.11, externalIPs: [198.51.100.7], ports: [{port: 80}]}

        """)
    let told = twins.resolve("8.8.8.8:5000", "198.51.100.7:80", "10.244.1.10:8080")
    #expect(told.service.map { twins[$0].name } == "web")
    #expect(!told.ambiguous)
    let alone = twins.resolve("8.8.8.8:5000", "198.51.100.7:80", nil)
    #expect(alone.service == nil)
    #expect(twins.names(alone.candidates) == ["web", "twin"])
    #expect(alone.ambiguous)
  }

  @Test("ICMP: addresses are named, ports are not")
  func icmp() {
    let result = map.resolve("10.244.2.10:80", "10.96.0.10:80", nil, .icmp)
    #expect(result.front?.addressKind == .clusterIP)
    #expect(result.service == nil)
  }
}
