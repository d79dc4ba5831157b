import Cluster
import Wire

/// Which paths a person wants to see. Pure: a path, which was joined before, and the map that names it.
///
/// Selectors of one option are alternatives; all options must hold; each reversed one excludes what it matches. What may
/// be (candidate Services, pods that share an address) counts as if it were.
public struct PathSelector: Sendable {
  /// One list for each option that was given.
  let wanted: [[Criterion]]
  private let unwanted: [Criterion]

  public init(_ criteria: [Criterion]) {
    wanted = SelectorField.allCases
      .map { field in criteria.filter { $0.field == field && !$0.isReversed } }
      .filter { !$0.isEmpty }
    unwanted = criteria.filter(\.isReversed)
  }

  /// All paths.
  public static let everything = PathSelector([])

  public var isEverything: Bool { wanted.isEmpty && unwanted.isEmpty }
  var criteria: [Criterion] { wanted.flatMap { $0 } + unwanted }

  /// - Parameter map: the map of the path's moment, `Path.mapIndex`.
  public func selects(_ path: Path, _ map: ServiceMap) -> Bool {
    let sides = PathSides(path: path, map: map)
    return wanted.allSatisfy { alternatives in alternatives.contains { $0.matches(sides) } }
      && !unwanted.contains { $0.matches(sides) }
  }
}

extension Criterion {
  /// Whether the value, reversed or not, is true of a path.
  func matches(_ sides: PathSides) -> Bool {
    let path = sides.path
    switch test {
    case .object(let pattern): return matches(pattern, sides)
    case .name(let pattern):
      let names = isOfNodes ? sides.nodes(field.side) : sides.namespaces(field.side)
      return names.contains(where: pattern.matches)
    case .block(let block): return sides.hasSocket(field.side) { block.contains($0.ip) }
    case .port(let port):
      // Echo identifiers are kept where ports are.
      let hasPorts = path.transport != .icmp && path.transport != .icmpv6
      return hasPorts && sides.hasSocket(field.side) { $0.port == port }
    case .transport(let transport): return path.transport == transport
    case .hop(let kind): return path.hops.contains { $0.kind == kind }
    case .state(let word): return word.holds(path)
    }
  }

  var isOfNodes: Bool { field == .node || field == .fromNode || field == .toNode }

  private func matches(_ pattern: ObjectPattern, _ sides: PathSides) -> Bool {
    let map = sides.map
    switch field {
    case .service: return sides.services.contains { pattern.isService(map[$0].namespace, map[$0].name) }
    case .fromService: return sides.servesAsClient { pattern.isService($0.namespace, $0.name) }
    default: return sides.pods(field.side).contains { pattern.isPod(map[$0].namespace, map[$0].name) }
    }
  }
}
