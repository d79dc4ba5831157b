import Cluster
import Wire

/// Collects what the rules say of completed connections, and what only all of them together show.
///
/// Bounded: so many groups are kept, and what would be one more is counted.
struct Diagnosis {
  private static let mostGroups = 4096
  private var groups: [FindingGroup.Key: FindingGroup] = [:]
  private var order: [FindingGroup.Key] = []
  private(set) var survey = TapSurvey()
  /// Per map of the timeline: who translates and forwards.
  private var planes: [Int: DataPlane] = [:]
  private var hosts = HostRoll()
  private var wrongPorts = WrongPortCache()
  private var closed = ClosedTuples()
  private var whole = WholeRules()
  /// Findings that were left out for want of room.
  private(set) var leftOut = 0

  mutating func prepare(_ taps: TapTable, _ map: ServiceMap) {
    guard survey.count < taps.taps.count else { return }
    survey.survey(
      taps.taps, links: taps.links, isPod: { Self.isPod($0, map) }, isOfAny: { taps.isOfAny($0) })
  }

  private static func isPod(_ host: String, _ map: ServiceMap) -> Bool {
    map.node(named: host) == nil && HostRoll.pod(of: host, map) != nil
  }

  /// The node or pod that a tap is at.
  mutating func owner(of hop: Hop, _ map: ServiceMap, mapIndex: Int) -> HostRoll.Owner {
    hosts.owner(ofTap: hop.tap, host: hop.host, map, mapIndex: mapIndex)
  }

  mutating func plane(_ path: Path, _ map: ServiceMap) -> DataPlane {
    var plane = planes[path.mapIndex] ?? DataPlane(map)
    plane.notice(path, map)
    planes[path.mapIndex] = plane
    return plane
  }

  mutating func wrongPorts(_ path: Path, _ map: ServiceMap) -> [WrongPort] {
    guard !path.isOK, let tuple = path.hops.first?.tuple else { return [] }
    let dialled = path.front ?? Socket(tuple.destination, tuple.destinationPort)
    return wrongPorts.find(dialled, path.transport, path.mapIndex, map, at: path.start)
  }

  /// Whether a client's port was in use shortly before, for the same front.
  func isReused(_ path: Path) -> Bool { closed.wasClosed(path) }

  /// A completed connection and what was said of it.
  mutating func add(_ one: Case, _ judgements: [Judgement]) {
    for judgement in judgements { add(judgement, one.path) }
    closed.add(one.path)
    whole.take(one, judgements)
  }

  private mutating func add(_ judgement: Judgement, _ path: Path) {
    let key = FindingGroup.Key(kind: judgement.kind, subject: judgement.subject)
    if groups[key] != nil {
      groups[key]?.add(judgement, path)
    } else if groups.count < Self.mostGroups {
      groups[key] = FindingGroup(judgement, path)
      order.append(key)
    } else {
      leftOut += 1
    }
  }

  /// The gravest first, then the certain ones, then those that most connections show.
  func findings(_ facts: WholeFacts) -> [Finding] {
    let single = order.compactMap { groups[$0]?.finding }
    let all = (whole.revise(single, facts) + whole.findings(facts)).map(\.withSafeCommand)
    return all.enumerated().sorted { left, right in
      (rank(left.element), left.offset) < (rank(right.element), right.offset)
    }.map(\.element)
  }

  private func rank(_ finding: Finding) -> Rank {
    Rank(severity: finding.kind.severity, isProbable: finding.certainty == .probable, rarity: -finding.count)
  }

  private struct Rank: Comparable {
    var severity: Severity
    var isProbable: Bool
    var rarity: Int

    static func < (left: Rank, right: Rank) -> Bool {
      if left.severity != right.severity { return left.severity < right.severity }
      if left.isProbable != right.isProbable { return right.isProbable }
      return left.rarity < right.rarity
    }
  }
}

/// Whose wrong ports are, by what was dialled: to find out is a walk over all objects.
private struct WrongPortCache {
  private struct Key: Hashable {
    var socket: Socket
    var transport: TransportProtocol
    var map: Int
  }
  private static let most = 4096
  private var known: [Key: [WrongPort]] = [:]

  mutating func find(
    _ socket: Socket, _ transport: TransportProtocol, _ index: Int, _ map: ServiceMap, at time: Int64
  ) -> [WrongPort] {
    let key = Key(socket: socket, transport: transport, map: index)
    if let found = known[key] { return found }
    guard known.count < Self.most, !map.isEmpty, map.role(of: socket, transport: transport, at: time).portKind == nil
    else { return [] }
    let found = map.wrongPorts(of: socket, transport, at: time)
    known[key] = found
    return found
  }
}

/// When connections of a client's port to a front ended; bounded, the oldest half goes.
private struct ClosedTuples {
  private struct Key: Hashable {
    var client: Socket
    var front: Socket
  }
  private static let most = 1 << 15
  /// As long as TIME_WAIT of conntrack and ipvs last.
  private static let memory: Int64 = 120_000_000_000
  private var ends: [Key: Int64] = [:]

  mutating func add(_ path: Path) {
    guard path.transport == .tcp, path.state == .closed, let front = path.front else { return }
    if ends.count >= Self.most {
      let middle = ends.values.sorted()[ends.count / 2]
      ends = ends.filter { $0.value > middle }
    }
    ends[Key(client: path.client, front: front)] = path.end
  }

  func wasClosed(_ path: Path) -> Bool {
    guard let front = path.front, let end = ends[Key(client: path.client, front: front)] else { return false }
    return path.start >= end && path.start.since(end) < Self.memory
  }
}
