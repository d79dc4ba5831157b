import Wire

/// Endpoints that entrances of one Service port lack, or should not have: each told once, whatever entrances lead to it, for
/// most share a chain.
struct EndpointDrifts {
  private struct Stale: Hashable {
    var socket: Socket
    var reason: RuleDrift.StaleReason
  }

  private var missing: [(backends: [Backend], fronts: [RuleFront])] = []
  private var missingPlaces: [Set<Socket>: Int] = [:]
  private var stale: [(endpoint: RuleEndpoint, reason: RuleDrift.StaleReason, fronts: [RuleFront])] = []
  private var stalePlaces: [Stale: Int] = [:]

  /// - Parameter backends: that the entrance should lead to, and does not.
  mutating func add(missing backends: [Backend], _ front: RuleFront) {
    let key = Set(backends.compactMap(\.socket))
    if key.isEmpty { return }
    if let place = missingPlaces[key] {
      missing[place].fronts.append(front)
    } else {
      missingPlaces[key] = missing.count
      missing.append((backends, [front]))
    }
  }

  mutating func add(stale endpoint: RuleEndpoint, _ reason: RuleDrift.StaleReason, _ front: RuleFront) {
    let key = Stale(socket: endpoint.socket, reason: reason)
    if let place = stalePlaces[key] {
      stale[place].fronts.append(front)
    } else {
      stalePlaces[key] = stale.count
      stale.append((endpoint, reason, [front]))
    }
  }

  func drifts(of id: ServicePortID) -> [RuleDrift] {
    missing.map { .endpointsMissing(id, $0.fronts, $0.backends) }
      + stale.map { .endpointStale(id, $0.fronts, $0.endpoint, $0.reason) }
  }
}
