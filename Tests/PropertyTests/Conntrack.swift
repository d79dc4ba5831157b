import Cluster
import Wire

/// Which reply tuples each node's connection tracking has in use, and so which source port a new connection gets
/// (dataplane.md §1.2, "SNAT address rule").
struct Conntrack {
  /// A reply tuple on one node: from the endpoint to the source it saw.
  private struct Entry: Hashable {
    let node: Int
    let transport: TransportProtocol
    let endpoint: Socket
    let source: Socket
  }

  enum Source {
    /// No SNAT: the port changes only when the reply tuple is taken (the kernel's null binding).
    case same
    /// Plain MASQUERADE: as `same`, with the node's address.
    case masquerade(IPAddress)
    /// MASQUERADE --random-fully.
    case random(IPAddress)
  }

  private var owners: [Entry: Int] = [:]
  private var ends: [Int: Int64] = [:]
  var now: Int64 = 0

  /// Seconds that a closed connection keeps its entry (`nf_conntrack_tcp_timeout_time_wait`).
  private static let timeWait: Int64 = 120_000_000_000

  mutating func bind(
    _ source: Source, of client: Socket, to endpoint: Socket, _ transport: TransportProtocol, on node: Int,
    for connection: Int, _ random: inout SplitMix
  ) -> Socket {
    var choice = client
    var mustDraw = false
    switch source {
    case .same: break
    case .masquerade(let ip): choice.ip = ip
    case .random(let ip):
      choice.ip = ip
      mustDraw = true
    }
    while mustDraw || isTaken(Entry(node: node, transport: transport, endpoint: endpoint, source: choice)) {
      choice.port = UInt16(random.int(1024...65535))
      mustDraw = false
    }
    owners[Entry(node: node, transport: transport, endpoint: endpoint, source: choice)] = connection
    return choice
  }

  private func isTaken(_ entry: Entry) -> Bool {
    guard let owner = owners[entry] else { return false }
    return ends[owner, default: .max - Self.timeWait] + Self.timeWait > now
  }

  mutating func close(_ connection: Int, at time: Int64) { ends[connection] = time }

  /// The same original tuple begins anew, or an administrator flushes the table: the entries go.
  mutating func forget(_ connection: Int) { owners = owners.filter { $0.value != connection } }
}
