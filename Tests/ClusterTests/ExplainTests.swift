import Testing
import Wire

@testable import Cluster

extension ServiceMap {
  /// Explains what a person would type.
  func explain(_ text: String) throws -> Explanation {
    let subjects = subjects(of: try ExplainTarget(parsing: text))
    #expect(subjects.count == 1)
    return explain(try #require(subjects.first))
  }
}

extension Explanation {
  var codes: Set<String> { Set(facts.map(\.code)) }
  func doors(_ origin: Reach.Origin) -> [String] {
    reach.filter { $0.origin == origin }.flatMap(\.doors).compactMap { door in
      guard let ip = door.ip else { return nil }
      return door.port.map { Socket(ip, $0).description } ?? ip.description
    }
  }
  func conditions(_ origin: Reach.Origin) -> [ReachCondition] {
    reach.filter { $0.origin == origin }.flatMap(\.conditions)
  }
  var kubectl: [String] { commands.map { $0.arguments.joined(separator: " ") } }
}

/// What right addresses and ports, and objects, are.
@Suite struct ExplainTests {
  @Test("A nodePort: every node, one mapping, SNAT by policy, all doors")
  func nodePort() throws {
    let said = try map(cluster).explain("192.168.1.2:30080")
    #expect(said.roles.map(\.role.portKind) == [.nodePort])
    #expect(said.roles.map(\.transport) == [.tcp])
    #expect(said.services.count == 1)
    #expect(said.wrongPorts.isEmpty)
    #expect(said.codes.isSuperset(of: ["everyNodeAnswers", "parallelEntrances", "externalPolicyCluster"]))
    #expect(said.codes.isDisjoint(with: ["clusterIPHasNoInterface", "hostPort", "internalPolicyCluster"]))
    #expect(said.doors(.pod) == ["10.96.0.10:80"])
    #expect(
      said.doors(.outside) == [
        "192.168.1.1:30080", "203.0.113.1:30080", "192.168.1.2:30080", "192.0.2.50:80", "198.51.100.7:80",
      ])
    #expect(said.kubectl.contains("kubectl get svc web -n shop -o wide"))
    #expect(said.kubectl.contains("kubectl get endpointslices -n shop -l kubernetes.io/service-name=web"))
  }

  @Test("externalTrafficPolicy Local: only nodes with a ready endpoint are doors")
  func localPolicy() throws {
    let local = cluster.replacing("type: LoadBalancer", with: "type: LoadBalancer\n    externalTrafficPolicy: Local")
    let map = try map(local)
    let said = try map.explain("192.168.1.2:30080")
    let n1 = try #require(map.node(named: "n1"))
    #expect(said.facts.contains(.externalPolicyLocal([n1])))
    #expect(!said.codes.contains("everyNodeAnswers"))
    #expect(said.doors(.outside).contains("192.168.1.1:30080"))
    #expect(!said.doors(.outside).contains("192.168.1.2:30080"))
    #expect(said.conditions(.outside).contains(.nodesWithEndpoint([n1])))
  }

  @Test("internalTrafficPolicy Local, session affinity, source ranges and the health check are told")
  func policies() throws {
    let settings = [
      "type: LoadBalancer", "internalTrafficPolicy: Local", "externalTrafficPolicy: Local",
      "healthCheckNodePort: 31234",
      "sessionAffinity: ClientIP", "sessionAffinityConfig: {clientIP: {timeoutSeconds: 60}}",
      "loadBalancerSourceRanges: [203.0.113.0/24]",
    ]
    let strict = cluster.replacing("type: LoadBalancer", with: settings.joined(separator: "\n    "))
    let map = try map(strict)
    let said = try map.explain("svc/web")
    let n1 = try #require(map.node(named: "n1"))
    #expect(said.facts.contains(.internalPolicyLocal([n1])))
    #expect(said.facts.contains(.sessionAffinity(seconds: 60)))
    #expect(said.facts.contains(.healthCheck(port: 31234)))
    #expect(said.facts.contains(.sourceRanges([try #require(IPPrefix("203.0.113.0/24"))])))
    #expect(said.conditions(.pod).contains(.ownNode([n1])))
    #expect(said.conditions(.outside).contains(.sourceRanges))
    #expect(try map.explain("192.168.1.1:31234").codes.contains("isHealthCheck"))
  }

