import Cluster
import Wire

@testable import Trace

/// A path through a nodePort to a pod, for tests to change: client → node n1 (DNAT, SNAT) → pod.
enum SamplePath {
  static let files = ["n1_eth0.pcap", "n1_veth.pcap"]

  static func map() throws -> ServiceMap {
    let text = """
      kind: Node
      metadata: {name: n1}
      spec: {podCIDR: 10.244.1.0/24}
      status: {addresses: [{type: InternalIP, address: 192.168.50.11}]}
      ---
      kind: Pod
      metadata: {name: web-0, namespace: default}
      spec: {nodeName: n1, containers: [{name: c, ports: [{containerPort: 8080}]}]}
      status: {phase: Running, podIP: 10.244.1.20, podIPs: [{ip: 10.244.1.20}]}
      ---
      kind: Service
      metadata: {name: web, namespace: default}
      spec: {type: NodePort, clusterIP: 10.96.0.52, ports: [{port: 80, targetPort: 8080, nodePort: 30082}]}
      ---
      kind: EndpointSlice
      metadata: {name: web-1, namespace: default, labels: {kubernetes.io/service-name: web}}
      addressType: IPv4
      ports: [{port: 8080, protocol: TCP}]
      endpoints: [{addresses: [10.244.1.20], conditions: {ready: true}}]
      """
    var objects = ClusterObjects()
    try ClusterLoader.load(Array(text.utf8), name: "cluster.yaml", into: &objects)
    return ServiceMap(objects)
  }

  static let asked = tuple("192.168.50.10", 2000, "192.168.50.11", 30082)
  static let reached = tuple("10.244.1.1", 41000, "10.244.1.20", 8080)

  static let front = Socket(asked.destination, 30082)
  static let backend = Socket(reached.destination, 8080)

  static func tuple(_ source: String, _ from: UInt16, _ destination: String, _ to: UInt16) -> Tuple {
    Tuple(
      source: IPAddress(source)!, sourcePort: from, destination: IPAddress(destination)!, destinationPort: to,
      transport: .tcp)
  }

  static func hop(_ interface: String, _ tuple: Tuple, _ kind: HopKind, tap: Int) -> Hop {
    Hop(
      kind: kind, host: "n1", interface: interface, tap: tap, direction: .in, tunnel: nil, tuple: tuple,
      first: 1_795_000_000_000_000_000, last: 1_795_000_001_000_000_000, packets: BothWays(request: 6, reply: 4),
      bytes: BothWays(request: 600, reply: 400), retransmissions: 0, latency: tap == 0 ? nil : 250_000,
      replyLatency: tap == 0 ? nil : 50_000, firstRequest: 1_795_000_000_000_000_000,
      packet: PacketReference(file: tap, number: 1))
  }

  static func translation() -> Translation {
    Translation(
      host: "n1", kinds: [.dnat, .snat], before: asked, after: reached, confidence: .certain,
      evidence: [.isn, .tsval, .map],
      proofs: [.packets(PacketReference(file: 0, number: 7), PacketReference(file: 1, number: 9))])
  }

  /// - Parameter change: what is special about it.
  static func make(_ change: (inout Path) -> Void = { _ in }) throws -> Path {
    let client = Socket(asked.source, 2000)
    var path = Path(
      id: "0123456789ab", transport: .tcp, state: .closed, isOK: true, start: 1_795_000_000_000_000_000,
      end: 1_795_000_001_000_000_000, client: client, front: front, backend: backend,
      names: try map().resolve(client: client, front: front, backend: backend, transport: .tcp),
      translations: [translation()],
      hops: [hop("eth0", asked, .nodePort, tap: 0), hop("veth", reached, .targetPort, tap: 1)], isAmbiguous: false,
      wasEvicted: false)
    change(&path)
    return path
  }

  /// n1's conntrack, which has the same front and another end.
  static let entry = ConntrackEntry(
    host: "n1", original: asked, reply: tuple("10.244.1.21", 8080, "10.244.1.1", 41000), line: 12)
}
