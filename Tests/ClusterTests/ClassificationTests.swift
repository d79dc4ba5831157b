import Cluster
import Testing
import Wire

/// The order of classification: the socket, then the address, then ranges.
@Suite struct ClassificationTests {
  let map: ServiceMap

  init() throws { map = try ClusterTests.map(cluster) }

  @Test(
    "An entrance is told by address, port and protocol together",
    arguments: [
      ("10.96.0.10:80", AddressKind.clusterIP, PortKind.port), ("192.0.2.50:80", .loadBalancerIP, .port),
      ("198.51.100.7:80", .externalIP, .port), ("192.168.1.1:30080", .nodeIP, .nodePort),
      ("192.168.1.2:30080", .nodeIP, .nodePort), ("203.0.113.1:30080", .nodeIP, .nodePort),
      ("10.244.1.1:30080", .nodeIP, .nodePort),
    ])
  func entrances(socket: String, kind: AddressKind, portKind: PortKind) {
    let role = map.role(socket)
    #expect(role.addressKind == kind)
    #expect(role.portKind == portKind)
    #expect(map.names(role.services) == ["web"])
    #expect(!role.isAmbiguous)
    #expect(!role.inferred)
    #expect(map.isFront(at(socket), transport: .tcp))
    #expect(!map.isFront(at(socket), transport: .udp))
    #expect(map.role(socket, .udp).services.isEmpty)
  }

  @Test("A node's port is a node port only when a Service declares it, never because of its number")
  func neverByRange() {
    #expect(map.role("192.168.1.1:30081").portKind == nil)
    #expect(map.role("192.168.1.1:30081").addressKind == .nodeIP)
    #expect(map.role("203.0.113.9:30080").addressKind == .external)
  }

  @Test("A pod's port is a targetPort when a Service leads to it, else a containerPort when declared")
  func podPorts() {
    let target = map.role("10.244.1.10:8080")
    #expect(target.addressKind == .podIP)
    #expect(target.portKind == .targetPort)
    #expect(map.names(target.services) == ["web", "quiet"])
    #expect(map.names(target.pods) == ["web-1"])
    #expect(target.node.map { map[$0].name } == "n1")
    #expect(map.role("10.244.1.10:9102").portKind == .containerPort)
    #expect(map.role("10.244.1.10:9103").portKind == nil)
  }

  @Test("A named targetPort is another number on another pod")
  func namedPorts() {
    #expect(map.names(map.role("10.244.2.10:8081").services) == ["web"])
    #expect(map.role("10.244.2.10:8080").services.isEmpty)
  }

  @Test("A hostPort is its node's; of a hostNetwork pod the port is declared on the node, or a Service's targetPort")
  func hostPorts() {
    let front = map.role("192.168.1.2:18086")
    #expect(front.portKind == .hostPort)
    #expect(map.names(front.pods) == ["influx"])
    #expect(map.isFront(at("192.168.1.2:18086"), transport: .tcp))
    #expect(map.role("192.168.1.1:18086").portKind == nil)

    let open = map.role("192.168.1.1:9100")
    #expect(open.portKind == .hostPort)
    #expect(map.names(open.pods) == ["host"])
    #expect(!map.isFront(at("192.168.1.1:9100"), transport: .tcp))

    let target = map.role("192.168.1.1:6443")
    #expect(target.addressKind == .nodeIP)
    #expect(target.portKind == .targetPort)
    #expect(map.names(target.services) == ["api"])
  }

  @Test("Addresses a node masquerades with are the node's: .0 and .1 of its podCIDRs, tunnel devices")
  func gateways() {
    for address in ["10.244.1.0", "10.244.1.1", "fd00:244:1::", "fd00:244:1::1", "10.244.1.77"] {
      let role = map.role(of: Socket(ip(address), 4000), transport: .tcp)
      #expect(role.addressKind == .nodeIP)
      #expect(role.isNodeGateway)
      #expect(role.node.map { map[$0].name } == "n1")
      #expect(map.nodeOwning(ip(address)) == role.node)
    }
    #expect(!map.role("192.168.1.1:4000").isNodeGateway)
    #expect(map.role("10.244.1.2:4000").addressKind == .podIP)
  }

