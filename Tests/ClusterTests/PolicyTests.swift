import Cluster
import Testing
import Wire

/// What NetworkPolicies say of connections, each rule beside a connection that it does not fit.
@Suite struct PolicyTests {
  private let objects = """
    kind: List
    items:
    - {kind: Node, metadata: {name: n1}, spec: {podCIDR: 10.244.1.0/24}, status: {addresses: [{type: InternalIP, address: 192.168.1.1}]}}
    - {kind: Node, metadata: {name: n2}, spec: {podCIDR: 10.244.2.0/24}, status: {addresses: [{type: InternalIP, address: 192.168.1.2}]}}
    - {kind: Namespace, metadata: {name: shop, labels: {team: blue}}}
    - {kind: Namespace, metadata: {name: ops, labels: {team: red}}}
    - {kind: Pod, metadata: {name: web, namespace: shop, labels: {app: web, tier: front}}, spec: {nodeName: n1, containers: [{ports: [{name: http, containerPort: 8080}]}]}, status: {podIP: 10.244.1.10}}
    - {kind: Pod, metadata: {name: cart, namespace: shop, labels: {app: cart}}, spec: {nodeName: n2}, status: {podIP: 10.244.2.11}}
    - {kind: Pod, metadata: {name: probe, namespace: ops, labels: {app: cart}}, spec: {nodeName: n2}, status: {podIP: 10.244.2.12}}
    - {kind: Pod, metadata: {name: lost, namespace: dark, labels: {app: cart}}, spec: {nodeName: n2}, status: {podIP: 10.244.2.13}}
    - {kind: Pod, metadata: {name: agent, namespace: ops, labels: {app: agent}}, spec: {nodeName: n2, hostNetwork: true}, status: {podIP: 192.168.1.2}}
    - {kind: Service, metadata: {name: web, namespace: shop}, spec: {clusterIP: 10.96.0.10, ports: [{port: 80}]}}

    """
  private func policy(_ spec: String) -> String { policy("p", spec) }

  private func policy(_ name: String, _ spec: String) -> String {
    "- {kind: NetworkPolicy, apiVersion: networking.k8s.io/v1, metadata: {name: \(name), namespace: shop}, spec: {\(spec)}}\n"
  }

  private func ingress(
    _ policies: String..., from source: String, to pod: String = "web", port: UInt16 = 8080,
    transport: TransportProtocol = .tcp
  ) throws -> PolicyVerdict {
    let map = try ClusterTests.map(objects + policies.joined())
    return map.policyVerdict(
      ingressTo: map.pods(named: pod)[0], port: port, transport: transport, from: ip(source), at: .max)
  }

  private func egress(_ policies: String..., to target: String) throws -> PolicyVerdict {
    let map = try ClusterTests.map(objects + policies.joined())
    return map.policyVerdict(egressFrom: map.pods(named: "cart")[0], to: at(target), transport: .tcp)
  }

  @Test("Without a policy among the objects nobody knows; with one, whom it does not select is open")
  func selection() throws {
    #expect(try ingress(from: "1.2.3.4") == .unknown(why: "no NetworkPolicy is among the objects"))
    let other = policy("podSelector: {matchLabels: {app: other}}")
    #expect(try ingress(other, from: "1.2.3.4") == .notSelected)
    #expect(try ingress(policy("podSelector: {}"), from: "1.2.3.4") == .denied(by: ["shop/p"]))
    #expect(try ingress(policy("podSelector: {}"), from: "1.2.3.4", to: "probe") == .notSelected)
  }

  @Test("policyTypes say of which direction a policy speaks; without them egress counts when it has rules")
  func types() throws {
    let silent = policy("podSelector: {}")
    #expect(try egress(silent, to: "1.2.3.4:80") == .notSelected)
    #expect(try egress(policy("podSelector: {}, policyTypes: [Egress]"), to: "1.2.3.4:80") == .denied(by: ["shop/p"]))
    #expect(try ingress(policy("podSelector: {}, policyTypes: [Egress]"), from: "1.2.3.4") == .notSelected)
    #expect(try egress(policy("podSelector: {}, egress: [{}]"), to: "1.2.3.4:80") == .allowed)
  }

  @Test("Policies add up: one that allows suffices, and those that do not are all named")
  func union() throws {
    let closed = policy("closed", "podSelector: {}")
    let open = policy("open", "podSelector: {}, ingress: [{}]")
    #expect(try ingress(closed, open, from: "1.2.3.4") == .allowed)
    let some = policy("some", "podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 9.0.0.0/8}}]}]")
    #expect(try ingress(closed, some, from: "1.2.3.4") == .denied(by: ["shop/closed", "shop/some"]))
  }

