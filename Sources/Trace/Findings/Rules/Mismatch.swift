import Cluster
import Wire

/// F47. The port is right, the protocol is the Service's other one, or none of its.
enum ProtocolMismatch: Rule {
  static let kind = FindingKind.protocolMismatch

  static func judge(_ one: Case) -> Judgement? {
    guard one.isFailed, !one.isEcho, !one.role.isEntrance, !one.isTranslated, let other = other(one) else { return nil }
    let role = one.map.role(of: one.dialled, transport: other, at: one.path.start)
    guard let id = role.services.first, role.isEntrance else { return nil }
    let service = one.map[id]
    return Judgement(
      kind, .certain, FindingSubject(service: .init(service.namespace, service.name), node: one.frontNodeName),
      "\(one.title(service)) is dialled with \(one.path.transport.word), and has its port \(service.port) with \(other.word) only.",
      at: one.lastAsked.map { .at($0.spot) },
      evidence: [
        one.errorOrigin.map { one.evidence($0.error) } ?? one.lastAsked.map(one.lastSeen),
        FindingEvidence("\(one.title(service)): spec.ports[].protocol \(other.word) for \(one.dialled.port)"),
      ],
      details: FindingSubject(front: one.dialled),
      confirm: "kubectl get service -n \(service.namespace) \(service.name) -o yaml",
      remedy: "Use \(other.word), or add the port with protocol: \(one.path.transport.word) to the Service.")
  }

  private static func other(_ one: Case) -> TransportProtocol? {
    [.tcp, .udp, .sctp].first { other in
      other != one.path.transport && one.map.isFront(one.dialled, transport: other)
    }
  }
}

/// F48. A nodePort dialled at an address of a family that its Service does not have.
enum FamilyMismatch: Rule {
  static let kind = FindingKind.familyMismatch

  static func judge(_ one: Case) -> Judgement? {
    guard one.isFailed, !one.isEcho, !one.isTranslated, let service = wrongFamily(one) else { return nil }
    let family = one.dialled.ip.isIPv4 ? "IPv4" : "IPv6"
    var subject = one.subject(node: one.frontNode)
    subject.service = .init(service.namespace, service.name)
    return Judgement(
      kind, .certain, subject,
      "\(one.dialled) is dialled by \(family), and \(one.title(service)) does not have that family: its ipFamilies are "
        + "\(families(service)).",
      at: one.lastAsked.map { .at($0.spot) },
      evidence: [
        one.errorOrigin.map { one.evidence($0.error) } ?? one.lastAsked.map(one.lastSeen),
        FindingEvidence("\(one.title(service)): spec.ipFamilies \(families(service))"),
      ],
      confirm: "kubectl get service -n \(service.namespace) \(service.name) -o jsonpath='{.spec.ipFamilies}'",
      remedy:
        "Set ipFamilyPolicy: PreferDualStack on the Service, or dial it by \(one.dialled.ip.isIPv4 ? "IPv6" : "IPv4").")
  }

  private static func wrongFamily(_ one: Case) -> ServicePort? {
    let isFour = one.dialled.ip.isIPv4
    let ids =
      one.role.isEntrance
      ? one.role.services : one.wrongPorts.filter { $0.reason == .family }.compactMap(\.owner.service)
    return ids.map { one.map[$0] }.first { isFour ? !$0.hasIPv4 : !$0.hasIPv6 }
  }

  private static func families(_ service: ServicePort) -> String {
    [service.hasIPv4 ? "IPv4" : nil, service.hasIPv6 ? "IPv6" : nil].compactMap { $0 }.joined(separator: ", ")
  }
}