  @Test("An address in a range that nobody has is what the range is for")
  func ranges() {
    #expect(map.role("10.96.7.7:80").addressKind == .clusterIP)
    #expect(map.role("10.96.7.7:80").services.isEmpty)
    let gone = map.role("10.244.2.99:80")
    #expect(gone.addressKind == .podIP)
    #expect(gone.pods.isEmpty)
    #expect(gone.node.map { map[$0].name } == "n2")
    #expect(map.inPodCIDR(ip("10.244.2.99")))
    #expect(!map.isPodAddress(ip("10.244.2.99")))
  }

  @Test("A ClusterIP with a port it does not have is no entrance")
  func undefinedPort() {
    let role = map.role("10.96.0.10:81")
    #expect(role.addressKind == .clusterIP)
    #expect(role.portKind == nil)
    #expect(role.services.isEmpty)
    #expect(role.note == "Service shop/web has no such port.")
    #expect(map.names(map.services(at: ip("10.96.0.10"))) == ["web"])
  }

  @Test(
    "What the bits say comes last",
    arguments: [
      ("127.0.0.1:80", AddressKind.loopback), ("169.254.20.10:53", .linkLocal), ("224.0.0.251:5353", .multicast),
      ("8.8.8.8:53", .external), ("[2001:db8::1]:53", .external), ("[fe80::1]:53", .linkLocal),
    ])
  func bits(socket: String, kind: AddressKind) {
    #expect(map.role(socket).addressKind == kind)
    let without = ServiceMap.empty.role(of: at(socket), transport: .tcp).addressKind
    #expect(without == (kind == .external ? .unknown : kind))
  }

  @Test("ICMP has no ports: the echo identifier may equal one")
  func icmp() {
    #expect(map.role("192.168.1.1:30080", .icmp).portKind == nil)
    #expect(map.role("10.244.1.10:8080", .icmp).services.isEmpty)
    #expect(map.role("10.96.0.10:80", .icmp).addressKind == .clusterIP)
  }

  @Test("Readiness is kept as the slice has it, where nothing means ready")
  func conditions() throws {
    let web = try #require(map.servicePorts(namespace: "shop", name: "web").first)
    let backends = map[web].backends
    #expect(backends.map(\.ready) == [true, false])
    #expect(backends.map(\.serving) == [true, true])
    #expect(backends.map(\.terminating) == [false, true])
    #expect(map[web].endpointsKnown)
  }

  @Test("Two Services with one entrance, two pods with one address: both are named, none is chosen")
  func ambiguity() throws {
    let twins = try ClusterTests.map(
      cluster + """
        - kind: Service
          metadata: {name: twin, namespace: shop}
          spec: {clusterIP: 10.96.0.11, externalIPs: [198.51.100.7], ports: [{port: 80}]}
        - kind: Pod
          metadata: {name: ghost, namespace: shop}
          spec: {nodeName: n2}
          status: {podIP: 10.244.1.10}

        """)
    let front = twins.role("198.51.100.7:80")
    #expect(twins.names(front.services) == ["web", "twin"])
    #expect(front.isAmbiguous)
    #expect(twins.names(twins.role("10.244.1.10:5000").pods) == ["web-1", "ghost"])
    #expect(twins.podOwning(ip("10.244.1.10")) == nil)
    #expect(twins.isPodAddress(ip("10.244.1.10")))
    #expect(map.podOwning(ip("10.244.1.10")).map { map[$0].name } == "web-1")
  }

  @Test("A node address that is a load balancer's too keeps its node ports")
  func k3s() throws {
    let k3s = try ClusterTests.map(
      cluster + """
        - kind: Service
          metadata: {name: traefik, namespace: kube-system}
          spec: {type: LoadBalancer, clusterIP: 10.96.0.99, ports: [{port: 80, targetPort: 8000, nodePort: 31000}]}
          status: {loadBalancer: {ingress: [{ip: 192.168.1.1}]}}

        """)
    #expect(k3s.role("192.168.1.1:80").addressKind == .loadBalancerIP)
    #expect(k3s.role("192.168.1.1:30080").portKind == .nodePort)
    #expect(k3s.names(k3s.role("192.168.1.1:31000").services) == ["traefik"])
    #expect(k3s.resolve("192.168.1.1:5000", "192.168.1.2:31000", nil).client.addressKind == .nodeIP)
  }

  @Test("Names for capture files are the nodes', then the pods'")
  func hostNames() {
    #expect(map.hostNames == ["n1", "n2", "web-1", "web-2", "host", "influx"])
    #expect(!map.isEmpty)
    #expect(ServiceMap.empty.isEmpty)
  }
}
