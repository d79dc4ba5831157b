import Cluster
import Testing
import Trace

/// Findings from objects alone, each beside objects that have none.
@Suite struct ObjectCheckTests {
  /// Two nodes, a pod on each, one Service of both.
  private static let items = [
    "kind: Node, metadata: {name: n1}, status: {addresses: [{type: InternalIP, address: 192.168.0.1}]}",
    "kind: Node, metadata: {name: n2}, status: {addresses: [{type: InternalIP, address: 192.168.0.2}]}",
    "kind: Pod, metadata: {name: a, labels: {app: web}}, spec: {nodeName: n1, containers: [{ports: [{name: http, containerPort: 8080}]}]}, status: {phase: Running, podIP: 10.1.0.1}",
    "kind: Pod, metadata: {name: b, labels: {app: web}}, spec: {nodeName: n2, containers: [{ports: [{name: http, containerPort: 8080}]}]}, status: {phase: Running, podIP: 10.1.0.2}",
    "kind: ServiceCIDR, metadata: {name: k}, spec: {cidrs: [10.96.0.0/12]}",
    "kind: Service, metadata: {name: web}, spec: {type: NodePort, clusterIP: 10.96.0.7, selector: {app: web}, ports: [{port: 80, targetPort: http, nodePort: 30080}]}",
    "kind: EndpointSlice, metadata: {name: web-1, labels: {kubernetes.io/service-name: web}}, ports: [{port: 8080}], endpoints: [{addresses: [10.1.0.1], nodeName: n1, targetRef: {kind: Pod, name: a}}, {addresses: [10.1.0.2], nodeName: n2, targetRef: {kind: Pod, name: b}}]",
  ]

  private func findings(
    _ old: String = "", _ new: String = "", more: [String] = [], nodes: Set<String> = []
  ) throws -> [Finding] {
    let text = "kind: List\nitems:\n" + (Self.items + more).map { "- {\($0)}\n" }.joined()
    #expect(old.isEmpty || text.contains(old))
    var objects = ClusterObjects()
    try ClusterLoader.load(
      Array((old.isEmpty ? text : text.replacing(old, with: new)).utf8), name: "cluster", into: &objects)
    #expect(objects.problems.isEmpty)
    return ObjectCheck.findings(in: ServiceMap(objects), nodes: nodes)
  }

  private func ids(
    _ old: String = "", _ new: String = "", more: [String] = [], nodes: Set<String> = []
  ) throws -> [String] { try findings(old, new, more: more, nodes: nodes).map(\.kind.id) }

