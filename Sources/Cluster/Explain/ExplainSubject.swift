import Wire

/// What an explanation is about: an address, or an object of a map.
public enum ExplainSubject: Sendable, Equatable {
  case address(IPAddress, port: UInt16?, transport: TransportProtocol?)
  case service(namespace: String, name: String)
  case pod(PodID)
  case node(NodeID)
}

extension ServiceMap {
  /// Everything in the map that a target may mean: nothing, one thing, or several, between which only the asker can choose.
  ///
  /// - Parameters:
  ///   - namespace: where to look when the target does not say it; nil for everywhere.
  ///   - time: of two pods that had one name one after the other, the one of that moment; `.max` for as of the dump.
  public func subjects(of target: ExplainTarget, namespace: String? = nil, at time: Int64 = .max) -> [ExplainSubject] {
    switch target {
    case .address(let ip, let port, let transport):
      return [.address(ip, port: port, transport: transport)]
    case .object(let word, let own, let name):
      let place = own ?? namespace
      var found: [ExplainSubject] = []
      if word == nil || word == .service { found += services(named: name, in: place) }
      if word == nil || word == .pod { found += pods(named: name, in: place, at: time) }
      if word == .node || (word == nil && own == nil), let node = node(named: name) { found.append(.node(node)) }
      return found
    }
  }

  private func services(named name: String, in namespace: String?) -> [ExplainSubject] {
    var found: [ExplainSubject] = []
    for id in servicePortIDs where self[id].name == name && (namespace == nil || self[id].namespace == namespace) {
      let subject = ExplainSubject.service(namespace: self[id].namespace, name: name)
      if !found.contains(subject) { found.append(subject) }
    }
    return found
  }

  /// One for each namespace.
  private func pods(named name: String, in namespace: String?, at time: Int64) -> [ExplainSubject] {
    var chosen: [String: PodID] = [:]
    var order: [String] = []
    for id in pods(named: name, namespace: namespace) {
      let place = self[id].namespace
      guard let known = chosen[place] else {
        order.append(place)
        chosen[place] = id
        continue
      }
      if !holds(known, at: time) { chosen[place] = id }
    }
    return order.compactMap { chosen[$0].map(ExplainSubject.pod) }
  }

  /// Names like one that is not there, the nearest first, as a person would type them: `svc/default/nginx-service`.
  public func namesLike(_ target: ExplainTarget, most: Int = 3) -> [String] {
    guard case .object(let word, _, let name) = target else { return [] }
    var names: [NearestNames.Candidate] = []
    if word == nil || word == .service {
      names += servicePorts.map { .init(name: $0.name, shown: "svc/\($0.namespace)/\($0.name)") }
    }
    if word == nil || word == .pod {
      names += pods.map { .init(name: $0.name, shown: "pod/\($0.namespace)/\($0.name)") }
    }
    if word == nil || word == .node { names += nodes.map { .init(name: $0.name, shown: "node/\($0.name)") } }
    return NearestNames.find(name, among: names, most: most)
  }
}
