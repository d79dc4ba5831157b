import Wire

/// Compares a node's rules with the objects: what is missing in them, what is too much.
///
/// Rules of one family say nothing of the other, and a cut dump proves nothing missing. Services that kube-proxy leaves
/// alone (headless ones, ExternalName, another proxy's) are left alone here too.
public struct DriftFinder {
  let map: ServiceMap
  let rules: NodeRules
  /// nil when no object has that node: then traffic policy Local cannot be judged.
  let node: NodeID?
  private(set) var fronts: [RuleFront.Key: RuleFront] = [:]
  private(set) var drifts: [RuleDrift] = []
  /// Entrances that objects have, so that those left are unknown.
  private(set) var expected: Set<RuleFront.Key> = []

  private init(_ map: ServiceMap, _ rules: NodeRules, _ node: NodeID?) {
    (self.map, self.rules, self.node) = (map, rules, node)
    for front in rules.fronts { fronts[front.key] = front }
  }

  /// In the order of the objects; what only the rules have comes last.
  public static func drifts(of rules: NodeRules, node: NodeID?, in map: ServiceMap) -> [RuleDrift] {
    var finder = DriftFinder(map, rules, node)
    for id in map.servicePortIDs {
      for family in AddressFamily.allCases where rules.families.contains(family) { finder.compare(id, family) }
    }
    finder.findUnknown()
    finder.compareHostPorts()
    return finder.drifts
  }

  mutating func report(_ drift: RuleDrift) { drifts.append(drift) }

  private mutating func compare(_ id: ServicePortID, _ family: AddressFamily) {
    let port = map[id]
    let entrances = port.entrances(family)
    for (entrance, _) in entrances {
      expected.insert(RuleFront.Key(entrance: entrance, transport: port.transport))
    }
    // What a manifest or selector suggests is not what kube-proxy was told.
    guard port.endpointsKnown, !port.backends.contains(where: \.assumed), !entrances.isEmpty else { return }
    let choice = ProxyChoice(port, family, node: node, in: map)
    var missing: [RuleFront.Entrance] = []
    var endpoints = EndpointDrifts()
    for (entrance, isLocal) in entrances {
      let key = RuleFront.Key(entrance: entrance, transport: port.transport)
      if let front = fronts[key] {
        compare(id, front, isLocal, choice, &endpoints)
      } else if !(isLocal ? choice.local ?? [] : choice.cluster[0]).isEmpty {
        missing.append(entrance)
      }
    }
    drifts += endpoints.drifts(of: id)
    if rules.isCut || missing.isEmpty { return }
    if missing.count == entrances.count {
      report(.serviceMissing(id, missing))
    } else {
      for entrance in missing { report(.entranceMissing(id, entrance)) }
    }
  }

  private mutating func compare(
    _ id: ServicePortID, _ front: RuleFront, _ isLocal: Bool, _ choice: ProxyChoice, _ endpoints: inout EndpointDrifts
  ) {
    var isLocal = isLocal
    if let scope = front.scope, scope != (isLocal ? .local : .cluster) {
      report(.wrongScope(id, front))
      isLocal.toggle()
    }
    if isUnrestricted(id, front) { report(.unrestricted(id, front)) }
    guard let candidates = isLocal ? choice.local.map({ [$0] }) : choice.cluster else { return }
    let sockets = Set(front.endpoints.map(\.socket))
    let wanted = candidates.min { Self.distance($0, sockets) < Self.distance($1, sockets) } ?? []
    if front.isComplete, !rules.isCut {
      endpoints.add(missing: wanted.filter { $0.socket.map { !sockets.contains($0) } ?? false }, front)
    }
    let stale = sockets.subtracting(wanted.compactMap(\.socket))
    if stale.isEmpty { return }
    var backends: [Socket: Backend] = [:]
    for backend in map[id].backends { if let socket = backend.socket { backends[socket] = backend } }
    for endpoint in front.endpoints where stale.contains(endpoint.socket) {
      endpoints.add(stale: endpoint, reason(endpoint.socket, backends[endpoint.socket], isLocal), front)
    }
  }

  private static func distance(_ backends: [Backend], _ sockets: Set<Socket>) -> Int {
    Set(backends.compactMap(\.socket)).symmetricDifference(sockets).count
  }

  private func isUnrestricted(_ id: ServicePortID, _ front: RuleFront) -> Bool {
    guard case .address(let socket) = front.entrance, map[id].loadBalancerIPs.contains(socket.ip),
      rules.refusingFamilies.contains(front.family), !rules.isCut
    else { return false }
    return !map[id].sourceRanges.isEmpty && !front.restrictsSources
  }

  /// - Parameter backend: what the objects say of that socket.
  private func reason(_ socket: Socket, _ backend: Backend?, _ isLocal: Bool) -> RuleDrift.StaleReason {
    guard let backend else {
      return map.podOwning(socket.ip).map { .noEndpoint($0) } ?? .gone
    }
    if isLocal, backend.node != node { return .otherNode(backend.node) }
    if backend.ready { return .hintedElsewhere }
    return backend.terminating ? .terminating : .notReady
  }
}
