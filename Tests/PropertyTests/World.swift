import Cluster
import Wire

/// A small cluster and what is around it. All addresses follow from positions, so that dumps are easy to read:
/// node n is 192.168.50.(11 + n), its pods are in 10.244.(n + 1).0/24, outsiders in 203.0.113.0/24.
struct World {
  var hosts: [Host] = []
  var nodes: [Node] = []
  var pods: [Pod] = []
  var services: [Service] = []
  var outsiders: [Outsider] = []
  let overlay: Overlay
  /// `net.bridge.bridge-nf-call-iptables`.
  let bridgeFilters: Bool
  /// `MASQUERADE --random-fully` for what leaves the cluster; else the port is kept when it is free.
  let egressIsRandom: Bool

  static let apps = 3
  static let hostApp = 3

  /// A world to be furnished by hand.
  init(overlay: Overlay, bridgeFilters: Bool) {
    self.overlay = overlay
    self.bridgeFilters = bridgeFilters
    egressIsRandom = true
  }

  init(_ random: inout SplitMix) {
    overlay = random.pick(Overlay.allCases)
    bridgeFilters = random.chance(0.75)
    egressIsRandom = random.chance(0.5)
    for number in 0..<random.int(1...3) { addNode(number, &random) }
    for number in 0..<random.int(1...2) { addOutsider(number, &random) }
    for app in 0...Self.hostApp { addServices(app, &random) }
  }

  private mutating func addNode(_ number: Int, _ random: inout SplitMix) {
    let net = number + 1
    let host = addHost("node-\(net)", clock: number)
    let address = Addresses("192.168.50.\(10 + net)", "fd00:50::\(10 + net)")
    nodes.append(
      Node(
        name: "node-\(net)", host: host, address: address,
        bridge: Addresses("10.244.\(net).1", "fd00:244:\(net)::1"),
        tunnel: Addresses("10.244.\(net).0", "fd00:244:\(net)::")))
    for index in 0..<random.int(1...4) { addPod(index, number, random.int(0...Self.apps - 1)) }
    if random.chance(0.6) {
      pods.append(
        Pod(
          name: "agent-\(net)", node: number, host: host, address: address, app: Self.hostApp, hostNetwork: true,
          hostPort: nil))
    }
  }

  private mutating func addPod(_ index: Int, _ node: Int, _ app: Int) {
    let name = "app\(app)-\(node + 1)-\(index)"
    let host = addHost(name, clock: node)
    pods.append(
      Pod(
        name: name, node: node, host: host,
        address: Addresses("10.244.\(node + 1).\(10 + index)", "fd00:244:\(node + 1)::\(10 + index)"), app: app,
        hostNetwork: false, hostPort: index == 0 ? 8081 : nil))
  }

  private mutating func addOutsider(_ number: Int, _ random: inout SplitMix) {
    let host = addHost("outside-\(number)", clock: nodes.count + number)
    outsiders.append(
      Outsider(
        host: host, address: Addresses("203.0.113.\(7 + number)", "2001:db8::\(7 + number)"),
        distance: random.chance(0.5) ? 0 : random.int(1...9)))
  }

  private mutating func addHost(_ name: String, clock: Int) -> Int {
    hosts.append(Host(name: name, clock: clock))
    return hosts.count - 1
  }

  /// TCP, UDP and SCTP, and sometimes a second Service of the same pods.
  private mutating func addServices(_ app: Int, _ random: inout SplitMix) {
    guard pods.contains(where: { $0.app == app }) else { return }
    let kinds: [(TransportProtocol, UInt16, UInt16)] = [
      (.tcp, 80, 8080), (.udp, 53, 5353), (.sctp, 3868, 9000), (.tcp, 8080, 8080),
    ]
    for (index, kind) in kinds.enumerated() where index < 3 || random.chance(0.4) {
      let number = services.count
      services.append(
        Service(
          name: "svc\(app)-\(index)", app: app, transport: kind.0, port: kind.1, targetPort: kind.2,
          nodePort: UInt16(30080 + number), clusterIP: Addresses("10.96.0.\(50 + number)", "fd00:96::\(50 + number)"),
          balancerIP: Addresses("192.0.2.\(50 + number)", "2001:db8:1::\(50 + number)"),
          externalIP: Addresses("198.51.100.\(50 + number)", "2001:db8:2::\(50 + number)"),
          isLocal: index == 3 || (index == 0 && app == 0)))
    }
  }
}

extension World {
  func endpoints(of service: Service) -> [Int] { pods.indices.filter { pods[$0].app == service.app } }

  func services(_ transport: TransportProtocol, hostNetwork: Bool = false) -> [Service] {
    services.filter { $0.transport == transport && ($0.app == Self.hostApp) == hostNetwork }
  }

  /// Pods with a network namespace of their own.
  var ordinaryPods: [Int] { pods.indices.filter { !pods[$0].hostNetwork } }

  /// All devices that can be watched.
  var places: [Place] {
    nodes.indices.flatMap { node in
      let devices: [Device] = [.eth0, .cni0] + (overlay == .routed ? [] : [.tunnel])
      let cables = ordinaryPods.filter { pods[$0].node == node }.map { Device.veth(pod: $0) }
      return (devices + cables).map { Place(host: nodes[node].host, device: $0) }
    } + (ordinaryPods.map { pods[$0].host } + outsiders.map(\.host)).map { Place(host: $0, device: .eth0) }
  }
}
