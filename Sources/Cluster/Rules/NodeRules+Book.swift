import Wire

extension NodeRules {
  /// What the rules of one dump come to.
  init(_ book: RuleBook) {
    families = book.families
    refusingFamilies = book.refusingFamilies.intersection(book.families)
    portmapFamilies = book.portmapFamilies
    isCut = book.isCut
    problems = book.problems
    let walk = RuleWalk(book)
    var places: [RuleFront.Key: Int] = [:]
    var left = Self.mostComparisons
    for entry in book.entries {
      let key = RuleFront.Key(entrance: entry.entrance, transport: entry.transport)
      let index = places[key] ?? fronts.count
      if places.updateValue(index, forKey: key) == nil {
        fronts.append(RuleFront(entry.entrance, entry.transport, entry.place))
      }
      let reach = walk.reach(entry.actions, entry.family, entry.table, entry.place)
      fronts[index].merge(entry, reach, &left)
    }
    if left < 0 {
      isCut = true
      problems.append("\(book.file) names the same entrances over and over: not all of it was read.")
    }
  }

  /// Endpoints looked at to join several rules on one entrance, over all entrances.
  private static let mostComparisons = 2_000_000
}

extension RuleFront {
  /// Another rule on the same entrance: of the nat table, which translates, or of the filter table, which refuses.
  fileprivate mutating func merge(_ entry: RuleBook.Entry, _ reach: RuleReach, _ left: inout Int) {
    service = service ?? entry.service ?? entry.chainService
    if entry.isFirewall {
      restrictsSources = true
      return
    }
    if endpoints.isEmpty {
      if !reach.endpoints.isEmpty { place = entry.place }
      endpoints = reach.endpoints
    } else if !reach.endpoints.isEmpty {
      left -= endpoints.count + reach.endpoints.count
      if left < 0 { return }
      let known = Set(endpoints.map(\.socket))
      endpoints += reach.endpoints.filter { !known.contains($0.socket) }
    }
    scope = scope ?? reach.scope
    refusal = refusal ?? reach.refusal
    isComplete = isComplete && reach.isComplete
    if entry.isForSomeClients { restrictsSources = true }
  }
}

extension RuleBook.Entry {
  /// nftables' chains have the Service's name in theirs.
  fileprivate var chainService: RuleService? {
    for action in actions {
      if case .jump(let chain) = action, let service = RuleService(chain: chain) { return service }
    }
    return nil
  }

  /// Before Kubernetes 1.26 the chain with the source ranges stood on the way.
  fileprivate var isForSomeClients: Bool {
    actions.contains { if case .jump(let chain) = $0 { chain.hasPrefix("KUBE-FW-") } else { false } }
  }
}
