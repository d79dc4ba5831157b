import Cluster
import Wire

/// F34, F35. Why a Service that refused connections has no endpoint, where its objects say.
struct ObjectProblems: WholeRule {
  private var services: Set<FindingSubject.Name> = []

  mutating func take(_ one: Case, _ judgements: [Judgement]) {
    guard judgements.contains(where: { $0.kind == .noReadyEndpoints }), let service = one.service else { return }
    if services.count < 4096 { services.insert(.init(service.namespace, service.name)) }
  }

  func findings(_ facts: WholeFacts) -> [Finding] {
    facts.timeline.problems.compactMap { problem in
      guard let kind = kind(problem.code), let name = services.first(where: { problem.object == "Service \($0.namespace)/\($0.name)" })
      else { return nil }
      var finding = Finding(
        kind, .certain, FindingSubject(service: name), problem.sentence,
        confirm: "kubectl describe service -n \(name.namespace) \(name.name)", remedy: remedy(kind))
      finding.evidence = [FindingEvidence("the objects of \(problem.object)")]
      return finding
    }
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
