import Cluster
import Trace
import Wire

/// What the connections of one group say together. Counts are exact; percentiles are from `LatencyCounts`, to 3 %.
public struct GroupCounts: Sendable {
  public private(set) var connections = 0
  public private(set) var ok = 0
  /// Of those that are not ok.
  public private(set) var failures: [PathState: Int] = [:]
  public private(set) var retransmissions = 0
  /// Nanoseconds since their first packet of connections whose end was not seen.
  public private(set) var openAges = LatencyCounts()
  public private(set) var connect = LatencyCounts()
  public private(set) var firstByte = LatencyCounts()
  /// Of IP packets, in each direction where most passed.
  public private(set) var bytes = BothWays(request: 0, reply: 0)
  public private(set) var first = Int64.max
  public private(set) var last = Int64.min
  public private(set) var backends = BackendSet()

  public var failed: Int { connections - ok }

  /// - Parameters:
  ///   - now: the latest packet's time.
  ///   - map: of the path's moment.
  mutating func add(_ path: Path, now: Int64, map: ServiceMap, isNumeric: Bool = false) {
    connections += 1
    if path.isOK { ok += 1 } else { failures[path.state, default: 0] += 1 }
    if path.isUnended { openAges.add(now.since(path.start)) }
    if let handshake = path.handshake { connect.add(handshake) }
    if let answer = path.firstByte { firstByte.add(answer) }
    first = min(first, path.start)
    last = max(last, path.end)
    let hops = path.related.isEmpty ? path.hops[...] : path.hops.suffix(1)
    retransmissions += hops.map(\.retransmissions).max() ?? 0
    bytes.request += hops.map(\.bytes.request).max() ?? 0
    bytes.reply += hops.map(\.bytes.reply).max() ?? 0
    if let backend = path.backend { backends.add(backend, path.names.backend, map, isNumeric: isNumeric) }
  }
}

/// The backends of a group, pods where they are known: the first few by name, the rest by number, up to a limit.
public struct BackendSet: Sendable {
  private static let limit = 1024
  private static let mostNamed = 8
  private var known: Set<GroupSubject> = []
  public private(set) var names: [String] = []
  /// There are more than were counted.
  public private(set) var isFull = false
  public var count: Int { known.count }

  mutating func add(_ socket: Socket, _ role: Role?, _ map: ServiceMap, isNumeric: Bool) {
    let subject = GroupSubject(role, socket, map, isNumeric: isNumeric)
    guard !known.contains(subject) else { return }
    guard known.count < Self.limit else {
      isFull = true
      return
    }
    known.insert(subject)
    guard names.count < Self.mostNamed else { return }
    if case .pod(_, let name) = subject { names.append(name) } else { names.append("\(socket)") }
  }
}