  @Test("Nothing is wrong with a healthy cluster") func healthy() throws { #expect(try ids() == []) }

  private static let slice = "{addresses: [10.1.0.1], nodeName: n1,"
  private static let unready = "{addresses: [10.1.0.1], nodeName: n1, conditions: {ready: false},"

  @Test("Endpoints that are not ready: some, all, none there, only terminating ones")
  func readiness() throws {
    let some = try findings(Self.slice, Self.unready)
    #expect(some.map(\.kind) == [.endpointsNotReady])
    #expect(some[0].sentence == "Service default/web has 2 endpoints, of which 1 is not ready: pod default/a.")
    #expect(
      some[0].evidence.map(\.text) == [
        "EndpointSlice of Service default/web: 10.1.0.1:8080 (pod default/a on node n1): ready false, serving false, terminating false"
      ])
    let none = try findings("nodeName: n1, targetRef", "nodeName: n1, conditions: {ready: false}, targetRef")
    #expect(none.count == 1)
    let all = try findings(", targetRef", ", conditions: {ready: false}, targetRef")
    #expect(all.map(\.kind) == [.noReadyEndpoints])
    #expect(
      all[0].sentence
        == "Service default/web leads nowhere, and connections to it are refused: none of its 2 endpoints is ready.")
    #expect(try ids("endpoints: [", "x: [") == ["no-ready-endpoints"])
    let ending = ", conditions: {ready: false, serving: true, terminating: true}, targetRef"
    #expect(try findings(", targetRef", ending).map(\.sentence).first?.contains("only pods that terminate") == true)
    #expect(try ids(Self.slice, Self.unready.replacing("ready: false", with: "ready: false, terminating: true")) == [])
  }

  @Test("Why a Service has no endpoint is said, and not that it has none besides")
  func causes() throws {
    let labels = try findings("selector: {app: web}", "selector: {app: wed}")
    #expect(labels.isEmpty)
    let lost =
      "kind: Service, metadata: {name: lost}, spec: {clusterIP: 10.96.0.9, selector: {app: x}, ports: [{port: 80}]}"
    let found = try findings(more: [lost])
    #expect(found.map(\.kind) == [.selectorMatchesNothing])
    #expect(found[0].subject == FindingSubject(service: .init("default", "lost")))
    #expect(found[0].evidence.map(\.text) == ["Service default/lost: spec.selector app=x"])
    #expect(found[0].confirm == "kubectl describe service -n default lost")
    #expect(try ids(more: [lost.replacing("selector: {app: x}, ", with: "")]) == ["service-without-endpoints"])
    #expect(try ids("targetPort: http", "targetPort: https") == ["named-target-port-missing"])
    #expect(try ids("targetPort: http", "targetPort: 8081") == ["target-port-not-declared"])
  }

  @Test("What two claim: nodePort, hostPort, addresses")
  func conflicts() throws {
    let other =
      "kind: Service, metadata: {name: other}, spec: {type: NodePort, clusterIP: 10.96.0.8, selector: {app: web}, ports: [{port: 81, targetPort: 8080, nodePort: 30081}]}"
    let slice = Self.items[6].replacing("web-1", with: "o-1").replacing(
      "service-name: web", with: "service-name: other")
    #expect(try ids(more: [other, slice]) == [])
    #expect(try ids(more: [other.replacing("30081", with: "30080"), slice]) == ["duplicate-node-port"])
    let same = try findings(more: [other.replacing("10.96.0.8", with: "10.96.0.7"), slice])
    #expect(
      same.map(\.sentence) == [
        "Service default/other and Service default/web both have address 10.96.0.7: connections to it may end at either."
      ])
    #expect(try ids("10.1.0.2", "10.1.0.1") == ["duplicate-address"])
    #expect(try ids("podIP: 10.1.0.2", "podIP: 192.168.0.2") == ["duplicate-address"])
    #expect(try ids("192.168.0.2", "192.168.0.1") == ["duplicate-address"])
    #expect(try ids("10.96.0.7", "10.112.0.7") == ["cluster-ip-outside-range"])
    let hosts = "containerPort: 8080, hostPort: 80"
    #expect(try ids("containerPort: 8080", hosts) == [])
    #expect(
      try findings(
        "nodeName: n2, containers: [{ports: [{name: http, containerPort: 8080",
        "nodeName: n1, containers: [{ports: [{name: http, \(hosts)",
        more: [
          "kind: Pod, metadata: {name: c}, spec: {nodeName: n1, containers: [{ports: [{containerPort: 80, hostPort: 80}]}]}"
        ]
      ).map(\.subject) == [FindingSubject(pod: .init("default", "c"), node: "n1")])
  }

  @Test("Traffic policies Local on nodes without an endpoint")
  func localPolicies() throws {
    let local = "type: NodePort, externalTrafficPolicy: Local"
    #expect(try ids("type: NodePort", local) == [])
    let third = "kind: Node, metadata: {name: n3}, status: {addresses: [{type: InternalIP, address: 192.168.0.3}]}"
    let found = try findings("type: NodePort", local, more: [third])
    #expect(found.map(\.kind) == [.nodesWithoutLocalEndpoint])
    #expect(
      found[0].sentence
        == "Service default/web drops nodePort 30080 on node n3: externalTrafficPolicy is Local, and no endpoint is there."
    )
    #expect(found[0].subject.node == "n3")
    #expect(try ids("type: NodePort", local, more: [third], nodes: ["n1"]) == [])
    #expect(try ids("type: NodePort", local, more: [third], nodes: ["n3"]).count == 1)
    #expect(try ids("type: NodePort", "type: NodePort, internalTrafficPolicy: Local", more: [third]).count == 1)
    let balanced = "type: LoadBalancer, externalTrafficPolicy: Local, healthCheckNodePort: 32000"
    #expect(try ids("type: NodePort", balanced, more: [third]) == [])
    #expect(try ids("type: NodePort", local.replacing("}", with: "")).isEmpty)
  }

  @Test("A policy Local whose endpoints are on no node leads nowhere")
  func homeless() throws {
    let text = Self.items[6].replacing("nodeName: n1, targetRef: {kind: Pod, name: a}", with: "ready: 1")
    let outside =
      "kind: EndpointSlice, metadata: {name: web-1, labels: {kubernetes.io/service-name: web}}, ports: [{port: 8080}], endpoints: [{addresses: [172.16.0.9]}]"
    #expect(text != outside)
    let found = try findings(
      "type: NodePort", "type: NodePort, externalTrafficPolicy: Local", more: [outside])
    #expect(found.map(\.kind) == [.noLocalEndpointExternal])
    #expect(found[0].sentence.contains("on every node"))
  }

  @Test("A family that no endpoint has")
  func families() throws {
    let found = try findings(
      "clusterIP: 10.96.0.7", "clusterIPs: [10.96.0.7, \"fd00:96::7\"]",
      more: [
        "kind: ServiceCIDR, metadata: {name: k6}, spec: {cidrs: [\"fd00:96::/112\"]}"
      ])
    #expect(found.map(\.kind) == [.familyMismatch])
    #expect(
      found[0].sentence.hasPrefix("Service default/web has the IPv6 address fd00:96::7, but none of its endpoints"))
  }

  @Test("Manifests and ExternalNames say nothing of endpoints")
  func manifests() throws {
    #expect(try ids("kind: EndpointSlice", "kind: Event") == [])
    #expect(
      try ids(more: [
        "kind: Service, metadata: {name: x}, spec: {type: ExternalName, externalName: y, ports: [{port: 1}]}"
      ]) == [])
  }

  @Test("A name that Kubernetes would refuse gets into no command")
  func hostile() throws {
    let lost =
      "kind: Service, metadata: {name: x; rm -rf ~}, spec: {clusterIP: 10.96.0.9, selector: {app: x}, ports: [{port: 80}]}"
    let found = try findings(more: [lost])
    #expect(found.allSatisfy { !$0.confirm.contains("rm -rf") })
    #expect(found.count == 1)
  }
}