  @Test(
    "Selectors",
    arguments: [
      ("{matchExpressions: [{key: app, operator: In, values: [web, api]}]}", true),
      ("{matchExpressions: [{key: app, operator: NotIn, values: [web]}]}", false),
      ("{matchExpressions: [{key: zone, operator: NotIn, values: [web]}]}", true),
      ("{matchExpressions: [{key: tier, operator: Exists}]}", true),
      ("{matchExpressions: [{key: tier, operator: DoesNotExist}]}", false),
      ("{matchLabels: {app: web, tier: back}}", false),
      ("{matchLabels: {app: web}, matchExpressions: [{key: tier, operator: In, values: [front]}]}", true),
    ])
  func selectors(_ selector: String, _ selects: Bool) throws {
    let verdict = try ingress(policy("podSelector: \(selector)"), from: "1.2.3.4")
    #expect(verdict == (selects ? .denied(by: ["shop/p"]) : .notSelected))
  }

  @Test("ipBlock with exceptions, of both families")
  func blocks() throws {
    let block =
      "podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 203.0.113.0/24, except: [203.0.113.64/26]}}, {ipBlock: {cidr: 'fd00::/8'}}]}]"
    #expect(try ingress(policy(block), from: "203.0.113.7") == .allowed)
    #expect(try ingress(policy(block), from: "203.0.113.70") == .denied(by: ["shop/p"]))
    #expect(try ingress(policy(block), from: "fd00::9") == .allowed)
  }

  @Test("podSelector alone is of the policy's namespace, with namespaceSelector of others")
  func pods() throws {
    let own = policy("podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: cart}}}]}]")
    #expect(try ingress(own, from: "10.244.2.11") == .allowed)
    #expect(try ingress(own, from: "10.244.2.12") == .denied(by: ["shop/p"]))
    let red = policy(
      "podSelector: {}, ingress: [{from: [{namespaceSelector: {matchLabels: {team: red}}, podSelector: {matchLabels: {app: cart}}}]}]"
    )
    #expect(try ingress(red, from: "10.244.2.12") == .allowed)
    #expect(try ingress(red, from: "10.244.2.11") == .denied(by: ["shop/p"]))
  }

  @Test("Labels of a namespace without an object are unknown, but for its name")
  func namespaces() throws {
    func verdict(_ selector: String) throws -> PolicyVerdict {
      try ingress(policy("podSelector: {}, ingress: [{from: [{namespaceSelector: \(selector)}]}]"), from: "10.244.2.13")
    }
    #expect(try verdict("{}") == .allowed)
    #expect(try verdict("{matchLabels: {kubernetes.io/metadata.name: dark}}") == .allowed)
    #expect(try verdict("{matchLabels: {kubernetes.io/metadata.name: ops}}") == .denied(by: ["shop/p"]))
    let why = "the labels of Namespace dark are not among the objects"
    #expect(try verdict("{matchLabels: {team: red}}") == .unknown(why: why))
  }

  @Test("Ports by number, range, name and protocol")
  func ports() throws {
    func verdict(_ ports: String, _ port: UInt16, _ transport: TransportProtocol = .tcp) throws -> PolicyVerdict {
      let policy = policy("podSelector: {}, ingress: [{ports: [\(ports)]}]")
      return try ingress(policy, from: "1.2.3.4", port: port, transport: transport)
    }
    let denied = PolicyVerdict.denied(by: ["shop/p"])
    #expect(try verdict("{port: 8080}", 8080) == .allowed)
    #expect(try verdict("{port: 8080}", 8080, .udp) == denied)
    #expect(try verdict("{protocol: UDP}", 53, .udp) == .allowed)
    #expect(try verdict("{port: 8000, endPort: 9000}", 9000) == .allowed)
    #expect(try verdict("{port: 8000, endPort: 9000}", 9001) == denied)
    #expect(try verdict("{port: http}", 8080) == .allowed)
    #expect(try verdict("{port: http}", 80) == denied)
    #expect(try verdict("{port: 8080}", 0, .icmp) == .unknown(why: "NetworkPolicies speak of TCP, UDP and SCTP only"))
  }

