import Cluster

/// What the map found while it was built, as findings.
extension ObjectWords {
  /// nil for what is no fault of the cluster: an object that cannot be read, dumps without a time.
  func finding(_ problem: ClusterProblem) -> Finding? {
    guard let kind = kind(problem.code), let subject = problem.subject else { return nil }
    var finding = Finding(
      kind, .certain, self.subject(subject), problem.sentence, confirm: confirm(subject), remedy: remedy(problem.code))
    finding.evidence = problem.evidence.map { FindingEvidence($0) }
    return finding
  }

  private func kind(_ code: ClusterProblem.Code) -> FindingKind? {
    switch code {
    case .selectorMatchesNothing: .selectorMatchesNothing
    case .noSelectorNoEndpoints: .serviceWithoutEndpoints
    case .namedTargetPortMissing: .namedTargetPortMissing
    case .targetPortNotDeclared: .targetPortNotDeclared
    case .duplicateNodePort: .duplicateNodePort
    case .duplicateHostPort: .hostPortConflict
    case .clusterIPOutsideRange: .clusterIPOutsideRange
    case .duplicateAddress: .duplicateAddress
    case .skippedObject, .undatedDumps, .dumpOlderThanContent, .tooManyVersions: nil
    }
  }

  private func subject(_ subject: ClusterProblem.Subject) -> FindingSubject {
    switch subject {
    case .service(let namespace, let name): FindingSubject(service: .init(namespace, name))
    case .pod(let namespace, let name): FindingSubject(pod: .init(namespace, name), node: node(namespace, name))
    case .node(let name): FindingSubject(node: name)
    }
  }

  private func node(_ namespace: String, _ name: String) -> String? {
    map.pods(named: name, namespace: namespace).first.flatMap { map[$0].node }.map { map[$0].name }
  }

  private func confirm(_ subject: ClusterProblem.Subject) -> String {
    switch subject {
    case .service(let namespace, let name): describe(.init(namespace, name))
    case .pod(let namespace, let name): describe(pod: .init(namespace, name))
    case .node: "kubectl get nodes -o wide"
    }
  }

  private func remedy(_ code: ClusterProblem.Code) -> String {
    switch code {
    case .selectorMatchesNothing: "Make the Service's spec.selector and the pods' labels agree."
    case .noSelectorNoEndpoints:
      "Give the Service a selector, or an EndpointSlice with the label kubernetes.io/service-name."
    case .namedTargetPortMissing: "Name a containerPort as the Service's targetPort does, or give targetPort a number."
    case .targetPortNotDeclared:
      "Declare the port, so that people can see it, or mend the targetPort if nothing listens there."
    case .duplicateNodePort: "Give one of the two Services another nodePort, or none."
    case .duplicateHostPort: "Give one of the two pods another hostPort, or keep them apart with a podAntiAffinity."
    case .clusterIPOutsideRange:
      "Give hopscope objects of one cluster; else make the Service anew, for a ClusterIP cannot be changed."
    default: "Find out which of the two has the address, and take it from the other."
    }
  }
}
