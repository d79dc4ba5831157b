import Cluster

/// What a replay is judged by, beside the packets.
struct ClusterKnowledge {
  /// What addresses and ports are, by time.
  let timeline: MapTimeline
  /// What nodes say of their NAT.
  let witness: ConntrackTable
  /// Names of the interfaces that "any" captures number.
  let links: LinkTable

  /// Reads what was named for it and what lies in the folders of captures.
  ///
  /// - Throws: `Failure` when a folder holds no capture, or a file that was named cannot be used.
  init(_ options: TraceOptions) throws {
    let isQuiet = options.look.quiet
    try options.input.settle(isQuiet: isQuiet)
    timeline = try options.mapping.timeline(beside: options.input, isQuiet: isQuiet)
    let map = timeline[timeline.count - 1]
    witness = try ConntrackFiles.load(
      try options.witness.sources + options.input.given.hostFiles(.conntrack), map: map, isQuiet: isQuiet)
    links = try LinkFiles.load(options.input, map: map)
  }
}

extension MapOptions {
  /// The maps of the objects that were named, alone or among the captures.
  func timeline(beside input: InputOptions, isQuiet: Bool) throws -> MapTimeline {
    try ClusterFiles.loadTimeline(try sources(input.objects, found: input.given.found(.objects)), isQuiet: isQuiet)
  }
}
