import Cluster
import Wire

/// Connections of one Service port over its endpoints, and whether chance would spread them so.
struct Spread {
  struct Key: Hashable {
    var service: FindingSubject.Name
    var port: UInt16
    /// The node that chose, when that matters.
    var node: String
    var isIPv6: Bool

    fileprivate var order: String { "\(service.namespace)/\(service.name) \(port) \(node) \(isIPv6)" }
  }

  struct Tally {
    var counts: [Socket: Int] = [:]
    /// Of them, those whose endpoint is on the node that chose.
    var near: [Socket: Int] = [:]
    var first = Int64.max
    var last = Int64.min
    var paths: [String] = []

    var total: Int { counts.values.reduce(0, +) }

    mutating func add(_ endpoint: Socket, _ path: Path, isNear: Bool) {
      counts[endpoint, default: 0] += 1
      if isNear { near[endpoint, default: 0] += 1 }
      first = min(first, path.start)
      last = max(last, path.end)
      if paths.count < FindingGroup.mostPaths { paths.append(path.id) }
    }
  }

  private static let most = 4096
  /// Standard deviations: chance exceeds it once in 100,000 Services.
  private static let limit = 4.3
  /// Connections for each endpoint, before anything is said.
  static let leastEach = 10
  private(set) var tallies: [Key: Tally] = [:]
  /// Connections whose endpoint nothing shows: of many of them, the others say nothing.
  private var unplaced: [FindingSubject.Name: Int] = [:]

  /// - Parameter one: a connection whose endpoint kube-proxy chose freely.
  mutating func add(_ one: Case) {
    guard let service = one.service, service.sessionAffinitySeconds == nil, !one.path.isAmbiguous,
      one.path.related.isEmpty
    else { return }
    guard let endpoint = one.endpoint else { return noteUnplaced(service) }
    // Whether the near ones are preferred only a known node tells.
    guard let node = one.path.translations.first(where: { $0.kinds.contains(.dnat) })?.host,
      one.map.node(named: node) != nil
    else { return }
    let isLocal = service.externalTrafficPolicyLocal || service.internalTrafficPolicyLocal
    let key = Key(
      service: .init(service.namespace, service.name), port: service.port, node: isLocal ? node : "",
      isIPv6: !endpoint.ip.isIPv4)
    guard tallies[key] != nil || tallies.count < Self.most else { return }
    let home = one.map.podOwning(endpoint.ip, at: one.path.start).flatMap { one.map[$0].node }.map { one.map[$0].name }
    tallies[key, default: Tally()].add(endpoint, one.path, isNear: home == node)
  }

  /// It went well, and no tap showed where to.
  private mutating func noteUnplaced(_ service: ServicePort) {
    let name = FindingSubject.Name(service.namespace, service.name)
    if unplaced[name] != nil || unplaced.count < Self.most { unplaced[name, default: 0] += 1 }
  }

  /// Tallies that chance does not explain, with what the map says should share.
  func uneven(_ map: ServiceMap) -> [(key: Key, tally: Tally, shares: [Share])] {
    tallies.sorted { $0.key.order < $1.key.order }.compactMap { key, tally in
      guard unplaced[key.service, default: 0] * 20 <= tally.total, let shares = shares(key, tally, map),
        Self.isUneven(shares.map(\.count)), !prefersNear(shares, tally)
      else {
        return nil
      }
      return (key, tally, shares)
    }
  }

  struct Share {
    var endpoint: Socket
    var pod: PodID?
    var count: Int
  }

  private func shares(_ key: Key, _ tally: Tally, _ map: ServiceMap) -> [Share]? {
    let ids = map.servicePorts(namespace: key.service.namespace, name: key.service.name)
    guard let id = ids.first(where: { map[$0].port == key.port }), map[id].endpointsKnown else { return nil }
    let ready = map[id].backends.filter { backend in
      backend.ready && backend.socket?.ip.isIPv4 == !key.isIPv6
        && (key.node.isEmpty || backend.node.map { map[$0].name } == key.node)
    }
    guard ready.count > 1 else { return nil }
    let shares = ready.compactMap { backend in
      backend.socket.map { Share(endpoint: $0, pod: backend.pod, count: tally.counts[$0] ?? 0) }
    }
    return isZoned(shares, ready, map) ? nil : shares
  }

  /// Endpoints on the node that chose get more than the others, and among themselves each kind is even: a data plane that
  /// prefers the near ones, and leaves the others at least a quarter.
  private func prefersNear(_ shares: [Share], _ tally: Tally) -> Bool {
    let near = shares.filter { tally.near[$0.endpoint, default: 0] * 2 > $0.count }
    let far = shares.filter { tally.near[$0.endpoint, default: 0] * 2 <= $0.count }
    let rest = far.reduce(0) { $0 + $1.count }
    guard !near.isEmpty, !far.isEmpty, rest * 4 >= tally.total else { return false }
    return !Self.strays(near.map(\.count)) && !Self.strays(far.map(\.count))
  }

