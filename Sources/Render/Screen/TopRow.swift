import Cluster
import Trace

/// A path as the screen keeps it: a reference, so that lists of them are moved cheaply.
final class KeptPath: Sendable {
  let path: Path
  /// Of `TopData.rows`.
  let row: Int
  /// In the order of arrival.
  let serial: Int

  init(_ path: Path, row: Int, serial: Int) {
    self.path = path
    self.row = row
    self.serial = serial
  }
}

/// A tap where paths of a Service were seen, in one direction and tunnel: a column beside its paths.
struct TopPlace: Hashable {
  let tap: Int
  let direction: Int
  let tunnel: TunnelWord
  typealias TunnelWord = String

  init(_ hop: Hop) {
    tap = hop.tap
    direction = hop.direction == .in ? 0 : hop.direction == .out ? 1 : 2
    tunnel = hop.tunnel.map { $0.kind.name } ?? ""
  }
}

/// From one tap to the next.
struct TopStep {
  let from: TopPlace
  let to: TopPlace
  var latency = LatencyCounts()
}

/// One Service and entrance: what its connections say together, and the last of them.
struct TopRow {
  let key: GroupKey
  /// `default/nginx-service`, `nodePort 30001` and `80`.
  let subject: String
  let entrance: String
  let target: String
  /// What a filter looks at.
  let text: String
  /// Of connections that are complete.
  var counts = GroupCounts()
  /// Connect times of both, each once.
  var connect = LatencyCounts()
  /// Of those that go on: how many, and how many of them have failed so far.
  var (goingOn, goingOnFailed) = (0, 0)
  /// By arrival.
  var paths: [KeptPath] = []
  var last = Int64.min
  /// Taps, in the order in which the packets of a client pass them, as far as that is known.
  private(set) var places: [(place: TopPlace, name: String)] = []
  /// Times from tap to tap, by places; in the order of places.
  private(set) var steps: [TopStep] = []
  private static let mostPlaces = 16

  init(_ key: GroupKey, areProbes: Bool) {
    self.key = key
    let cells = GroupTitle(key, areProbes: areProbes).cells
    func cell(_ index: Int) -> String { index < cells.count ? cells[index] : "" }
    if case .entrance = key {
      subject = cell(0).isEmpty ? cell(1) : "\(cell(0))/\(cell(1))"
      (entrance, target) = (cell(2), cell(3))
    } else {
      (subject, entrance, target) = (cell(0), "", "")
    }
    text = "\(subject) \(entrance) \(target)"
  }

  var connections: Int { counts.connections + goingOn }
  var failed: Int { counts.failed + goingOnFailed }
  var bytes: Int { counts.bytes.request + counts.bytes.reply }

  /// Times between taps of one complete path.
  mutating func addHops(of path: Path) {
    var (position, before) = (0, TopPlace?.none)
    for hop in path.hops where hop.isSeen {
      let place = TopPlace(hop)
      guard let number = number(of: place, hop, after: position) else { continue }
      if let before, let latency = hop.latency { addStep(before, place, latency) }
      (position, before) = (number + 1, place)
    }
  }

  private mutating func number(of place: TopPlace, _ hop: Hop, after position: Int) -> Int? {
    if let known = places.firstIndex(where: { $0.place == place }) { return known }
    guard places.count < Self.mostPlaces else { return nil }
    let number = min(position, places.count)
    places.insert((place, Self.name(hop)), at: number)
    return number
  }

  private mutating func addStep(_ from: TopPlace, _ to: TopPlace, _ latency: Int64) {
    if let known = steps.firstIndex(where: { $0.from == from && $0.to == to }) {
      steps[known].latency.add(latency)
    } else if steps.count < 2 * Self.mostPlaces {
      var step = TopStep(from: from, to: to)
      step.latency.add(latency)
      steps.append(step)
    }
  }

  func name(_ place: TopPlace) -> String { places.first { $0.place == place }?.name ?? "?" }

  /// `worker-1 eth0`; the direction only where a tap has both.
  private static func name(_ hop: Hop) -> String {
    let host = hop.host.map { printable($0) + " " } ?? ""
    let tunnel = hop.tunnel.map { " \($0.kind.name)" } ?? ""
    let direction = hop.direction == .in ? " in" : hop.direction == .out ? " out" : ""
    return host + printable(hop.interface ?? "?") + direction + tunnel
  }

  /// At most so many paths stay: of those that went well the oldest goes first, unless half of all are failed ones.
  mutating func trim(to limit: Int) {
    guard paths.count > limit else { return }
    var failing = paths.count { !$0.path.isOK }
    while paths.count > limit {
      let takesFailed = failing > limit / 2 || failing == paths.count
      guard let oldest = paths.firstIndex(where: { $0.path.isOK != takesFailed }) else { return }
      paths.remove(at: oldest)
      if takesFailed { failing -= 1 }
    }
  }
}
