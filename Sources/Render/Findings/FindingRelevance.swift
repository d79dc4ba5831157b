import Cluster
import Trace

/// Which findings belong to the paths that were asked for.
public struct FindingRelevance: Sendable {
  private struct Shown: Hashable, Sendable {
    var kind: FindingKind
    var service: FindingSubject.Name?
  }

  private let selector: PathSelector
  private let isActive: Bool
  private var paths: Set<String> = []
  private var shown: Set<Shown> = []
  private static let mostPaths = 65_536

  /// - Parameter selection: what was asked for.
  public init(_ selection: PathSelection) {
    selector = selection.selector
    isActive = selection.isActive
  }

  /// - Parameter selected: paths that pass.
  public mutating func add(_ selected: [Path], _ timeline: MapTimeline) {
    guard isActive else { return }
    for path in selected { add(path, timeline[path.mapIndex]) }
  }

  private mutating func add(_ path: Path, _ map: ServiceMap) {
    if paths.count < Self.mostPaths { paths.insert(path.id) }
    let service = path.names.service.map { FindingSubject.Name(map[$0].namespace, map[$0].name) }
    for kind in path.findings { shown.insert(Shown(kind: kind, service: service)) }
  }

  /// A selected path shows it, or it is about objects alone, which the selectors name.
  public func isRelevant(_ finding: Finding) -> Bool {
    guard isActive else { return true }
    if finding.first == nil { return selector.concerns(finding.subject) }
    let isShown =
      if let service = finding.subject.service {
        shown.contains(Shown(kind: finding.kind, service: service))
      } else {
        shown.contains { $0.kind == finding.kind }
      }
    return isShown || finding.paths.contains(where: paths.contains)
  }
}
