/// Which flows a path shows.
extension Tracer {
  /// The path's own flows, and what other members of its group know of the way before the mappings part.
  func sightings(of path: UInt32, in group: [UInt32]) -> [UInt32] {
    let own = members(of: path)
    return borrowed(own, from: group.filter { $0 != path }) + own
  }

  func members(of path: UInt32) -> [UInt32] {
    var members: [UInt32] = []
    members.reserveCapacity(Int(paths[path].flowCount))
    var flow = paths[path].firstFlow
    while flow != 0 {
      members.append(flow)
      flow = flows.slab[flow].nextInPath
    }
    return members
  }

  /// Flows of other members that are on this path's way too: those whose tuple no flow of this path excludes.
  private func borrowed(_ own: [UInt32], from others: [UInt32]) -> [UInt32] {
    let candidates = others.flatMap { members(of: $0) }
    let excluded = candidates.filter { candidate in
      own.contains { compare(flows.slab[candidate], flows.slab[$0]) != .one }
    }
    return candidates.filter { candidate in
      !excluded.contains { flows.slab[$0].key.hasSameEnds(as: flows.slab[candidate].key) }
        && !own.contains { flows.slab[$0].key == flows.slab[candidate].key }
    }
  }
}
