import Cluster

/// Names that selectors may have: of the objects of all times, and of the captures' hosts.
public struct SelectorNames: Sendable {
  private let timeline: MapTimeline
  private let hosts: [String]

  /// - Parameter hosts: where the captures were made, whether or not the objects know it.
  public init(_ timeline: MapTimeline, hosts: [String]) {
    self.timeline = timeline
    self.hosts = hosts
  }

  /// - Throws: when a value names what nothing has: with the nearest names.
  public func check(_ selector: PathSelector) throws(SelectorProblem) {
    for criterion in selector.criteria { try check(criterion) }
  }

  private func check(_ criterion: Criterion) throws(SelectorProblem) {
    guard let kind = criterion.field.kind else { return }
    let option = "--\(criterion.field.rawValue) \(criterion.text)"
    guard !timeline.isEmpty || criterion.isOfNodes else {
      throw SelectorProblem(
        "\(option): without the cluster's objects no \(kind) is known by name; give them with --cluster cluster.json.")
    }
    let known = names(criterion)
    guard !known.contains(where: { isMeant(criterion, $0) }) else { return }
    throw SelectorProblem("\(option): \(absence(criterion, kind, known.map(\.text)))")
  }

  private func isMeant(_ criterion: Criterion, _ name: Name) -> Bool {
    switch criterion.test {
    case .object(let pattern) where name.isPod: pattern.isPod(name.namespace, name.name)
    case .object(let pattern): pattern.isService(name.namespace, name.name)
    case .name(let pattern): pattern.matches(name.name)
    default: true
    }
  }

  private func absence(_ criterion: Criterion, _ kind: String, _ known: [String]) -> String {
    let place = criterion.isOfNodes ? "the objects or the captures' names" : "the objects"
    let asked = NearestNames.find(criterion.text, among: known)
    var sentence = "there is no such \(kind) in \(place)"
    if known.isEmpty {
      sentence += ", which have no \(kind) at all"
    } else if asked.isEmpty {
      let some = Set(known).sorted()
      sentence += "; they have: \(some.prefix(5).joined(separator: ", "))\(some.count > 5 ? ", …" : "")"
    } else {
      sentence += "; nearest: \(asked.joined(separator: ", "))"
    }
    if criterion.field == .namespace {
      sentence += ". -n is the namespace, as in kubectl; addresses instead of names are --numeric"
    }
    return sentence + "."
  }
}

extension SelectorNames {
  /// One object's name.
  private struct Name {
    var namespace = ""
    var name: String
    var isPod = false
    var text: String { namespace.isEmpty ? name : "\(namespace)/\(name)" }
  }

  private func names(_ criterion: Criterion) -> [Name] {
    let maps = timeline.versions.map(\.map)
    switch criterion.field {
    case .service, .fromService:
      return maps.flatMap { $0.servicePorts.map { Name(namespace: $0.namespace, name: $0.name) } }
    case .pod, .fromPod, .toPod:
      return maps.flatMap { $0.pods.map { Name(namespace: $0.namespace, name: $0.name, isPod: true) } }
    case .namespace, .fromNamespace, .toNamespace:
      return maps.flatMap { $0.servicePorts.map(\.namespace) + $0.pods.map(\.namespace) }.map { Name(name: $0) }
    case .node, .fromNode, .toNode:
      return (maps.flatMap { $0.nodes.map(\.name) } + hosts).map { Name(name: $0) }
    case .ip, .fromIP, .toIP, .port, .fromPort, .toPort, .transport, .hop, .state: return []
    }
  }
}
