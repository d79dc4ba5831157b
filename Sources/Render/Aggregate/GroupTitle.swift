import Cluster
import Wire

/// What a group is called: cells of a table, and the same as fields.
struct GroupTitle {
  enum Value: Equatable {
    case text(String)
    case number(Int)
    case flag(Bool)
    case list([String])
  }

  /// As many as `headers(of:)`.
  private(set) var cells: [String] = []
  private(set) var fields: [(name: String, value: Value)] = []

  init(_ key: GroupKey, areProbes: Bool) {
    switch key {
    case .entrance(let subject, let entrance): name(subject, entrance, areProbes)
    case .backend(let subject, let socket, let node): name(backend: subject, socket, node)
    case .node(let node): name(node: node)
    case .client(let subject, let node):
      add(subject)
      cells = [Self.text(subject), Self.kind(subject), printable(node ?? "")]
      addText("node", node, where: !isNode(subject))
    case .workload(let subject, let isReached): name(workload: subject, isReached)
    case .zone(let from, let via, let to): name(from, via, to)
    case .others:
      cells = ["others"]
      fields = [("others", .flag(true))]
    }
    if areProbes {
      fields.append(("probes", .flag(true)))
      mark(key)
    }
  }

  /// What is said first survives where a name is cut.
  private mutating func mark(_ key: GroupKey) {
    switch key {
    case .entrance: break
    case .workload: cells[1] = "probes: " + cells[1]
    default: cells[0] = "probes: " + cells[0]
    }
  }

  /// Titles of the cells; and when one has no room, how soon it goes (see `GroupColumn`).
  static func headers(of grouping: Grouping) -> [(title: String, leaves: Int?)] {
    switch grouping {
    case .service: [("NAMESPACE", nil), ("SERVICE", nil), ("ENTRANCE", nil), ("TARGET", 7)]
    case .backend: [("BACKEND", nil), ("ADDRESS", 14), ("NODE", 12)]
    case .node: [("NODE", nil)]
    case .client: [("CLIENT", nil), ("KIND", 7), ("NODE", 12)]
    case .workload: [("NAMESPACE", nil), ("WORKLOAD", nil)]
    case .zone: [("FROM", nil), ("VIA", nil), ("TO", nil), ("CROSSES", nil)]
    }
  }

  /// By which groups of equal weight are sorted.
  var order: String { cells.joined(separator: "\u{1}") }

  private mutating func addText(_ name: String, _ text: String?, where isWanted: Bool = true) {
    if isWanted, let text { fields.append((name, .text(text))) }
  }

  private mutating func add(_ subject: GroupSubject) {
    switch subject {
    case .service(let namespace, let name): fields += [("namespace", .text(namespace)), ("service", .text(name))]
    case .services(let candidates): fields.append(("candidates", .list(candidates)))
    case .pod(let namespace, let name): fields += [("namespace", .text(namespace)), ("pod", .text(name))]
    case .workload(let namespace, let workload):
      fields += [
        ("namespace", .text(namespace)), ("workload", .text(workload.name)), ("workloadKind", .text(workload.kind)),
      ]
    case .node(let name): fields.append(("node", .text(name)))
    case .address(let ip, let kind): fields += [("ip", .text(ip.description)), ("kind", .text(kind.rawValue))]
    case .kind(let kind): fields.append(("kind", .text(kind.rawValue)))
    case .unknown: break
    }
  }

  private func isNode(_ subject: GroupSubject) -> Bool { if case .node = subject { true } else { false } }
}

extension GroupTitle {
  private mutating func name(_ subject: GroupSubject, _ entrance: Entrance, _ areProbes: Bool) {
    add(subject)
    fields.append(("entrance", .text(entrance.kind.rawValue)))
    addText("addressKind", entrance.addressKind?.rawValue)
    if let port = entrance.port { fields.append(("port", .number(Int(port)))) }
    fields.append(("protocol", .text(entrance.transport.word)))
    var target = ""
    switch entrance.target {
    case .number(let number):
      fields.append(("targetPort", .number(Int(number))))
      target = "\(number)"
    case .name(let name):
      fields.append(("targetPort", .text(name)))
      target = printable(name)
    case nil: break
    }
    let (namespace, name) = Self.parts(subject)
    cells = [namespace, name, areProbes ? "kubelet probe" : Self.text(entrance), target]
  }

  private mutating func name(backend subject: GroupSubject, _ socket: Socket?, _ node: String?) {
    add(subject)
    guard let socket else {
      cells = ["(none) for \(Self.text(subject))", "", ""]
      return
    }
    if case .address = subject {} else { fields.append(("ip", .text(socket.ip.description))) }
    if socket.port != 0 { fields.append(("port", .number(Int(socket.port)))) }
    addText("node", node, where: !isNode(subject))
    cells = [Self.text(subject), socket.port == 0 ? socket.ip.description : socket.description, printable(node ?? "")]
  }

  private mutating func name(node: GroupPlace) {
    addText("node", Self.name(of: node))
    cells = [Self.text(node)]
  }

  private mutating func name(workload subject: GroupSubject, _ isReached: Bool) {
    add(subject)
    let (namespace, name) = Self.parts(subject)
    cells = [namespace, isReached ? name : "(none) for \(name)"]
  }

  private mutating func name(_ from: GroupPlace, _ via: String?, _ to: GroupPlace) {
    let crossing = Self.crosses(from, via, to)
    addText("from", Self.name(of: from))
    addText("via", via)
    addText("to", Self.name(of: to))
    if let crossing { fields.append(("crosses", .flag(crossing))) }
    let word = crossing.map { $0 ? "yes" : "no" } ?? (from == .outside || to == .outside ? "outside" : "unknown")
    cells = [Self.text(from), via.map(printable) ?? "", Self.text(to), word]
  }
}
