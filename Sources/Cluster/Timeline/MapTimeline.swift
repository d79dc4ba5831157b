/// Maps of one cluster at different times: a packet is judged by the map of its moment.
///
/// ```
///    ── map 0 ──────────┬── map 1 ──────────┬── map 2 ──▶
///   dump 0              dump 1              dump 2
/// ```
/// A map counts from its dump's time to that of the next; the first one counts from the beginning of time. It also knows
/// what the next dump tells of that stretch (see `Foresight`), for most of what a dump shows began before it was made.
public struct MapTimeline: Sendable {
  public struct Version: Sendable {
    /// Nanoseconds since 1970; `.min` of the first one.
    public let from: Int64
    public let map: ServiceMap
  }

  /// At least one, in the order of time.
  public let versions: [Version]
  /// What the dumps get wrong, each said once.
  public let problems: [ClusterProblem]
  /// What the dumps say of their own age.
  public let age: MapAge
  /// Sentences on what the dumps lack, or should not hold.
  public let omissions: [String]

  /// One map for all times.
  public init(_ single: ServiceMap) {
    versions = [Version(from: .min, map: single)]
    problems = single.problems
    age = MapAge()
    omissions = []
  }

  /// - Parameter dumps: files in the order in which they were given.
  public init(_ dumps: [ClusterDump]) {
    let states = DumpVersions(dumps)
    var versions: [Version] = []
    for (index, state) in states.versions.enumerated() {
      let next = index + 1 < states.versions.count ? states.versions[index + 1].objects : nil
      let objects = next.map { state.objects.foreseeing($0) } ?? state.objects
      versions.append(Version(from: state.time, map: ServiceMap(objects)))
    }
    self.versions = versions.isEmpty ? [Version(from: .min, map: .empty)] : versions
    var told: Set<ClusterProblem> = []
    age = MapAge(dumps)
    omissions = DumpOmissions.sentences(dumps)
    problems = (states.problems + versions.flatMap(\.map.problems)).filter {
      told.insert($0).inserted
    }
  }

  private init(_ versions: [Version], like other: MapTimeline, _ more: [ClusterProblem]) {
    self.versions = versions
    problems = other.problems + more.filter { !other.problems.contains($0) }
    age = other.age
    omissions = other.omissions
  }

  /// Versions whose maps are kept when more and more are appended.
  public static let mostAppended = 32

  /// These maps, and from a time on another one. Positions of the maps stay what they were; of very many the oldest are
  /// replaced by what came after them, so that memory stays bounded.
  public func appending(_ map: ServiceMap, at time: Int64) -> MapTimeline {
    var versions = versions
    versions.append(Version(from: max(time, versions[versions.count - 1].from), map: map))
    let old = versions.count - 1 - Self.mostAppended
    // All of them: one that kept its neighbour's map would keep it for ever.
    for place in 0..<max(0, old + 1) {
      versions[place] = Version(from: versions[place].from, map: versions[old + 1].map)
    }
    return MapTimeline(versions, like: self, map.problems)
  }

  public var count: Int { versions.count }
  public subscript(_ index: Int) -> ServiceMap { versions[index].map }
  public var isEmpty: Bool { versions.allSatisfy(\.map.isEmpty) }

  /// The map of a moment.
  public func index(at time: Int64) -> Int {
    var (low, high) = (0, versions.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if versions[middle].from <= time { low = middle } else { high = middle }
    }
    return low
  }

  /// When the map of a moment is followed by another; nil for the last one.
  public func nextChange(after time: Int64) -> Int64? {
    let next = index(at: time) + 1
    return next < versions.count ? versions[next].from : nil
  }

  /// Names that a capture file may carry, of all times: of nodes, then of pods.
  public var hostNames: [String] {
    var told: Set<String> = []
    return (versions.flatMap { $0.map.nodes.map(\.name) } + versions.flatMap { $0.map.pods.map(\.name) }).filter {
      told.insert($0).inserted
    }
  }
}
