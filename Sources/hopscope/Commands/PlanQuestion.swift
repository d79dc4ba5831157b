import Cluster
import Render
import Trace
import Wire

/// Finds what a plan is asked for, and makes it.
struct PlanQuestion {
  let map: ServiceMap
  let namespace: String?
  let moment: Int64

  func answer(_ target: ExplainTarget, _ text: String, from: [String], entrances: [String]) throws -> CapturePlan {
    let subjects = map.subjects(of: target, namespace: namespace, at: moment).filter {
      if case .node = $0 { false } else { true }
    }
    guard let subject = subjects.first, subjects.count == 1 else {
      throw Failure(sentence: ExplainMisses.sentence(target, text, namespace: namespace, subjects, map))
    }
    let wanted: CapturePlan.Target
    switch subject {
    case .service(let namespace, let name): wanted = .service(namespace: namespace, name: name)
    case .pod(let pod): wanted = .pod(namespace: map[pod].namespace, name: map[pod].name)
    default: throw Failure(sentence: "plan follows a Service or a Pod: say svc/NAME or pod/NAMESPACE/NAME")
    }
    return try plan(wanted, try from.map(client), try entrances.map(node))
  }

  private func plan(
    _ target: CapturePlan.Target, _ clients: [CapturePlanner.Client], _ entrances: [NodeID]
  ) throws -> CapturePlan {
    var plan: CapturePlan
    do { plan = try CapturePlanner.plan(target, map, clients: clients, entrances: entrances) } catch {
      throw Failure(sentence: error.sentence)
    }
    let (field, value): (SelectorField, String) =
      switch target {
      case .service(let namespace, let name): (.service, "\(namespace)/\(name)")
      case .pod(let namespace, let name): (.pod, "\(namespace)/\(name)")
      }
    guard let criterion = try? Criterion(field, value, scope: SelectorScope([])),
      let filter = KernelFilterText.make(PathSelector([criterion]), map)
    else { return plan }
    plan.expression = filter.expression
    plan.notes += filter.notes.map { "About the filter: \($0)." }
    return plan
  }

  /// An address, a pod, or a node, in this order.
  private func client(_ text: String) throws -> CapturePlanner.Client {
    if let ip = IPAddress(text) {
      if let pod = map.podOwning(ip, at: moment) { return .pod(pod) }
      return map.nodeOwning(ip).map { .node($0) } ?? .outside(ip)
    }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let name = parts.last ?? ""
    let place = parts.count > 1 ? parts[parts.count - 2] : namespace
    let pods = map.pods(named: name, namespace: place)
    if pods.count == 1 { return .pod(pods[0]) }
    guard pods.isEmpty else {
      throw Failure(sentence: "--from \(text): several pods are called so; say NAMESPACE/NAME", status: .usage)
    }
    return .node(try node(text, "--from", "pod or node"))
  }

  private func node(_ text: String) throws -> NodeID { try node(text, "--entrance", "node") }

  private func node(_ text: String, _ option: String, _ kind: String) throws -> NodeID {
    if let node = map.node(named: text) ?? IPAddress(text).flatMap(map.nodeOwning) { return node }
    let names = map.nodes.map(\.name) + (option == "--from" ? map.pods.map { "\($0.namespace)/\($0.name)" } : [])
    let near = NearestNames.find(text, among: names)
    let list = near.isEmpty ? names.prefix(5).joined(separator: ", ") : near.joined(separator: ", ")
    let hint = near.isEmpty ? "they have" : "nearest"
    throw Failure(sentence: "\(option) \(text): the objects have no such \(kind); \(hint): \(list)", status: .usage)
  }
}
