import Wire

/// One connection of the client, several NAT mappings: a conntrack entry lost in the middle gives it a second one, and so
/// does a SYN that is sent again and reaches another endpoint. Each mapping is told as a path of its own, and each shows
/// the front that all of them have.
///
/// They are told apart when the connection is complete: by then most is known of every tuple, and the order in which taps
/// were read plays no part.
extension Tracer {
  /// A client is mapped anew so often at most; more tuples than that are somebody's game, and stay in one path.
  private static var mostLegs: Int { 64 }

  /// The flows of each mapping of a connection; all of them in one when it had only one.
  func mappings(of path: UInt32) -> [[UInt32]] {
    let members = members(of: path)
    guard paths[path].mayPart, members.count > 1 else { return [members] }
    let legs = legs(of: members)
    // A SYN proxy answers with numbers of its own: what the server's tell there is nothing.
    guard legs.count <= Self.mostLegs, !legs.contains(where: \.isProxied) else { return [members] }
    let partition = Partition(legs) { excludes($0, $1) }
    guard partition.mappings.count > 1 else { return [members] }
    return partition.mappings.map { mapping in
      let own = Set(mapping.flatMap { legs[$0].flows })
      return members.filter(own.contains)
    }
  }
}

/// The legs of one connection, divided among its mappings.
private struct Partition {
  /// Positions of legs. What no mapping excludes belongs to all of them.
  private(set) var mappings: [[Int]] = []
  private let legs: [Leg]
  private var excluded: [[Bool]]

  init(_ legs: [Leg], excludes: (Leg, Leg) -> Bool) {
    self.legs = legs
    excluded = Array(repeating: Array(repeating: false, count: legs.count), count: legs.count)
    for one in legs.indices {
      for other in 0..<one where excludes(legs[one], legs[other]) {
        excluded[one][other] = true
        excluded[other][one] = true
      }
    }
    let exclusive = legs.indices.filter { excluded[$0].contains(true) }
    for leg in exclusive.sorted(by: isBetterKnown) { place(leg) }
    let common = legs.indices.filter { !excluded[$0].contains(true) }
    mappings = mappings.map { ($0 + common).sorted() }.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// Those that exclude most others come first.
  private func isBetterKnown(_ one: Int, _ other: Int) -> Bool {
    let (left, right) = (excluded[one].count { $0 }, excluded[other].count { $0 })
    return left != right ? left > right : one < other
  }

  private mutating func place(_ leg: Int) {
    let fitting = mappings.indices.filter { mapping in !mappings[mapping].contains { excluded[leg][$0] } }
    let best = fitting.max { left, right in affinity(leg, mappings[left]) < affinity(leg, mappings[right]) }
    if let best { mappings[best].append(leg) } else { mappings.append([leg]) }
  }

  private func affinity(_ leg: Int, _ mapping: [Int]) -> Int {
    mapping.map { legs[leg].affinity(to: legs[$0]) }.reduce(0, +)
  }
}

extension Leg {
  /// How much speaks for two legs being of one mapping.
  fileprivate func affinity(to other: Leg) -> Int {
    var affinity = 0
    if serverISN != nil && serverISN == other.serverISN { affinity += 8 }
    if attempts.share(with: other.attempts) == true { affinity += 8 }
    if request.hasSameSource(as: other.request) { affinity += 4 }
    if request.hasSameDestination(as: other.request) { affinity += 2 }
    if livedTogether(with: other) { affinity += 1 }
    return affinity
  }

  private func livedTogether(with other: Leg) -> Bool {
    lives.contains { one in
      other.lives.contains { $0.host == one.host && $0.first <= one.last && one.first <= $0.last }
    }
  }
}
