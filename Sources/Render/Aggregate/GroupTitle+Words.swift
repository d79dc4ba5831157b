import Cluster
import Wire

/// Places, subjects and entrances in words.
extension GroupTitle {
  /// Whether the way leads from one zone into another; nil when that cannot be said.
  static func crosses(_ from: GroupPlace, _ via: String?, _ to: GroupPlace) -> Bool? {
    let places = [from, to]
    let known = ([from] + (via.map { [GroupPlace.named($0)] } ?? []) + [to]).compactMap(name)
    if zip(known, known.dropFirst()).contains(where: { $0 != $1 }) { return true }
    return places.contains(.unknown) || places.contains(.nowhere) || known.count < 2 ? nil : false
  }

  static func name(of place: GroupPlace) -> String? { if case .named(let name) = place { name } else { nil } }

  static func text(_ place: GroupPlace) -> String {
    switch place {
    case .named(let name): printable(name)
    case .outside: "(outside)"
    case .unknown: "(unknown)"
    case .nowhere: "(no backend)"
    }
  }

  /// Namespace and name, in two columns.
  static func parts(_ subject: GroupSubject) -> (String, String) {
    switch subject {
    case .service(let namespace, let name): (printable(namespace), printable(name))
    case .pod(let namespace, let name): (printable(namespace), "pod \(printable(name))")
    case .workload(let namespace, let workload): (printable(namespace), text(workload))
    default: ("", text(subject))
    }
  }

  /// In one column.
  static func text(_ subject: GroupSubject) -> String {
    switch subject {
    case .service(let namespace, let name): "\(printable(namespace))/\(printable(name))"
    case .services(let candidates): candidates.map(printable).joined(separator: " or ") + "?"
    case .pod(let namespace, let name): "\(printable(namespace))/\(printable(name))"
    case .workload(let namespace, let workload): "\(printable(namespace))/\(text(workload))"
    case .node(let name): "node \(printable(name))"
    case .address(let ip, let kind): kind == .external ? ip.description : "\(kind.rawValue) \(ip)"
    case .kind(let kind): kind.rawValue
    case .unknown: "(unknown)"
    }
  }

  static func text(_ workload: Workload) -> String { "\(printable(workload.kind))/\(printable(workload.name))" }

  static func kind(_ subject: GroupSubject) -> String {
    switch subject {
    case .pod: AddressKind.podIP.rawValue
    case .node: AddressKind.nodeIP.rawValue
    case .address(_, let kind), .kind(let kind): kind.rawValue
    default: ""
    }
  }

  static func text(_ entrance: Entrance) -> String {
    let port = entrance.port.map { entrance.transport == .tcp ? "\($0)" : "\($0)/\(entrance.transport.word)" }
    let number = port ?? entrance.transport.word
    return switch entrance.kind {
    case .nodePort: "nodePort \(number)"
    case .hostPort: "hostPort \(number)"
    case .port: "\(entrance.addressKind?.rawValue ?? "") port \(number)"
    case .direct where entrance.addressKind == .podIP: "pod directly \(number)"
    case .direct: "\(entrance.addressKind?.rawValue ?? "") \(number)"
    case .unknown: "unknown"
    }
  }
}
