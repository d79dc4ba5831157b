/// Paths with the same front packets: one path per mapping. A conntrack entry lost in the middle gives one connection of
/// the client two of them; so does a SYN that is sent again and reaches another endpoint.
///
/// The oldest path of a group is its root; the others hang in its list. A group is completed as a whole, for each member
/// shows the front that the root, or another member, holds.
extension Tracer {
  func isGrouped(_ path: UInt32) -> Bool { paths[path].root != 0 || paths[path].nextMember != 0 }

  func root(of path: UInt32) -> UInt32 { paths[path].root == 0 ? path : paths[path].root }

  /// A group can hold this many: a client that is mapped anew more often begins another one.
  private static var largest: Int { 16 }

  /// The paths of a group, its root first.
  func group(of path: UInt32) -> [UInt32] {
    var member = root(of: path)
    var members: [UInt32] = []
    while member != 0 {
      members.append(member)
      member = paths[member].nextMember
    }
    return members
  }

  /// Makes one group of two paths.
  mutating func group(_ one: UInt32, _ other: UInt32) {
    let (left, right) = (root(of: one), root(of: other))
    guard left != right else { return }
    let (old, new) = paths[left].serial < paths[right].serial ? (left, right) : (right, left)
    let (members, newcomers) = (group(of: old), group(of: new))
    guard members.count + newcomers.count <= Self.largest else { return }
    paths[members[members.count - 1]].nextMember = new
    for newcomer in newcomers { paths[newcomer].root = old }
  }

  /// Gives the place of a path that ceases to be to the one that takes over its flows.
  /// - Returns: false when both have a place already and they are not in one group.
  mutating func leaveGroup(_ drop: UInt32, to keep: UInt32) -> Bool {
    let members = group(of: drop)
    let isShared = members.contains(keep)
    guard isShared || !isGrouped(keep) else { return false }
    let rest = members.filter { $0 != drop && $0 != keep }
    let ordered = ([keep] + rest).sorted { paths[$0].serial < paths[$1].serial }
    for (position, member) in ordered.enumerated() {
      paths[member].root = position == 0 ? 0 : ordered[0]
      paths[member].nextMember = position + 1 < ordered.count ? ordered[position + 1] : 0
    }
    paths[drop].root = 0
    paths[drop].nextMember = 0
    return true
  }
}