  @Test("A ClusterIP: no interface, no ping, outside only by a route")
  func clusterIP() throws {
    for text in ["10.96.0.10:80", "10.96.0.10"] {
      let said = try map(cluster).explain(text)
      #expect(said.codes.isSuperset(of: ["clusterIPHasNoInterface", "clusterIPFromOutside", "clientKeptInside"]))
      #expect(!said.codes.contains("externalPolicyCluster"))
    }
    let nobodys = try map(cluster).explain("10.96.0.77")
    #expect(nobodys.codes.contains("clusterIPUnallocated"))
    #expect(nobodys.services.isEmpty)
  }

  @Test("A PodIP and its port: which Services, which pod, reached directly")
  func podIP() throws {
    let map = try map(cluster)
    let said = try map.explain("10.244.1.10:8080")
    #expect(said.roles.map(\.role.portKind) == [.targetPort])
    #expect(said.services.map { map[$0.ports[0]].name } == ["web", "quiet"])
    #expect(said.codes.isSuperset(of: ["podIPAssigned", "podsReachEachOther", "headless"]))
    #expect(said.doors(.pod) == ["10.244.1.10:8080"])
    #expect(said.conditions(.outside).contains(.podNetworkRouted))
    #expect(try map.explain("10.244.1.10:9102").roles.map(\.role.portKind) == [.containerPort])
    #expect(try map.explain("10.244.1.10:9999").codes.contains("undeclaredPort"))
    #expect(try map.explain("10.244.1.99").codes.contains("podGone"))
  }

  @Test("A hostPort: its pod, its node only, and what speaks against it")
  func hostPort() throws {
    let said = try map(cluster).explain("192.168.1.2:18086")
    #expect(said.roles.map(\.role.portKind) == [.hostPort])
    #expect(said.codes.contains("hostPort"))
    #expect(said.doors(.outside) == ["192.168.1.2:18086"])
    #expect(said.doors(.pod) == ["10.244.2.20:8086"])
  }

  @Test("A hostNetwork pod, a gateway, a node, addresses of nobody")
  func others() throws {
    let map = try map(cluster)
    #expect(try map.explain("pod/host").codes.contains("hostNetwork"))
    #expect(try map.explain("10.244.1.77").codes.contains("nodeGateway"))
    #expect(try map.explain("8.8.8.8").codes.contains("noObject"))
    #expect(try map.explain("127.0.0.1:30080").codes.contains("loopback"))
    #expect(try map.explain("192.168.1.1:45000").codes.contains("drawnPort"))
    #expect(try map.explain("192.168.1.1:31999").codes.contains("unusedNodePort"))
    let node = try map.explain("node/n2")
    #expect(node.services.map { map[$0.ports[0]].name } == ["web"])
    #expect(node.pods.map { map[$0].name } == ["influx"])
    #expect(try map.explain("192.168.1.2").services == node.services)
  }

  @Test("Nothing behind a Service, nothing ready, and nothing known are three things")
  func endpoints() throws {
    #expect(try map(cluster).explain("svc/dns").codes.contains("noEndpoints"))
    let unready = cluster.replacing("conditions: {}", with: "conditions: {ready: false}").replacing(
      "terminating: true", with: "terminating: false")
    #expect(try map(unready).explain("svc/web").codes.contains("noReadyEndpoints"))
    let manifest = try map("kind: Service\nmetadata: {name: a}\nspec: {selector: {x: y}, ports: [{port: 80}]}")
    let codes = try manifest.explain("svc/a").codes
    #expect(codes.isSuperset(of: ["endpointsUnknown", "addressPending"]))
    #expect(codes.isDisjoint(with: ["noEndpoints", "noReadyEndpoints"]))
  }

  @Test("Two Services with one nodePort: ambiguous, both are told")
  func ambiguous() throws {
    let twice =
      cluster + """
        - kind: Service
          metadata: {name: thief, namespace: other}
          spec: {type: NodePort, clusterIP: 10.96.0.98, ports: [{port: 80, nodePort: 30080}]}
        """
    let said = ServiceMap(try load(twice)).explain(.address(ip("192.168.1.1"), port: 30080, transport: nil))
    #expect(said.isAmbiguous)
    #expect(said.codes.contains("ambiguous"))
    #expect(said.services.count == 2)
  }

  @Test("Names that Kubernetes refuses never become part of a command")
  func hostileNames() throws {
    for name in ["x; rm -rf ~", "--all", "$(reboot)", "a'b", "\u{1b}[2J", "UPPER", ""] {
      let info = PodInfo(namespace: "default", name: name)
      var objects = ClusterObjects()
      objects.pods = [PodObject(info: info)]
      let map = ServiceMap(objects)
      let said = map.explain(.pod(PodID(index: 0)))
      #expect(said.kubectl == ["kubectl get pods -A -o wide"], "\(name)")
    }
  }
}
