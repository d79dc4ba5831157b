import Cluster
import Trace

/// What the screen is about: Services with their counts and last paths, and the failures of all. Adding a path costs the
/// same however many there are, and what is kept does not grow without end.
struct TopData {
  private(set) var rows: [TopRow] = []
  /// Failed paths of all Services, the newest last.
  private(set) var failures: [KeptPath] = []
  /// What is wrong, the gravest first.
  var findings: [Finding] = []
  private(set) var (connections, failed) = (0, 0)
  private(set) var timeline: MapTimeline
  private var numbers: [RowKey: Int] = [:]
  /// Paths that go on: their row, whether they failed so far, and whether their connect time is counted.
  private var goingOn: [String: (row: Int, isOK: Bool, isTimed: Bool)] = [:]
  private var (kept, serial) = (0, 0)
  private var latest = Int64.min
  private let naming: GroupNaming

  private struct RowKey: Hashable {
    var key: GroupKey
    var areProbes: Bool
  }

  static let mostRows = 4096
  static let mostPathsOfRow = 256
  private static let (mostKept, mostFailures, mostGoingOn) = (32_768, 512, 262_144)

  init(_ timeline: MapTimeline, isNumeric: Bool) {
    self.timeline = timeline
    naming = GroupNaming(grouping: .service, isNumeric: isNumeric)
  }

  /// - Parameter timeline: the same maps as before, and maybe more.
  mutating func update(_ timeline: MapTimeline) { self.timeline = timeline }

  func words(_ path: Path) -> Words {
    Words(map: timeline[min(path.mapIndex, timeline.count - 1)], isNumeric: naming.isNumeric)
  }

  /// Paths that are known and go on, or go on otherwise than was told.
  mutating func announce(_ paths: [Path]) {
    for path in paths {
      let isTimed = forget(path)
      let row = row(of: path)
      if goingOn.count < Self.mostGoingOn {
        if !isTimed, let time = path.handshake { rows[row].connect.add(time) }
        goingOn[path.id] = (row, path.isOK, isTimed || path.handshake != nil)
        rows[row].goingOn += 1
        connections += 1
        if !path.isOK {
          rows[row].goingOnFailed += 1
          failed += 1
        }
      }
      keep(path, row)
    }
  }

  /// Paths that are complete.
  mutating func add(_ paths: [Path]) {
    for path in paths { latest = max(latest, path.end) }
    for path in paths {
      let isTimed = forget(path)
      let row = row(of: path)
      if !isTimed, let time = path.handshake { rows[row].connect.add(time) }
      let map = timeline[min(path.mapIndex, timeline.count - 1)]
      rows[row].counts.add(path, now: latest, map: map, isNumeric: naming.isNumeric)
      rows[row].addHops(of: path)
      connections += 1
      if !path.isOK { failed += 1 }
      keep(path, row)
    }
  }

  /// What was told of a path that goes on is told anew, or has been found to be part of another.
  /// - Returns: whether its connect time is counted.
  private mutating func forget(_ path: Path) -> Bool {
    guard !goingOn.isEmpty else { return false }
    var isTimed = false
    for id in path.replaced + [path.id] {
      guard let before = goingOn.removeValue(forKey: id) else { continue }
      isTimed = isTimed || before.isTimed
      rows[before.row].goingOn -= 1
      connections -= 1
      if !before.isOK {
        rows[before.row].goingOnFailed -= 1
        failed -= 1
      }
      let count = rows[before.row].paths.count
      if let place = rows[before.row].paths.lastIndex(where: { $0.path.id == id }) {
        rows[before.row].paths.remove(at: place)
      }
      kept -= count - rows[before.row].paths.count
      if !before.isOK { failures.removeAll { $0.path.id == id } }
    }
    return isTimed
  }

  private mutating func row(of path: Path) -> Int {
    let key = RowKey(
      key: naming.key(of: path, timeline[min(path.mapIndex, timeline.count - 1)]), areProbes: path.probe != nil)
    if let known = numbers[key] { return known }
    guard rows.count < Self.mostRows else {
      if rows.count == Self.mostRows { rows.append(TopRow(.others, areProbes: false)) }
      return rows.count - 1
    }
    numbers[key] = rows.count
    rows.append(TopRow(key.key, areProbes: key.areProbes))
    return rows.count - 1
  }

  private mutating func keep(_ path: Path, _ row: Int) {
    serial += 1
    let new = KeptPath(path, row: row, serial: serial)
    rows[row].last = max(rows[row].last, path.end)
    if !path.isOK {
      failures.append(new)
      if failures.count > Self.mostFailures { failures.removeFirst(Self.mostFailures / 4) }
    }
    let before = rows[row].paths.count
    rows[row].paths.append(new)
    rows[row].trim(to: Self.mostPathsOfRow)
    kept += rows[row].paths.count - before
    guard kept > Self.mostKept else { return }
    for other in rows.indices { rows[other].trim(to: max(4, Self.mostKept / 2 / rows.count)) }
    kept = rows.reduce(0) { $0 + $1.paths.count }
  }
}
