import Cluster
import Wire

/// F34, F35. Why a Service that refused connections has no endpoint, where its objects say.
struct ObjectProblems: WholeRule {
  private struct Trouble {
    var details: FindingSubject
    var count = 0
    var first = Int64.max
    var last = Int64.min
    var paths: [String] = []
  }

  private var services: [FindingSubject.Name: Trouble] = [:]

  mutating func take(_ one: Case, _ judgements: [Judgement]) {
    guard let found = judgements.first(where: { $0.kind == .noReadyEndpoints }), let name = found.subject.service,
      services[name] != nil || services.count < 4096
    else { return }
    var trouble = services[name] ?? Trouble(details: found.subject)
    trouble.details.keepCommon(found.subject)
    trouble.count += 1
    trouble.first = min(trouble.first, one.path.start)
    trouble.last = max(trouble.last, one.path.end)
    if trouble.paths.count < FindingGroup.mostPaths { trouble.paths.append(one.path.id) }
    services[name] = trouble
  }

  func findings(_ facts: WholeFacts) -> [Finding] {
    let stated = facts.timeline.problems.compactMap { problem -> Finding? in
      guard let kind = kind(problem.code),
        let name = services.keys.first(where: { problem.object == "Service \($0.namespace)/\($0.name)" })
      else { return nil }
      return finding(kind, name, problem.sentence)
    }
    let told = Set(stated.compactMap(\.subject.service))
    return stated
      + services.keys.filter { !told.contains($0) && leadsNowhere($0, facts.map) }.sorted {
        ($0.namespace, $0.name) < ($1.namespace, $1.name)
      }.compactMap { name in
        finding(
          .serviceWithoutEndpoints, name,
          "Service \(name.namespace)/\(name.name) has no selector, and no EndpointSlice of it is among the objects: it leads nowhere."
        )
      }
  }

  private func leadsNowhere(_ name: FindingSubject.Name, _ map: ServiceMap) -> Bool {
    let ports = map.servicePorts(namespace: name.namespace, name: name.name).map { map[$0] }
    return !ports.isEmpty && ports.allSatisfy { !$0.hasSelector && $0.backends.isEmpty }
  }

  private func finding(_ kind: FindingKind, _ name: FindingSubject.Name, _ sentence: String) -> Finding? {
    guard let trouble = services[name] else { return nil }
    var finding = Finding(
      kind, .certain, trouble.details, sentence,
      confirm: "kubectl describe service -n \(name.namespace) \(name.name)", remedy: remedy(kind))
    (finding.count, finding.first, finding.last, finding.paths) = (
      trouble.count, trouble.first, trouble.last, trouble.paths
    )
    finding.evidence = [FindingEvidence("the objects of Service \(name.namespace)/\(name.name)")]
    return finding
  }

  private func kind(_ code: ClusterProblem.Code) -> FindingKind? {
    switch code {
    case .selectorMatchesNothing: .selectorMatchesNothing
    case .namedTargetPortMissing: .namedTargetPortMissing
    case .noSelectorNoEndpoints: .serviceWithoutEndpoints
    default: nil
    }
  }

  private func remedy(_ kind: FindingKind) -> String {
    switch kind {
    case .selectorMatchesNothing: "Make the Service's spec.selector and the pods' labels agree."
    case .namedTargetPortMissing: "Name a containerPort as the Service's targetPort does, or give targetPort a number."
    default: "Give the Service a selector, or an EndpointSlice with the label kubernetes.io/service-name."
    }
  }
}
