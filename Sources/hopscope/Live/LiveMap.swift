import Cluster
import Render

/// The cluster's objects of a live run. SIGHUP has them read again; what was found before keeps the names it had.
struct LiveMap {
  private let sources: [ObjectSource]
  private(set) var timeline: MapTimeline
  /// When they were read last, by this machine's clock.
  private(set) var readAt: Int64

  /// - Throws: `Failure` when they cannot be used.
  init(_ options: ClusterOptions) throws {
    sources = options.cluster.map { ObjectSource(path: $0) }
    timeline = try ClusterFiles.loadTimeline(sources, isQuiet: true)
    readAt = Terminal.wallClock()
  }

  var isGiven: Bool { !sources.isEmpty }
  var latest: ServiceMap { timeline[timeline.count - 1] }

  /// Reads the objects again.
  /// - Returns: whether they have changed.
  /// - Throws: `Failure` when they cannot be used any more: the old ones stay.
  mutating func reload(at time: Int64) throws -> Bool {
    let fresh = try ClusterFiles.loadTimeline(sources, isQuiet: true)
    let next = timeline.appending(fresh[fresh.count - 1], at: time)
    readAt = Terminal.wallClock()
    guard next.count != timeline.count else { return false }
    timeline = next
    return true
  }
}
