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

  private static let most = 4096
  private static let codes: Set<ClusterProblem.Code> = [
    .selectorMatchesNothing, .namedTargetPortMissing, .noSelectorNoEndpoints,
  ]
  private var services: [FindingSubject.Name: Trouble] = [:]

  mutating func take(_ one: Case, _ judgements: [Judgement]) {
    guard let found = judgements.first(where: { $0.kind == .noReadyEndpoints }), let name = found.subject.service,
      services[name] != nil || services.count < Self.most
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
    if services.isEmpty { return [] }
    let words = ObjectWords(facts.map)
    let stated = facts.timeline.problems.filter { Self.codes.contains($0.code) }.compactMap(words.finding).filter {
      finding in finding.subject.service.map { services[$0] != nil } ?? false
    }
    let told = Set(stated.compactMap(\.subject.service))
    let silent = services.keys.filter { !told.contains($0) && leadsNowhere($0, facts.map) }
    return stated.map(located) + silent.sorted { ($0.namespace, $0.name) < ($1.namespace, $1.name) }.map(withoutSlice)
  }

  private func leadsNowhere(_ name: FindingSubject.Name, _ map: ServiceMap) -> Bool {
    let ports = map.servicePorts(namespace: name.namespace, name: name.name).map { map[$0] }
    return !ports.isEmpty && ports.allSatisfy { !$0.hasSelector && $0.backends.isEmpty }
  }

  /// The objects hold no slice at all, so that nobody could say it from them alone; but the node rejected.
  private func withoutSlice(_ name: FindingSubject.Name) -> Finding {
    var finding = Finding(
      .serviceWithoutEndpoints, .certain, FindingSubject(service: name),
      "Service \(name.namespace)/\(name.name) has no selector, and no EndpointSlice of it is among the objects: it leads "
        + "nowhere.",
      confirm: "kubectl describe service -n \(name.namespace) \(name.name)",
      remedy: "Give the Service a selector, or an EndpointSlice with the label kubernetes.io/service-name.")
    finding.evidence = [FindingEvidence("Service \(name.namespace)/\(name.name): no spec.selector")]
    return located(finding)
  }

  /// With the connections that met it.
  private func located(_ finding: Finding) -> Finding {
    guard let name = finding.subject.service, let trouble = services[name] else { return finding }
    var finding = finding
    finding.subject.fill(trouble.details)
    (finding.count, finding.first, finding.last, finding.paths) = (
      trouble.count, trouble.first, trouble.last, trouble.paths
    )
    return finding
  }
}
