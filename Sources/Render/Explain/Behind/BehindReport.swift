import Cluster
import Trace
import Wire

/// The answer to "who was behind this socket then", with what names and places it.
public struct BehindReport: Sendable {
  public var search: BehindSearch
  public var timeline: MapTimeline
  /// Names of the captures.
  public var files: [String]
  public var taps: [Tap]

  public init(search: BehindSearch, timeline: MapTimeline, files: [String], taps: [Tap]) {
    self.search = search
    self.timeline = timeline
    self.files = files
    self.taps = taps
  }

  func map(_ path: Path) -> ServiceMap { timeline[min(path.mapIndex, timeline.count - 1)] }

  /// Hosts and their interfaces that the captures show: `worker-1 (eth0, cni0)`.
  var places: String {
    var order: [String] = []
    var interfaces: [String: [String]] = [:]
    for tap in taps {
      let host = tap.host ?? "an unknown host"
      if interfaces[host] == nil { order.append(host) }
      if interfaces[host]?.contains(tap.interface) != true { interfaces[host, default: []].append(tap.interface) }
    }
    return order.map { host in
      let names = interfaces[host] ?? []
      let more = names.count > 6 ? ", …" : ""
      return "\(printable(host)) (\(names.prefix(6).map(printable).joined(separator: ", "))\(more))"
    }.joined(separator: ", ")
  }

  /// What would tell more.
  var needs: [String] {
    let question = search.question
    switch search.verdict {
    case .several where search.matches.allSatisfy({ $0.part == .destination }): return []
    case .several where question.peer == nil:
      return ["say the other end that the log names: --peer ADDRESS:PORT"]
    case .several:
      return ["a more exact time (--at, --within), or a connection's path id from the list above"]
    case .none, .otherTime:
      let node = "the conntrack table of the node at that time (conntrack -L, or -E running before; --conntrack FILE)"
      return ["captures of the node that has this address, of that time (tcpdump -i any there)", node]
    case .one:
      return search.matches.contains { isOriginOpen($0) }
        ? ["a capture of the node's inner interfaces (tcpdump -i any), or its conntrack table (--conntrack FILE)"] : []
    }
  }

  /// The client is a node's own address: a process of the node, or someone whose side of the SNAT no tap shows.
  func isOriginOpen(_ appearance: Appearance) -> Bool {
    appearance.part == .client && appearance.path.names.client.addressKind == .nodeIP
  }
}
