import Cluster
import Testing

/// Whose table a file is, by its name.
@Suite struct WitnessNamingTests {
  static let hosts = ["worker-1", "worker-2", "worker", "node1", "node10", "a.example.com", "mysql-0"]

  @Test(
    "A node or pod of the map and nothing else but what conntrack files are called",
    arguments: [
      ("conntrack-worker-1.txt", "worker-1"), ("conntrack-events-worker-1.txt", "worker-1"),
      ("worker-1_conntrack.txt", "worker-1"), ("node1.events", "node1"), ("node1.list", "node1"),
      ("node1-conntrack.txt", "node1"), ("conntrack/node1.list", "node1"), ("/a/b/conntrack/node10.events", "node10"),
      ("worker-1/conntrack.txt", "worker-1"), ("./worker-2/conntrack-events.log", "worker-2"), ("worker", "worker"),
      ("nf_conntrack-mysql-0", "mysql-0"), ("a.example.com.txt", "a.example.com"), ("CONNTRACK_node1.TXT", "node1"),
      ("conntrack-worker-1-20261123.txt", "worker-1"), ("20261123-002542-worker-2.list", "worker-2"),
      ("worker-1.conntrack", "worker-1"), ("worker-1.conntrack.txt", "worker-1"),
    ])
  func known(path: String, host: String) {
    #expect(WitnessNaming(knownHosts: Self.hosts, namesAllNodes: true).host(ofPath: path) == host)
  }

  @Test(
    "Names that leave a doubt name nobody",
    arguments: [
      "conntrack-worker-3.txt", "worker-1-worker-2.txt", "conntrack.txt", "node.list", "node1x.list", "node1-old.list",
      "dump/conntrack.txt", "", "/", "-", "..", "../conntrack.txt", "conntrack-node1-2.txt", "...", "Node1.list",
    ])
  func unknown(path: String) {
    #expect(WitnessNaming(knownHosts: Self.hosts, namesAllNodes: true).host(ofPath: path) == nil)
  }

  @Test(
    "Without nodes in the map the rest of the name is the host",
    arguments: [
      ("conntrack-worker-1.txt", "worker-1"), ("conntrack-events-worker-1.txt", "worker-1"),
      ("worker-1_conntrack.txt", "worker-1"), ("node1.events", "node1"), ("ip-10-0-1-123456.list", "ip-10-0-1-123456"),
      ("worker-1/conntrack.txt", "worker-1"), ("conntrack-mysql-0.txt", "mysql-0"), ("conntrack.txt", nil),
      ("/conntrack.txt", nil), ("./conntrack", nil),
      ("dumps/node-3.list", "node-3"), ("", nil),
    ] as [(String, String?)])
  func noMap(path: String, host: String?) {
    #expect(WitnessNaming(knownHosts: ["mysql-0"], namesAllNodes: false).host(ofPath: path) == host)
  }
}
