import Wire

/// From pairs of hosts to one time for all: of each group of hosts that share packets, directly or over others, the
/// first is the reference, and each other one is compared along the most certain way.
struct ClockTree {
  private struct Edge {
    var to: Int
    var fit: ClockFit
    var isReversed: Bool
  }

  private var edges: [[Edge]]
  private var parents: [Int]

  init(_ fits: [HostPair: ClockFit], hostCount: Int) {
    edges = [[Edge]](repeating: [], count: max(0, hostCount))
    parents = Array(0..<max(0, hostCount))
    let usable = fits.filter { $0.value.basis != .none && $0.key.second < hostCount }
    for (pair, fit) in usable.sorted(by: Self.isBetter) where join(pair) {
      edges[pair.first].append(Edge(to: pair.second, fit: fit, isReversed: false))
      edges[pair.second].append(Edge(to: pair.first, fit: fit, isReversed: true))
    }
  }

  /// Both directions before one, then the smaller uncertainty, then the order of the hosts.
  private static func isBetter(_ left: (key: HostPair, value: ClockFit), _ right: (key: HostPair, value: ClockFit))
    -> Bool
  {
    let (one, other) = (left.value.uncertainty ?? .max, right.value.uncertainty ?? .max)
    return one != other ? one < other : left.key < right.key
  }

  /// - Returns: whether the two were not connected before.
  private mutating func join(_ pair: HostPair) -> Bool {
    let (first, second) = (root(pair.first), root(pair.second))
    parents[max(first, second)] = min(first, second)
    return first != second
  }

  private mutating func root(_ host: Int) -> Int {
    var host = host
    while parents[host] != host {
      parents[host] = parents[parents[host]]
      host = parents[host]
    }
    return host
  }

  var estimates: [ClockEstimate] {
    var found = [ClockEstimate?](repeating: nil, count: edges.count)
    for host in edges.indices where found[host] == nil {
      found[host] = ClockEstimate(host: host, reference: host)
      var open = edges[host].map { (from: host, edge: $0) }
      while let next = open.popLast() {
        guard found[next.edge.to] == nil, let known = found[next.from] else { continue }
        found[next.edge.to] = Self.estimate(known, next.edge)
        open += edges[next.edge.to].map { (next.edge.to, $0) }
      }
    }
    return found.compactMap(\.self)
  }

  private static func estimate(_ known: ClockEstimate, _ edge: Edge) -> ClockEstimate {
    let isRoot = known.host == known.reference
    var next = ClockEstimate(host: edge.to, reference: known.reference)
    next.line = known.line.then(edge.isReversed ? edge.fit.line.inverse : edge.fit.line)
    next.packets = edge.fit.packets
    next.basis = !isRoot && known.basis == .oneWay ? .oneWay : edge.fit.basis
    next.isSteady = known.isSteady && edge.fit.isSteady
    if next.basis == .both, let own = edge.fit.uncertainty, let rest = isRoot ? 0 : known.uncertainty {
      next.uncertainty = own.plus(rest)
      next.driftUncertainty = edge.fit.driftUncertainty.map { $0 + (known.driftUncertainty ?? 0) }
    }
    return next
  }
}
