import Cluster
import Testing
import Wire

/// Rules against objects: each difference beside objects that have none.
@Suite struct DriftTests {
  /// The objects that `RuleSamples` were made of, as far as a test does not change them.
  private static let objects = """
    kind: List
    items:
    - {kind: Node, metadata: {name: n1, labels: {topology.kubernetes.io/zone: a}}, status: {addresses: [{type: InternalIP, address: 172.18.0.11}]}}
    - {kind: Node, metadata: {name: n2, labels: {topology.kubernetes.io/zone: b}}, status: {addresses: [{type: InternalIP, address: 172.18.0.12}]}}
    - {kind: Pod, metadata: {name: web-1}, spec: {nodeName: n1}, status: {phase: Running, podIP: 10.244.1.7}}
    - {kind: Pod, metadata: {name: web-2}, spec: {nodeName: n2}, status: {phase: Running, podIP: 10.244.2.5}}
    - {kind: Pod, metadata: {name: influx}, spec: {nodeName: n1, containers: [{ports: [{containerPort: 8086, hostPort: 8086}]}]}, status: {phase: Running, podIP: 10.244.1.8}}
    - {kind: Service, metadata: {name: web}, spec: {type: LoadBalancer, clusterIP: 10.96.127.254, ports: [{name: http, port: 80, targetPort: 8080, nodePort: 30080}]}, status: {loadBalancer: {ingress: [{ip: 172.18.0.200}]}}}
    - {kind: Service, metadata: {name: local}, spec: {type: NodePort, externalTrafficPolicy: Local, clusterIP: 10.96.166.77, ports: [{name: tcp-echo, port: 8000, targetPort: 7000, nodePort: 30002}]}}
    - {kind: Service, metadata: {name: nobody}, spec: {type: NodePort, clusterIP: 10.96.101.173, ports: [{name: http, port: 80, nodePort: 30012}]}}
    - {kind: EndpointSlice, metadata: {name: web-1, labels: {kubernetes.io/service-name: web}}, ports: [{name: http, port: 8080}], endpoints: [{addresses: [10.244.1.7], nodeName: n1}, {addresses: [10.244.2.5], nodeName: n2}]}
    - {kind: EndpointSlice, metadata: {name: local-1, labels: {kubernetes.io/service-name: local}}, ports: [{name: tcp-echo, port: 7000}], endpoints: [{addresses: [10.244.2.4], nodeName: n2}]}
    - {kind: EndpointSlice, metadata: {name: nobody-1, labels: {kubernetes.io/service-name: nobody}}, ports: [{name: http, port: 80}], endpoints: [{addresses: [10.244.2.6], nodeName: n2, conditions: {ready: false}}]}

    """
  private static let kubernetes =
    "- {kind: Service, metadata: {name: kubernetes}, spec: {clusterIP: None, ports: [{port: 443}]}}\n"

  /// What differs, in words, when a piece of the objects or rules is another.
  private func drifts(
    _ old: String = "kind: List", _ new: String = "kind: List", rules oldRule: String = "*nat",
    _ newRule: String = "*nat", more: String = "", node: String? = "n1"
  ) throws -> [String] {
    #expect(Self.objects.contains(old) && RuleSamples.iptables.contains(oldRule))
    let map = try ClusterTests.map(Self.objects.replacing(old, with: new) + more)
    let rules = try RuleSamples.read(RuleSamples.iptables.replacing(oldRule, with: newRule))
    return DriftFinder.drifts(of: rules, node: node.flatMap(map.node(named:)), in: map).map { Self.words($0, map) }
  }

  private static func words(_ drift: RuleDrift, _ map: ServiceMap) -> String {
    func name(_ id: ServicePortID) -> String { map[id].name }
    func lines(_ fronts: [RuleFront]) -> String { fronts.map { "\($0.place.line ?? 0)" }.joined(separator: ",") }
    func list(_ backends: [Backend]) -> String { backends.map { "\($0.socket!)" }.joined(separator: ",") }
    return switch drift {
    case .serviceMissing(let id, let entrances): "\(name(id)) missing at \(entrances.count)"
    case .entranceMissing(let id, let entrance): "\(name(id)) lacks \(entrance)"
    case .endpointsMissing(let id, let fronts, let backends):
      "\(name(id)) \(lines(fronts)) lacks \(list(backends))"
    case .endpointStale(let id, let fronts, let endpoint, let reason):
      "\(name(id)) \(lines(fronts)) has \(endpoint.socket) \(word(reason, map))"
    case .wrongScope(let id, let front): "\(name(id)) is \(front.scope!)"
    case .unrestricted(let id, _): "\(name(id)) is open"
    case .serviceUnknown(let fronts): "unknown \(fronts[0].service?.name ?? "?") \(fronts.count)"
    case .hostPortMissing(let pod, let port, let family): "\(map[pod].name) lacks \(port.hostPort!) \(family)"
    case .hostPortStale(let front, let endpoint): "hostPort \(front.place.line ?? 0) has \(endpoint.socket)"
    }
  }