  @Test("A port's name in egress is the other pod's")
  func egressPorts() throws {
    let rule = policy("podSelector: {}, policyTypes: [Egress], egress: [{ports: [{port: http}]}]")
    #expect(try egress(rule, to: "10.244.1.10:8080") == .allowed)
    #expect(try egress(rule, to: "10.244.1.10:80") == .denied(by: ["shop/p"]))
    #expect(try egress(rule, to: "8.8.8.8:8080") == .denied(by: ["shop/p"]))
    let why = "10.96.0.10 is a ClusterIP, and policies judge the pod behind it"
    #expect(try egress(rule, to: "10.96.0.10:80") == .unknown(why: why))
  }

  @Test("A pod's own node and the pod itself always get in; another node's address is judged like any")
  func exemptions() throws {
    let closed = policy("podSelector: {}")
    for source in ["192.168.1.1", "10.244.1.0", "10.244.1.10"] {
      #expect(try ingress(closed, from: source) == .allowed)
    }
    #expect(try ingress(closed, from: "192.168.1.2") == .denied(by: ["shop/p"]))
  }

  @Test("Whose an address is must be known where selectors count")
  func strangers() throws {
    let byLabel = policy("podSelector: {}, ingress: [{from: [{namespaceSelector: {}}]}]")
    #expect(try ingress(byLabel, from: "8.8.8.8") == .denied(by: ["shop/p"]))
    let missing = "10.244.2.99 is a pod's address, but the pod is not among the objects"
    #expect(try ingress(byLabel, from: "10.244.2.99") == .unknown(why: missing))
    let shared = "192.168.1.2 is a node's address, which a pod on that node's network shares"
    #expect(try ingress(byLabel, from: "192.168.1.2") == .unknown(why: shared))
    let network = "the pod is on its node's network, where most network plugins apply no NetworkPolicy"
    let ops = policy("podSelector: {}").replacing("namespace: shop", with: "namespace: ops")
    #expect(try ingress(ops, from: "8.8.8.8", to: "agent") == .unknown(why: network))
  }

  @Test("A policy that cannot be read leaves its namespace open to doubt, unless another allows")
  func unreadable() throws {
    let bad = "podSelector: {}, ingress: [{from: [{ipBlock: {cidr: nowhere}}]}]"
    let objects = try load(
      objects + policy("bad", bad) + policy("fine", "podSelector: {}, ingress: [{ports: [{port: 8080}]}]"))
    #expect(
      objects.problems.map(\.sentence) == [
        "NetworkPolicy shop/bad was left out: spec.ingress[0].from[0].ipBlock.cidr is not a CIDR block."
      ])
    let map = ServiceMap(objects)
    let web = map.pods(named: "web")[0]
    func verdict(_ port: UInt16) -> PolicyVerdict {
      map.policyVerdict(ingressTo: web, port: port, transport: .tcp, from: ip("8.8.8.8"))
    }
    #expect(verdict(8080) == .allowed)
    #expect(verdict(80) == .unknown(why: "NetworkPolicy shop/bad could not be read"))
    #expect(map.networkPolicies.map(\.name) == ["fine"])
  }

  @Test(
    "Policies that the API server would refuse are left out",
    arguments: [
      "podSelector: {}, ingress: [{ports: [{port: 9, endPort: 8}]}]", "podSelector: {}, ingress: [{from: [{}]}]",
      "podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}, podSelector: {}}]}]",
      "podSelector: {matchExpressions: [{key: a, operator: Like}]}", "podSelector: 3", "ingress: 7",
    ])
  func refused(_ spec: String) throws {
    #expect(try load(objects + policy(spec)).problems.count == 1)
  }

  @Test("Network plugins' kinds of the same name are passed over")
  func others() throws {
    let calico =
      "- {kind: NetworkPolicy, apiVersion: crd.projectcalico.org/v1, metadata: {name: c}, spec: {selector: all()}}\n"
    let bare = "- {kind: NetworkPolicy, metadata: {name: c}, spec: {selector: all()}}\n"
    let found = try load(objects + calico + bare)
    #expect(found.ignored == 2)
    #expect(ServiceMap(found).networkPolicies.isEmpty)
  }

  @Test("Of two dumps that describe a policy differently, each counts at its time")
  func versions() throws {
    func dump(_ rule: String, _ name: String) throws -> ClusterDump {
      ClusterDump(name: name, objects: try load(objects + policy("podSelector: {}\(rule)")))
    }
    let timeline = MapTimeline([
      try dump(", ingress: [{}]", "c-20261124T100000Z.yaml"), try dump("", "c-20261124T110000Z.yaml"),
    ])
    #expect(timeline.count == 2)
    #expect(timeline[0].networkPolicies.first?.ingress?.count == 1)
    #expect(timeline[1].networkPolicies.first?.ingress?.count == 0)
  }
}
