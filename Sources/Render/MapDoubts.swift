import Cluster
import Trace
import Wire

/// Whether the cluster objects and the packets can be of the same place and time.
public struct MapDoubts: Sendable {
  private var timeline: MapTimeline
  private var paths = 0
  /// Paths of which at least one end is in the objects.
  private var known = 0
  private var start = Int64.max
  private var end = Int64.min

  public init(timeline: MapTimeline) { self.timeline = timeline }

  public mutating func update(_ timeline: MapTimeline) { self.timeline = timeline }

  public mutating func add(_ found: [Path]) {
    paths += found.count
    for path in found {
      if known == 0, isKnown(path) { known = 1 }
      start = min(start, path.start)
      end = max(end, path.end)
    }
  }

  private func isKnown(_ path: Path) -> Bool {
    [path.names.client, path.names.front, path.names.backend].contains { role in
      guard let role, !role.inferred else { return false }
      return role.node != nil || !role.pods.isEmpty || !role.services.isEmpty
    }
  }

  /// - Parameter now: the reader's clock, in nanoseconds since 1970.
  public func sentences(now: Int64) -> [String] {
    guard paths > 0 else { return [] }
    return [stranger, clock(now), age].compactMap { $0 }
  }

  private var stranger: String? {
    let hasAddresses = timeline.versions.contains { version in
      version.map.pods.contains { !$0.ips.isEmpty } || version.map.nodes.contains { !$0.addresses.isEmpty }
        || version.map.servicePorts.contains { !$0.clusterIPs.isEmpty }
    }
    guard hasAddresses, known == 0 else { return nil }
    return
      "none of the addresses captured is one of the cluster objects: they are of another cluster, or of another time"
  }

  private func clock(_ now: Int64) -> String? {
    if end < Self.year2000 {
      return "the packets are of \(TimeText.date(start)): the capturing host's clock was not set, so their times say "
        + "nothing but the order"
    }
    guard start > now.plus(Self.day) else { return nil }
    return "the packets are of \(TimeText.date(start)), which is yet to come: a clock was wrong, there or here"
  }

  private var age: String? {
    guard end >= Self.year2000 else { return nil }
    if let newest = timeline.age.newest, newest > end.plus(Self.day) {
      return "the cluster objects are at least \(days(newest.since(end))) younger than the capture (changed on "
        + "\(TimeText.date(newest)), last packet on \(TimeText.date(end))): what was so then may not be in them"
    }
    if let stated = timeline.age.stated, stated.plus(Self.day) < start {
      return
        "the cluster objects are \(days(start.since(stated))) older than the capture (of \(TimeText.date(stated)), "
        + "first packet on \(TimeText.date(start))): what changed since is not in them"
    }
    return nil
  }

  private func days(_ time: Int64) -> String {
    let days = time / Self.day
    return days == 1 ? "1 day" : "\(days) days"
  }

  private static let day: Int64 = 86_400_000_000_000
  private static let year2000: Int64 = 946_684_800_000_000_000
}
