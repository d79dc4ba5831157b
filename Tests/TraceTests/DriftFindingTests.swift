import Cluster
import Testing
import Trace

/// Differences between rules and objects, in sentences.
@Suite struct DriftFindingTests {
  private static let objects = """
    kind: List
    items:
    - {kind: Node, metadata: {name: n1}, status: {addresses: [{type: InternalIP, address: 172.18.0.11}]}}
    - {kind: Pod, metadata: {name: web-1}, spec: {nodeName: n1, containers: [{ports: [{containerPort: 8080, hostPort: 8086}]}]}, status: {phase: Running, podIP: 10.1.0.1}}
    - {kind: Service, metadata: {name: kubernetes}, spec: {clusterIP: None, ports: [{port: 443}]}}
    - {kind: EndpointSlice, metadata: {name: k, labels: {kubernetes.io/service-name: kubernetes}}, ports: [{port: 6443}], endpoints: [{addresses: [172.18.0.1]}]}
    - {kind: Service, metadata: {name: web}, spec: {type: NodePort, clusterIP: 10.96.0.7, ports: [{port: 80, targetPort: 8080, nodePort: 30080}]}}
    - {kind: EndpointSlice, metadata: {name: w, labels: {kubernetes.io/service-name: web}}, ports: [{port: 8080}], endpoints: [{addresses: [10.1.0.1], nodeName: n1}]}

    """
  private static let rules = """
    *nat
    :KUBE-SERVICES - [0:0]
    :CNI-HOSTPORT-DNAT - [0:0]
    -A CNI-DN-1 -p tcp -m tcp --dport 8086 -j DNAT --to-destination 10.1.0.1:8080
    -A KUBE-SERVICES -d 10.96.0.7/32 -p tcp -m comment --comment "default/web cluster IP" -m tcp --dport 80 -j KUBE-SVC-X
    -A KUBE-NODEPORTS -p tcp -m comment --comment "default/web" -m tcp --dport 30080 -j KUBE-EXT-X
    -A KUBE-EXT-X -j KUBE-SVC-X
    -A KUBE-SVC-X -j KUBE-SEP-A
    -A KUBE-SEP-A -p tcp -m tcp -j DNAT --to-destination 10.1.0.1:8080
    COMMIT

    """

  private func findings(
    rules old: String = "*nat", _ new: String = "*nat", objects oldObject: String = "kind: List",
    _ newObject: String = "kind: List"
  ) throws -> [Finding] {
    #expect(Self.rules.contains(old) && Self.objects.contains(oldObject))
    var objects = ClusterObjects()
    let text = Self.objects.replacing(oldObject, with: newObject)
    try ClusterLoader.load(Array(text.utf8), name: "c.yaml", into: &objects)
    let rules = try NodeRules(Array(Self.rules.replacing(old, with: new).utf8), name: "n1.rules")
    return ObjectCheck.findings(in: ServiceMap(objects), rules: [.init(node: "n1", rules: rules)])
  }

  /// - Returns: `F63 sentence`.
  private func sentences(
    rules old: String = "*nat", _ new: String = "*nat", objects oldObject: String = "kind: List",
    _ newObject: String = "kind: List"
  ) throws -> [String] {
    try findings(rules: old, new, objects: oldObject, newObject).map { "\($0.kind.code) \($0.sentence)" }
  }

  @Test("Nothing is said of rules that agree") func agreement() throws { #expect(try findings().isEmpty) }

  @Test func services() throws {
    #expect(
      try sentences(rules: "10.96.0.7/32", "10.96.0.8/32") == [
        "F63 The rules of node n1 lack ClusterIP 10.96.0.7:80/tcp of Service default/web, though they have its other entrances.",
        "F65 The rules of node n1 have 10.96.0.8:80/tcp for Service default/web, which the object does not have (any more).",
      ])
    let gone = try sentences(rules: "-A KUBE-", "# ")
    #expect(
      gone == [
        "F63 The rules of node n1 do not know Service default/web port 80: ClusterIP 10.96.0.7:80/tcp, nodePort 30080/tcp lead nowhere there."
      ])
    #expect(
      try sentences(
        rules: "default/web", "default/old",
        objects: "10.96.0.7, ports: [{port: 80, targetPort: 8080, nodePort: 30080}]",
        "10.96.0.9, ports: [{port: 80, targetPort: 8080}]"
      ).last
        == "F65 The rules of node n1 have Service default/old (10.96.0.7:80/tcp, nodePort 30080/tcp), which the objects do not have."
    )
  }

  @Test func endpoints() throws {
    #expect(
      try sentences(rules: "10.1.0.1:8080\nCOMMIT", "10.1.0.9:8080\nCOMMIT").map { String($0.prefix(3)) } == [
        "F63", "F64",
      ])
    let refused = try sentences(
      rules: "-A KUBE-SVC-X -j KUBE-SEP-A", "-A KUBE-SVC-X -j DROP")
    #expect(
      refused == [
        "F63 The rules of node n1 drop connections to ClusterIP 10.96.0.7:80/tcp, nodePort 30080/tcp of Service default/web, though it has 1 usable endpoint: 10.1.0.1:8080 (pod default/web-1 on node n1)."
      ])
    let unready = try sentences(objects: "nodeName: n1}]}", "nodeName: n1, conditions: {ready: false}}]}")
    #expect(
      unready.last
        == "F64 The rules of node n1 lead ClusterIP 10.96.0.7:80/tcp, nodePort 30080/tcp of Service default/web to 10.1.0.1:8080, which is not ready."
    )
  }

  @Test func policies() throws {
    let found = try findings(objects: "type: NodePort", "type: NodePort, externalTrafficPolicy: Local")
    #expect(
      found.map(\.sentence) == [
        "The rules of node n1 treat nodePort 30080/tcp of Service default/web as if externalTrafficPolicy were Cluster: the object says Local."
      ])
    #expect(
      found[0].evidence.map(\.text) == [
        "n1.rules line 6, chain KUBE-NODEPORTS: nodePort 30080/tcp → endpoints of all nodes",
        "Service default/web: spec.externalTrafficPolicy Local",
      ])
  }

  @Test func hostPorts() throws {
    #expect(
      try sentences(
        rules: "dport 8086 -j DNAT --to-destination 10.1.0.1", "dport 8087 -j DNAT --to-destination 10.1.0.9") == [
          "F33 The rules of node n1 lack hostPort 8086/tcp of pod default/web-1, which is on this node.",
          "F33 The rules of node n1 lead hostPort 8087/tcp to 10.1.0.9:8080: an address that no pod has.",
        ])
  }

  @Test("Rules without kube-proxy are no reason to miss every Service")
  func otherPlane() throws {
    let found = try findings(rules: ":KUBE-SERVICES - [0:0]", ":OTHER - [0:0]")
    #expect(found.map(\.kind) == [.unsupportedDataPlane])
    #expect(found[0].kind.severity == .note)
  }
}
