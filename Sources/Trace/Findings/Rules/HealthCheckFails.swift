import Cluster
import Wire

/// F37. A load balancer asks a node's healthCheckNodePort and is told, by 503 or RST, that no endpoint is there.
enum HealthCheckFails: Rule {
  static let kind = FindingKind.healthCheckFails

  static func judge(_ one: Case) -> Judgement? {
    guard one.isTCP, one.map.isNodeAddress(one.dialled.ip), let service = service(one), let proof = proof(one) else {
      return nil
    }
    let node = one.map.nodeOwning(one.dialled.ip)
    var subject = one.subject(node: node)
    subject.service = .init(service.namespace, service.name)
    return Judgement(
      kind, .certain, subject,
      "Node \(one.name(node)) tells the load balancer of \(one.title(service)) that it has no local endpoint: its health "
        + "check on port \(one.dialled.port) fails.",
      at: one.answered.first.map { .at($0.spot) },
      evidence: [proof, FindingEvidence("\(one.title(service)): spec.healthCheckNodePort \(one.dialled.port)")],
      confirm: "curl -s http://\(one.dialled)/healthz",
      remedy: "Expected on nodes without a ready pod of the Service; where there should be one, see why it is not ready.")
  }

  private static func service(_ one: Case) -> ServicePort? {
    one.map.services(withHealthCheck: one.dialled.port).first.map { one.map[$0] }
  }

  private static func proof(_ one: Case) -> FindingEvidence? {
    if one.path.state == .refused, let hop = one.resetOrigin?.hop, let note = hop.notes.resets.reply {
      return one.evidence(note, at: hop)
    }
    guard let hop = one.hops.first(where: \.notes.isUnavailable) else { return nil }
    return FindingEvidence("HTTP status 503 at \(hop.spot.words)", packet: hop.hop.packet)
  }
}
