/// Which flows a path has.
extension Tracer {
  func members(of path: UInt32, atMost limit: Int = .max) -> [UInt32] {
    var members: [UInt32] = []
    members.reserveCapacity(min(limit, Int(paths[path].flowCount)))
    var flow = paths[path].firstFlow
    while flow != 0, members.count < limit {
      members.append(flow)
      flow = flows.slab[flow].nextInPath
    }
    return members
  }
}
