import Cluster
import Wire

/// F05. A ClusterIP exists in rules for its ports only, so nothing answers an echo request to it. No fault.
enum ClusterIPPing: Rule {
  static let kind = FindingKind.clusterIPPing

  static func judge(_ one: Case) -> Judgement? {
    guard one.isEcho, one.isFailed, let ip = one.path.hops.first?.tuple.destination else { return nil }
    guard let id = one.map.services(at: ip).first(where: { one.map[$0].clusterIPs.contains(ip) }) else { return nil }
    let service = one.map[id]
    var subject = one.subject()
    (subject.service, subject.front) = (.init(service.namespace, service.name), Socket(ip, 0))
    return Judgement(
      kind, .certain, subject,
      "\(ip) is the ClusterIP of \(one.title(service)): it answers on the Service's ports, never to ping.",
      at: one.lastAsked.map { .at($0.spot) },
      evidence: [one.lastAsked.map(one.lastSeen), FindingEvidence("\(one.title(service)): spec.clusterIPs has \(ip)")],
      confirm: "kubectl get service -n \(service.namespace) \(service.name)",
      remedy: "Test a port of the Service instead: nc -zv \(ip) \(service.port).")
  }
}
