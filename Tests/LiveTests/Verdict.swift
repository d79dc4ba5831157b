/// Compares what a node told with what its connection tracking held and what the clients met.
struct Verdict {
  /// Connections that have no path with everything the node did to them, each with a reason.
  private(set) var missed: [String] = []
  /// Paths that hold what no single connection has.
  private(set) var wrong: [String] = []
  /// Connections that are one right path.
  private(set) var joined = 0

  /// - Parameters:
  ///   - node: whose `paths` these are, each once, as it ended.
  ///   - entries: of all nodes.
  init(node: String, paths: [ToldPath], connections: [Connection], entries: [Entry]) {
    let known = connections.map { Known($0, entries) }
    for path in paths {
      let touched = known.filter {
        $0.connection.transport == path.transport && !$0.owned.isDisjoint(with: path.claims)
      }
      if !touched.isEmpty, !touched.contains(where: { path.claims.isSubset(of: $0.owned) }) {
        wrong.append("\(path.id) \(path.claims) holds more than \(touched.map(\.connection.kind))")
      }
    }
    for one in known where one.passes(node) {
      let own = paths.filter { $0.transport == one.connection.transport && !one.owned.isDisjoint(with: $0.claims) }
      let faults = own.map { one.fault($0, at: node) }
      if own.count == 1, faults == [nil] {
        joined += 1
      } else {
        missed.append("\(one.connection.kind) \(one.connection.client): \(own.isEmpty ? "no path" : "\(faults)")")
      }
    }
  }
}

/// A connection with everything that nodes made of it.
private struct Known {
  var connection: Connection
  /// In the order of its way.
  var entries: [Entry]
  /// Each leg, and each mixture of two legs: what a bridge shows between DNAT and SNAT.
  var owned: Set<Ends>

  /// Follows it from table to table: where one node's change ends, the next node's original begins.
  init(_ connection: Connection, _ known: [Entry]) {
    self.connection = connection
    var found: [Entry] = []
    var current = connection.first
    while let next = known.last(where: { entry in
      entry.transport == connection.transport && entry.original == current && !found.contains { $0.node == entry.node }
    }) {
      found.append(next)
      current = next.translated
    }
    entries = found
    let legs = [connection.first] + found.map(\.translated)
    owned = Set(legs.flatMap { from in legs.map { Ends(source: from.source, destination: $0.destination) } })
  }

  /// What was rejected leaves no entry, but came in somewhere.
  func passes(_ node: String) -> Bool {
    entries.isEmpty ? connection.kind.truth.node == node : entries.contains { $0.node == node }
  }

  /// What is not as it was; nil when all is.
  func fault(_ path: ToldPath, at node: String) -> String? {
    let wanted = Set(
      entries.filter { $0.node == node && $0.original != $0.translated }.map {
        ToldPath.Translation(host: node, before: $0.original, after: $0.translated)
      })
    let found = Set(path.translations.filter { $0.host == node })
    if !wanted.isSubset(of: found) { return "translations \(found), conntrack has \(wanted)" }
    return stateFault(path) ?? (connection.kind.truth.node == node ? meaningFault(path) : nil)
  }

  private func stateFault(_ path: ToldPath) -> String? {
    switch connection.outcome {
    case "ok": path.isOK ? nil : "state \(path.state), the client met ok"
    case "refused": path.state == connection.kind.truth.word ? nil : "state \(path.state), the client was refused"
    default: "the client met \(connection.outcome)"
    }
  }

  private func meaningFault(_ path: ToldPath) -> String? {
    let truth = connection.kind.truth
    if path.client != connection.client { return "client \(String(describing: path.client))" }
    if path.front != connection.front { return "front \(String(describing: path.front))" }
    if let service = truth.service, path.service != service {
      return "Service \(path.service ?? "none"), not \(service)"
    }
    if let entrance = truth.entrance, path.entrance != entrance {
      return "entrance \(path.entrance ?? "none"), not \(entrance)"
    }
    guard !truth.backends.isEmpty else { return nil }
    guard let backend = path.backend, truth.backends.contains(backend) else {
      return "backend \(path.backend ?? "none")"
    }
    return path.backendSocket == entries.last?.translated.destination
      ? nil : "backend \(String(describing: path.backendSocket))"
  }
}