  private static func word(_ reason: RuleDrift.StaleReason, _ map: ServiceMap) -> String {
    switch reason {
    case .noEndpoint(let pod): "of \(map[pod].name)"
    case .otherNode(let node): "on \(node.map { map[$0].name } ?? "?")"
    default: "\(reason)"
    }
  }

  @Test("Rules that agree, of either program")
  func agreement() throws {
    #expect(try drifts() == [])
    #expect(try drifts(node: nil) == [])
    let map = try ClusterTests.map(Self.objects)
    for text in [RuleSamples.nft, RuleSamples.json] {
      let found = DriftFinder.drifts(of: try RuleSamples.read(text), node: map.node(named: "n1"), in: map)
      #expect(found.map { Self.words($0, map).prefix(8) } == ["hostPort", "hostPort"])
    }
  }

  @Test("An endpoint that the rules lack is told once, whatever entrances lead to it")
  func missing() throws {
    let slice = "{addresses: [10.244.1.7], nodeName: n1}, "
    #expect(
      try drifts(slice, slice + "{addresses: [10.244.1.20], nodeName: n1}, ") == ["web 47,48,40 lacks 10.244.1.20:8080"]
    )
    let ready = "{addresses: [10.244.2.6], nodeName: n2, conditions: {ready: false}}"
    let refused = try drifts(ready, "{addresses: [10.244.2.6], nodeName: n2}")
    #expect(refused == ["nobody 10,8 lacks 10.244.2.6:80"])
  }

  @Test("An endpoint that only the rules have, and why it should not be there")
  func stale() throws {
    let slice = ", {addresses: [10.244.2.5], nodeName: n2}"
    #expect(try drifts(slice, "") == ["web 47,48,40 has 10.244.2.5:8080 of web-2"])
    let gone = "{name: web-2}, spec: {nodeName: n2}, status: {phase: Running, podIP: 10.244.2.5}"
    let map = Self.objects.replacing(gone, with: "{name: web-2}, spec: {nodeName: n2}").replacing(slice, with: "")
    let rules = try RuleSamples.read(RuleSamples.iptables)
    let objects = try ClusterTests.map(map)
    #expect(
      DriftFinder.drifts(of: rules, node: nil, in: objects).map { Self.words($0, objects) } == [
        "web 47,48,40 has 10.244.2.5:8080 gone"
      ])
    for (conditions, word) in [("ready: false", "notReady"), ("ready: false, terminating: true", "terminating")] {
      let changed = ", {addresses: [10.244.2.5], nodeName: n2, conditions: {\(conditions)}}"
      #expect(try drifts(slice, changed) == ["web 47,48,40 has 10.244.2.5:8080 \(word)"])
    }
  }

  @Test("When none is ready, those that serve while they terminate are right")
  func serving() throws {
    let both = "{addresses: [10.244.1.7], nodeName: n1}, {addresses: [10.244.2.5], nodeName: n2}"
    let conditions = "conditions: {ready: false, serving: true, terminating: true}"
    #expect(try drifts(both, both.replacing("}", with: ", \(conditions)}")) == [])
  }

  @Test("Entrances that the rules lack: one, or all of a Service")
  func entrances() throws {
    let balancer = "-A KUBE-SERVICES -d 172.18.0.200/32"
    #expect(
      try drifts(rules: balancer, "# ") == [
        "web lacks address(172.18.0.200:80)"
      ])
    let more = """
      - {kind: Service, metadata: {name: new}, spec: {type: NodePort, clusterIP: 10.96.9.9, ports: [{port: 80, nodePort: 30099}]}}
      - {kind: EndpointSlice, metadata: {name: new-1, labels: {kubernetes.io/service-name: new}}, ports: [{port: 80}], endpoints: [{addresses: [10.244.1.7]}]}

      """
    #expect(try drifts(more: more) == ["new missing at 2"])
    for leftAlone in ["clusterIP: None", "type: ExternalName, externalName: x"] {
      #expect(try drifts(more: more.replacing("type: NodePort, clusterIP: 10.96.9.9", with: leftAlone)) == [])
    }
    let labels = "{name: new, labels: {service.kubernetes.io/service-proxy-name: mine}}"
    #expect(try drifts(more: more.replacing("{name: new}", with: labels)) == [])
    #expect(try drifts(more: more.replacing("endpoints: [{addresses: [10.244.1.7]}]", with: "endpoints: []")) == [])
  }

  @Test("A cut dump proves nothing missing, but what it has may be stale")
  func cut() throws {
    let rules = try RuleSamples.read(String(RuleSamples.iptables.dropLast(8)))
    #expect(rules.isCut)
    let slice = ", {addresses: [10.244.2.5], nodeName: n2}"
    let map = try ClusterTests.map(Self.objects.replacing(slice, with: ", {addresses: [10.244.9.9], nodeName: n2}"))
    let found = DriftFinder.drifts(of: rules, node: nil, in: map).map { Self.words($0, map) }
    #expect(found == ["web 47,48,40 has 10.244.2.5:8080 of web-2"])
  }

  @Test("Traffic policies: rules of the other one, and endpoints of other nodes")
  func scopes() throws {
    #expect(try drifts("externalTrafficPolicy: Local, ", "") == ["local is local"])
    let web = "{type: LoadBalancer, "
    let local = "{type: LoadBalancer, externalTrafficPolicy: Local, "
    #expect(try drifts(web, local) == ["web is cluster", "web is cluster"])
    let here = "{addresses: [10.244.2.4], nodeName: n2}"
    #expect(try drifts(here, "{addresses: [10.244.2.4], nodeName: n1}") == ["local 9 lacks 10.244.2.4:7000"])
    let own =
      "-A KUBE-EXT-PVBXHANZEKPGSSQG -j KUBE-SVL-P\n-A KUBE-SVL-P -j KUBE-SEP-UEYKNBYAEAOMHS6P\n:KUBE-SVL-P - [0:0]\n"
    let markMasq = "-A KUBE-MARK-MASQ"
    #expect(try drifts(rules: markMasq, own + markMasq) == ["local 44 has 10.244.2.4:7000 on n2"])
    #expect(try drifts(rules: markMasq, own + markMasq, node: nil) == [])
  }

  @Test("loadBalancerSourceRanges that the rules do not have")
  func ranges() throws {
    let web = "{type: LoadBalancer, "
    #expect(try drifts(web, web + "loadBalancerSourceRanges: [203.0.113.0/24], ") == ["web is open"])
  }

  @Test("Endpoints for this node or zone suffice where all have hints")
  func hints() throws {
    let both = "{addresses: [10.244.1.7], nodeName: n1}, {addresses: [10.244.2.5], nodeName: n2}"
    let hinted =
      "{addresses: [10.244.1.7], nodeName: n1, hints: {forZones: [{name: a}]}}, {addresses: [10.244.2.5], nodeName: n2, hints: {forZones: [{name: b}]}}"
    let near = "-A KUBE-SVC-CDGGSHYLG3RE2FKL -m comment --comment \"default/web:http -> 10.244.2.5:8080\""
    #expect(try drifts(both, hinted) == [])
    #expect(try drifts(both, hinted, rules: near, "# ") == [])
    #expect(try drifts(rules: near, "# ") == ["web 47,48,40 lacks 10.244.2.5:8080"])
    let far = near.replacing("10.244.2.5", with: "10.244.1.7")
    #expect(try drifts(both, hinted, rules: far, "# ").first == "web 47,48,40 lacks 10.244.1.7:8080")
  }

  @Test("Services that only the rules have")
  func unknown() throws {
    let web = "{name: web}, spec: {type: LoadBalancer, clusterIP: 10.96.127.254, "
    let moved = web.replacing("10.96.127.254", with: "10.96.127.1")
    let rest = try drifts(web, moved, more: Self.kubernetes)
    #expect(rest == ["web lacks address(10.96.127.1:80)", "unknown web 1"])
    let removed = "- {kind: Service, metadata: {name: web}"
    #expect(try drifts(removed, "- {kind: Secret, metadata: {name: web}", more: Self.kubernetes) == ["unknown web 3"])
    // Objects of one other namespace say nothing of it.
    let map = try ClusterTests.map(
      "kind: List\nitems:\n- {kind: Service, metadata: {name: a, namespace: shop}, spec: {clusterIP: 10.96.1.1, ports: [{port: 80}]}}"
    )
    #expect(DriftFinder.drifts(of: try RuleSamples.read(RuleSamples.iptables), node: nil, in: map).isEmpty)
  }

  @Test("hostPorts of the plugin portmap")
  func hostPorts() throws {
    #expect(try drifts("podIP: 10.244.1.8", "podIP: 10.244.1.88") == ["hostPort 32 has 10.244.1.8:8086"])
    #expect(
      try drifts("hostPort: 8086", "hostPort: 8087") == ["influx lacks 8087 ipv4", "hostPort 32 has 10.244.1.8:8086"])
    #expect(try drifts("hostPort: 8086", "hostPort: 8087", rules: "CNI-", "OTHER-") == [])
    #expect(try drifts("hostPort: 8086", "hostPort: 8087", node: nil) == [])
  }

  @Test("Rules of one family say nothing of the other")
  func families() throws {
    let web = "{type: LoadBalancer, clusterIP: 10.96.127.254, "
    let dual = "{type: LoadBalancer, clusterIPs: [10.96.127.254, \"fd00:96::7\"], ipFamilies: [IPv4, IPv6], "
    #expect(try drifts(web, dual) == [])
  }
}
