import Cluster
import Wire

/// F46. A headless Service's name leads straight to pods, so the targetPort must be dialled; here it was the Service's port.
enum HeadlessPortMisuse: Rule {
  static let kind = FindingKind.headlessPortMisuse

  static func judge(_ one: Case) -> Judgement? {
    guard one.isFailed, one.isRepeatedOrRejected, !one.isTranslated,
      let pod = one.map.podOwning(one.dialled.ip, at: one.path.start), let id = misused(one, pod)
    else { return nil }
    let service = one.map[id]
    let target = targets(service, one.dialled.ip)
    guard !target.isEmpty else { return nil }
    return Judgement(
      kind, .certain, FindingSubject(service: .init(service.namespace, service.name)),
      "Pods of headless \(one.title(service)) are dialled on its port \(one.dialled.port), but listen on "
        + "\(target): without a ClusterIP nobody translates the one into the other.",
      at: one.lastAsked.map { .at($0.spot) },
      evidence: [
        one.refusal,
        FindingEvidence("\(one.title(service)): clusterIP None, port \(service.port), targetPort \(target)"),
      ],
      details: one.subject(pod: pod, node: one.map[pod].node),
      confirm: "kubectl get service -n \(service.namespace) \(service.name) -o yaml",
      remedy:
        "Dial port \(target) (or ask DNS for the SRV record), make port and targetPort equal, or give the Service a ClusterIP."
    )
  }

  private static func misused(_ one: Case, _ pod: PodID) -> ServicePortID? {
    one.map.services(of: pod).first { id in
      let service = one.map[id]
      return service.headless && service.port == one.dialled.port && service.transport == one.path.transport
        && !service.backends.contains { $0.socket == one.dialled }
    }
  }

  private static func targets(_ service: ServicePort, _ ip: IPAddress) -> String {
    let ports = service.backends.compactMap(\.socket).filter { $0.ip == ip && $0.port != 0 }.map { "\($0.port)" }
    return ports.joined(separator: ", ")
  }
}