  /// The endpoints that got nothing are all in other zones than those that got something: topology, not chance.
  private func isZoned(_ shares: [Share], _ ready: [Backend], _ map: ServiceMap) -> Bool {
    func zones(_ used: Bool) -> Set<String> {
      let sockets = Set(shares.filter { ($0.count > 0) == used }.map(\.endpoint))
      return Set(
        ready.filter { $0.socket.map(sockets.contains) ?? false }.compactMap { $0.node.flatMap { map[$0].zone } })
    }
    let (used, idle) = (zones(true), zones(false))
    return !idle.isEmpty && !used.isEmpty && used.isDisjoint(with: idle)
  }

  /// Pearson's chi-square against equal shares; its tail by Wilson and Hilferty's cube root.
  static func isUneven(_ counts: [Int]) -> Bool {
    counts.reduce(0, +) >= leastEach * counts.count && strays(counts)
  }

  private static func strays(_ counts: [Int]) -> Bool {
    let (kinds, total) = (Double(counts.count), Double(counts.reduce(0, +)))
    guard kinds > 1, total > 0 else { return false }
    let expected = total / kinds
    let chi = counts.reduce(0.0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
    let freedom = kinds - 1
    // With two endpoints it is the square of one deviate.
    if freedom == 1 { return chi > limit * limit }
    let spread = 2 / (9 * freedom)
    let root = 1 - spread + limit * spread.squareRoot()
    return chi / freedom > root * root * root
  }
}

/// F52. New connections of a Service are spread as chance would hardly do it.
struct UnevenConnections: WholeRule {
  private var spread = Spread()

  mutating func take(_ one: Case, _ judgements: [Judgement]) {
    if one.isTCP, one.path.isOK, one.role.isEntrance, one.hops.contains(where: { $0.marks.contains(.syn) }) {
      spread.add(one)
    }
  }

  func findings(_ facts: WholeFacts) -> [Finding] {
    spread.uneven(facts.map).map { key, tally, shares in
      UnevenFinding.make(
        .unevenConnections, key, tally, shares, facts.map, what: "new connections",
        why: "kube-proxy chooses at random, so some rule, affinity or client-side balancer prefers some",
        remedy:
          "See the rules of the nodes that chose (hopscope map check --rules), long keep-alive pools in clients, and "
          + "traffic distribution by zone.")
    }
  }
}

/// F53. Connections that are open at the end are spread unevenly: long-lived ones stay where they were opened.
struct UnevenOpenConnections: WholeRule {
  private var spread = Spread()

  mutating func take(_ one: Case, _ judgements: [Judgement]) {
    if one.isTCP, one.role.isEntrance, one.path.isUnended { spread.add(one) }
  }

  func findings(_ facts: WholeFacts) -> [Finding] {
    spread.uneven(facts.map).map { key, tally, shares in
      UnevenFinding.make(
        .unevenOpenConnections, key, tally, shares, facts.map, what: "open connections",
        why: "long-lived connections (gRPC, database pools) stay where they were when a pod came later",
        remedy:
          "Let clients or servers close connections from time to time (gRPC MAX_CONNECTION_AGE), or balance requests "
          + "instead of connections (a headless Service with client-side balancing, a mesh).")
    }
  }
}

private enum UnevenFinding {
  static func make(
    _ kind: FindingKind, _ key: Spread.Key, _ tally: Spread.Tally, _ shares: [Spread.Share], _ map: ServiceMap,
    what: String, why: String, remedy: String
  ) -> Finding {
    let sorted = shares.sorted { ($1.count, $0.endpoint.description) < ($0.count, $1.endpoint.description) }
    let list = sorted.prefix(8).map { share in
      "\(share.pod.map { "\(map[$0].namespace)/\(map[$0].name)" } ?? "\(share.endpoint)") \(share.count)"
    }.joined(separator: ", ")
    let on = key.node.isEmpty ? "" : " on node \(key.node)"
    var finding = Finding(
      kind, .certain, FindingSubject(service: key.service, node: key.node.isEmpty ? nil : key.node),
      "The \(tally.total) \(what) of Service \(key.service.namespace)/\(key.service.name) port \(key.port)\(on) are spread "
        + "unevenly over its \(shares.count) ready endpoints; \(why).",
      confirm:
        "kubectl get endpointslices -n \(key.service.namespace) -l kubernetes.io/service-name=\(key.service.name) -o wide",
      remedy: remedy)
    finding.count = tally.total
    (finding.first, finding.last, finding.paths) = (tally.first, tally.last, tally.paths)
    finding.evidence = [
      FindingEvidence("\(what): \(list)"),
      FindingEvidence("equal shares would be \(tally.total / shares.count) each; chance strays so far once in 100,000"),
    ]
    return finding
  }
}
