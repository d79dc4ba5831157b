import Cluster
import Wire

/// Two nodes, three pods, and a Service with one endpoint on node 2.
enum SmallCluster {
  static let client = "192.168.50.10"
  static let front = "10.96.0.52:80"
  static let nodePort = "192.168.50.11:30082"
  static let pod = "10.244.2.10:8080"

  static func map(_ more: String = "") throws -> ServiceMap { ServiceMap(try objects(more)) }

  static func objects(_ more: String = "") throws -> ClusterObjects {
    var objects = ClusterObjects()
    try ClusterLoader.load(
      Array((nodes + pods + service("web", "10.96.0.52", 30082) + more).utf8), name: "c.yaml", into: &objects)
    return objects
  }

  private static let nodes = """
    kind: Node
    metadata: {name: n1}
    spec: {podCIDR: 10.244.1.0/24}
    status: {addresses: [{type: InternalIP, address: 192.168.50.11}]}
    ---
    kind: Node
    metadata: {name: n2}
    spec: {podCIDR: 10.244.2.0/24}
    status: {addresses: [{type: InternalIP, address: 192.168.50.12}]}

    """

  private static let pods =
    pod("pa", "n1", "10.244.1.10") + pod("pb", "n1", "10.244.1.11") + pod("pc", "n2", "10.244.2.10")

  static func pod(_ name: String, _ node: String, _ ip: String) -> String {
    """
    ---
    kind: Pod
    metadata: {name: \(name), namespace: default}
    spec: {nodeName: \(node), containers: [{name: c, ports: [{containerPort: 8080}]}]}
    status: {phase: Running, podIP: \(ip), podIPs: [{ip: \(ip)}]}

    """
  }

  /// - Parameter endpoint: address of its only pod; port 8080.
  static func service(_ name: String, _ ip: String, _ nodePort: Int, endpoint: String = "10.244.2.10") -> String {
    """
    ---
    kind: Service
    metadata: {name: \(name), namespace: default}
    spec: {type: NodePort, clusterIP: \(ip), ports: [{port: 80, targetPort: 8080, nodePort: \(nodePort)}]}
    ---
    kind: EndpointSlice
    metadata: {name: \(name)-1, namespace: default, labels: {kubernetes.io/service-name: \(name)}}
    addressType: IPv4
    ports: [{port: 8080, protocol: TCP}]
    endpoints: [{addresses: [\(endpoint)], conditions: {ready: true}}]

    """
  }

  /// Lines of one node's conntrack.
  static func witness(_ tables: (host: String, text: String)...) throws -> ConntrackTable {
    var records = ConntrackRecords()
    for table in tables {
      try ConntrackText.load(Array(table.text.utf8), name: "\(table.host).txt", host: table.host, into: &records)
    }
    return ConntrackTable(records)
  }

  /// A line of `conntrack -L`: a request's tuple, and that of the answers to what became of it.
  static func line(_ original: (String, String), _ reply: (String, String)) -> String {
    "tcp      6 431999 ESTABLISHED \(words(original)) \(words(reply)) [ASSURED] mark=0 use=1\n"
  }

  static func words(_ ends: (String, String)) -> String {
    let (from, to) = (socket(ends.0), socket(ends.1))
    return "src=\(from.ip) dst=\(to.ip) sport=\(from.port) dport=\(to.port)"
  }
}
