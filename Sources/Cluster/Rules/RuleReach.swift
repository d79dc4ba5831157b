import Wire

/// Where a chain of rules leads.
struct RuleReach {
  var endpoints: [RuleEndpoint] = []
  var scope: RuleFront.Scope?
  var refusal: RuleFront.Refusal?
  var isComplete = true
}

/// Follows chains, each once: the answer for one is kept for all that lead there.
///
/// A chain may lead to itself, to thousands, or twenty deep: netfilter would refuse such rules, but a dump is only a text.
///
/// A class, as a copy of it would copy all that is known already.
final class RuleWalk {
  /// netfilter's own bound on jumps.
  private static let deepest = 16
  /// Endpoints over all chains.
  private static let mostEndpoints = 8_000_000

  private let book: RuleBook
  private var known: [RuleBook.ChainKey: RuleReach] = [:]
  private var open: Set<RuleBook.ChainKey> = []
  private var kept = 0

  init(_ book: RuleBook) { self.book = book }

  /// Where actions of an entrance lead.
  func reach(_ actions: [RuleAction], _ family: AddressFamily?, _ table: String, _ place: RulePlace)
    -> RuleReach
  {
    var result = RuleReach()
    var seen: Set<Socket> = []
    for action in actions { follow(action, family, table, place, depth: 0, &result, &seen) }
    return result
  }

  private func follow(
    _ action: RuleAction, _ family: AddressFamily?, _ table: String, _ place: RulePlace, depth: Int,
    _ result: inout RuleReach, _ seen: inout Set<Socket>
  ) {
    switch action {
    case .endpoint(let socket):
      if seen.isEmpty { seen.formUnion(result.endpoints.lazy.map(\.socket)) }
      if seen.insert(socket).inserted { result.endpoints.append(RuleEndpoint(socket, place)) }
    case .reject: result.refusal = result.refusal ?? .reject
    case .drop, .jump("KUBE-MARK-DROP"): result.refusal = result.refusal ?? .drop
    case .jump("reject-chain"): result.refusal = result.refusal ?? .reject
    case .unreadable: result.isComplete = false
    case .jump(let name):
      let key = RuleBook.ChainKey(family: family, table: table, name: name)
      merge(reach(key, depth: depth + 1), name, &result, &seen)
    }
  }

  private func merge(_ other: RuleReach, _ chain: String, _ result: inout RuleReach, _ seen: inout Set<Socket>) {
    if result.endpoints.isEmpty {
      // Most lead to one chain only: then the two share one list, and nothing is counted through.
      result.endpoints = other.endpoints
    } else if !other.endpoints.isEmpty {
      if seen.isEmpty { seen.formUnion(result.endpoints.lazy.map(\.socket)) }
      result.endpoints += other.endpoints.filter { seen.insert($0.socket).inserted }
    }
    result.scope = result.scope ?? Self.scope(of: chain) ?? other.scope
    result.refusal = result.refusal ?? other.refusal
    result.isComplete = result.isComplete && other.isComplete
  }

  private func reach(_ key: RuleBook.ChainKey, depth: Int) -> RuleReach {
    if let reach = known[key] { return reach }
    var result = RuleReach()
    guard depth <= Self.deepest, kept < Self.mostEndpoints, open.insert(key).inserted,
      book.declared.contains(key) || book.chains[key] != nil
    else {
      result.isComplete = false
      return result
    }
    var seen: Set<Socket> = []
    let steps = book.chains[key] ?? []
    // A firewall's chain lets some clients on; the others lead external clients and pods apart.
    for step in steps where !step.isPartial || key.name.hasPrefix("KUBE-FW-") {
      follow(step.action, key.family, key.table, step.place, depth: depth, &result, &seen)
    }
    if result.scope == nil, Self.isExternal(key.name), steps.contains(where: Self.isShortCut) { result.scope = .local }
    open.remove(key)
    kept += result.endpoints.count
    known[key] = result
    return result
  }

  /// The node's own traffic and pods' is led to all endpoints even where that from outside stays on the node.
  private static func isShortCut(_ step: RuleBook.Step) -> Bool {
    guard step.isPartial, case .jump(let name) = step.action else { return false }
    return scope(of: name) == .cluster
  }

  private static func isExternal(_ chain: String) -> Bool {
    chain.hasPrefix("KUBE-EXT-") || chain.hasPrefix("external-")
  }

  private static func scope(of chain: String) -> RuleFront.Scope? {
    if chain.hasPrefix("KUBE-SVL-") || chain.hasPrefix("KUBE-XLB-") || chain.hasPrefix("local-") { return .local }
    return chain.hasPrefix("KUBE-SVC-") || chain.hasPrefix("service-") ? .cluster : nil
  }
}
