/// Selectors of paths, asked about findings that no path shows.
extension PathSelector {
  /// Whether what was found of objects alone concerns the selected paths: by the names that both have.
  public func concerns(_ subject: FindingSubject) -> Bool {
    wanted.allSatisfy { alternatives in alternatives.contains { $0.concerns(subject) } }
      && !criteria.contains { $0.isReversed && $0.isOfObjects && $0.concerns(subject) }
  }
}

extension Criterion {
  /// Whether it names objects that a finding may be about; how a path went says nothing of objects.
  fileprivate var isOfObjects: Bool {
    switch field {
    case .state, .hop, .transport: false
    default: true
    }
  }

  fileprivate func concerns(_ subject: FindingSubject) -> Bool {
    switch test {
    case .object(let pattern):
      switch field {
      case .service: return subject.service.map { pattern.isService($0.namespace, $0.name) } ?? false
      case .pod, .toPod: return subject.pod.map { pattern.isPod($0.namespace, $0.name) } ?? false
      default: return false
      }
    case .name(let pattern):
      if isOfNodes { return subject.node.map(pattern.matches) ?? false }
      return [subject.service, subject.pod].contains { $0.map { pattern.matches($0.namespace) } ?? false }
    case .block(let block):
      return [subject.front, subject.backend].contains { $0.map { block.contains($0.ip) } ?? false }
    case .port(let port): return [subject.front, subject.backend].contains { $0?.port == port }
    case .transport, .hop, .state: return true
    }
  }
}
