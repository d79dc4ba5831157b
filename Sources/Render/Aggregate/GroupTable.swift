import Cluster
import Trace

/// Puts paths into groups, in space that does not depend on how many paths there are.
public struct GroupTable: Sendable {
  /// So many groups; what finds no room is counted in one more.
  public static let limit = 4096

  public struct Group: Sendable {
    public var key: GroupKey
    /// They are kubelet probes, which are never counted with other connections.
    public var areProbes: Bool
    public var counts = GroupCounts()
  }

  private struct Place: Hashable {
    var key: GroupKey
    var areProbes: Bool
  }

  public let grouping: Grouping
  private let naming: GroupNaming
  private let limit: Int
  private var groups: [Group] = []
  private var places: [Place: Int] = [:]
  private var others = GroupCounts()
  private var latest = Int64.min

  /// - Parameter isNumeric: addresses instead of the names of pods and nodes.
  public init(by grouping: Grouping, isNumeric: Bool = false, limit: Int = GroupTable.limit) {
    self.grouping = grouping
    self.limit = limit
    naming = GroupNaming(grouping: grouping, isNumeric: isNumeric)
  }

  /// - Parameter paths: as they were completed.
  public mutating func add(_ paths: [Path], _ timeline: MapTimeline) {
    for path in paths { latest = max(latest, path.end) }
    for path in paths {
      let map = timeline[path.mapIndex]
      let place = Place(key: naming.key(of: path, map), areProbes: path.probe != nil)
      if let known = places[place] {
        groups[known].counts.add(path, now: latest, map: map, isNumeric: naming.isNumeric)
      } else if groups.count < limit {
        places[place] = groups.count
        groups.append(Group(key: place.key, areProbes: place.areProbes))
        groups[groups.count - 1].counts.add(path, now: latest, map: map, isNumeric: naming.isNumeric)
      } else {
        others.add(path, now: latest, map: map, isNumeric: naming.isNumeric)
      }
    }
  }

  /// Most failures first, then most connections, then by name; what found no room comes last.
  public var sorted: [Group] {
    let titled = groups.map { ($0, GroupTitle($0.key, areProbes: $0.areProbes).order) }
    let order = titled.sorted { left, right in
      let (one, other) = (left.0.counts, right.0.counts)
      if one.failed != other.failed { return one.failed > other.failed }
      if one.connections != other.connections { return one.connections > other.connections }
      return left.1 < right.1
    }
    var result = order.map(\.0)
    if others.connections > 0 { result.append(Group(key: .others, areProbes: false, counts: others)) }
    return result
  }
}
