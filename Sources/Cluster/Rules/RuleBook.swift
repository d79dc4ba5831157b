import Wire

/// Collects rules of one dump: entrances on one side, chains that they lead into on the other.
struct RuleBook {
  struct ChainKey: Hashable {
    var family: AddressFamily?
    var table: String
    var name: String
  }

  struct Step {
    var action: RuleAction
    var isPartial: Bool
    var place: RulePlace
  }

  struct Entry {
    var entrance: RuleFront.Entrance
    var transport: TransportProtocol
    var actions: [RuleAction]
    /// Which chain names an action means.
    var family: AddressFamily?
    var table: String
    var service: RuleService?
    /// It says who may use the entrance, not where it leads.
    var isFirewall = false
    var place: RulePlace
  }

  /// 5000 Services with 250 endpoints each are not yet so many.
  static let mostRules = 4_000_000

  let file: String
  private(set) var chains: [ChainKey: [Step]] = [:]
  private(set) var declared: Set<ChainKey> = []
  private(set) var entries: [Entry] = []
  private(set) var families: Set<AddressFamily> = []
  private(set) var refusingFamilies: Set<AddressFamily> = []
  private(set) var portmapFamilies: Set<AddressFamily> = []
  var isCut = false
  var problems: [String] = []
  private var count = 0
  private let limit: Int

  /// - Parameter limit: rules that are kept.
  init(file: String, limit: Int = mostRules) {
    self.file = file
    self.limit = limit
  }

  mutating func declare(_ chain: String, table: String, _ family: AddressFamily?) {
    guard takesOne() else { return }
    declared.insert(ChainKey(family: family, table: table, name: chain))
    switch (table, chain) {
    case ("nat", "KUBE-SERVICES"): if let family { families.insert(family) }
    case ("filter", "KUBE-SERVICES"): if let family { refusingFamilies.insert(family) }
    case ("nat", "CNI-HOSTPORT-DNAT"), ("cni_hostport", "hostports"):
      portmapFamilies.formUnion(family.map { [$0] } ?? AddressFamily.allCases)
    default: break
    }
  }

  /// kube-proxy's own table of nftables, which has everything of one family.
  mutating func declareKubeProxy(_ family: AddressFamily) {
    families.insert(family)
    refusingFamilies.insert(family)
  }

  /// The chain that a statement stands in says what it is.
  mutating func add(_ statement: RuleStatement) {
    guard !statement.actions.isEmpty, takesOne() else { return }
    switch Place(statement) {
    case .services: addService(statement, isFirewall: false)
    case .firewall: addService(statement, isFirewall: true)
    case .hostPorts: addHostPorts(statement)
    case .chain:
      let key = ChainKey(family: statement.family, table: statement.table, name: statement.chain)
      for action in statement.actions {
        chains[key, default: []].append(
          Step(action: action, isPartial: statement.isPartial, place: statement.place))
      }
    }
  }

  mutating func add(_ entry: Entry) {
    if takesOne() { entries.append(entry) }
  }

  private mutating func takesOne() -> Bool {
    count += 1
    if count == limit + 1 {
      isCut = true
      problems.append("\(file) has more than \(limit) rules: the rest was left out.")
    }
    return count <= limit
  }

  private enum Place {
    case services, firewall, hostPorts, chain

    init(_ statement: RuleStatement) {
      switch statement.chain {
      case "KUBE-SERVICES", "KUBE-EXTERNAL-SERVICES", "KUBE-NODEPORTS": self = .services
      case "KUBE-PROXY-FIREWALL": self = .firewall
      case "KUBE-HOSTPORTS": self = .hostPorts
      case "hostports", "hostip_hostports": self = statement.table == "cni_hostport" ? .hostPorts : .chain
      case let name: self = name.hasPrefix("CNI-DN-") ? .hostPorts : .chain
      }
    }
  }

  /// `-d ADDRESS --dport PORT` is an address's; without an address, or with a block of them, a nodePort.
  private mutating func addService(_ statement: RuleStatement, isFirewall: Bool) {
    guard !statement.isPartial, let transport = statement.transport, let family = statement.family,
      statement.destination?.base.isLoopback != true
    else { return }
    for port in statement.ports {
      let entrance = statement.destination?.host.map { RuleFront.Entrance.address(Socket($0, port)) }
      entries.append(
        Entry(
          entrance: entrance ?? .nodePort(port, family), transport: transport, actions: statement.actions,
          family: family, table: statement.table, service: RuleService(comment: statement.comment),
          isFirewall: isFirewall, place: statement.place))
    }
  }

  private mutating func addHostPorts(_ statement: RuleStatement) {
    guard !statement.isPartial, let transport = statement.transport, let family = family(of: statement) else { return }
    for port in statement.ports {
      entries.append(
        Entry(
          entrance: .hostPort(port, statement.destination?.host, family), transport: transport,
          actions: statement.actions, family: statement.family, table: statement.table, place: statement.place))
    }
  }

  private func family(of statement: RuleStatement) -> AddressFamily? {
    if let family = statement.family { return family }
    for action in statement.actions { if case .endpoint(let socket) = action { return AddressFamily(socket.ip) } }
    return statement.destination.map { AddressFamily($0.base) }
  }
}
