import Cluster
import Wire

/// F51. The port is right somewhere else: a NodeIP with the Service's port, a ClusterIP with the nodePort or targetPort, a PodIP
/// with the port. Says which was meant. Or the ClusterIP has no such port, and its node says so.
enum WrongPortKind: Rule {
  static let kind = FindingKind.wrongPortKind

  static func judge(_ one: Case) -> Judgement? {
    guard one.isFailed, !one.isEcho, !one.isTranslated, !one.role.isEntrance, isRefusedOrLost(one) else { return nil }
    guard let wrong = one.wrongPorts.first(where: { $0.reason == .place && $0.owner.service != nil }),
      let id = wrong.owner.service, isMeant(wrong, one)
    else { return undefined(one) }
    let service = one.map[id]
    if service.headless { return nil }
    return judgement(one, service, sentence(one, wrong, service), remedy(one, wrong, service))
  }

  private static func isRefusedOrLost(_ one: Case) -> Bool {
    one.path.state == .refused || one.path.state == .rejected || (one.isSilent && one.isRepeated)
  }

  /// Many Services have port 80: an address that has to do with the Service, or a number that one Service alone has.
  private static func isMeant(_ wrong: WrongPort, _ one: Case) -> Bool {
    if wrong.instead != nil { return true }
    guard one.role.addressKind == .nodeIP else { return false }
    return Set(one.wrongPorts.filter { $0.reason == .place }.compactMap(\.owner.service)).count == 1
  }

  private static func judgement(
    _ one: Case, _ service: ServicePort, _ sentence: String, _ remedy: String
  ) -> Judgement {
    let pod = one.map.podOwning(one.dialled.ip, at: one.path.start)
    var subject = one.subject(pod: pod, node: pod.flatMap { one.map[$0].node } ?? one.frontNode)
    subject.service = .init(service.namespace, service.name)
    return Judgement(
      kind, .certain, subject, sentence, at: one.lastAsked.map { .at($0.spot) },
      evidence: [one.lastAsked.map(one.lastSeen), FindingEvidence(ports(one, service))],
      confirm: "kubectl get service -n \(service.namespace) \(service.name)", remedy: remedy)
  }

  private static func sentence(_ one: Case, _ wrong: WrongPort, _ service: ServicePort) -> String {
    "\(one.dialled.port) is the \(wrong.owner.kind.rawValue) of \(one.title(service)), and \(one.dialled.ip) is "
      + "\(article(one.role.addressKind)) \(one.role.addressKind.rawValue): that port is not there."
  }

  private static func article(_ kind: AddressKind) -> String {
    kind == .externalIP ? "an" : "a"
  }

  private static func remedy(_ one: Case, _ wrong: WrongPort, _ service: ServicePort) -> String {
    if let port = wrong.instead?.port, let kind = wrong.instead?.portKind {
      return "Dial \(Socket(one.dialled.ip, port)): here its \(kind.rawValue) is \(port)."
    }
    guard let right = wrong.validAt.first else { return "Give the Service that entrance, or dial another." }
    return
      "Dial \(right)\(one.role.addressKind == .nodeIP ? " inside the cluster, or give the Service a nodePort" : "")."
  }

  private static func ports(_ one: Case, _ service: ServicePort) -> String {
    let nodePort = service.nodePort.map { "nodePort \($0), " } ?? ""
    let target = Set(service.backends.compactMap { $0.socket?.port }).sorted().map { "\($0)" }.joined(separator: ", ")
    return "\(one.title(service)): \(nodePort)port \(service.port)\(target.isEmpty ? "" : ", targetPort \(target)")"
  }

  /// In nftables mode a node rejects a port that the ClusterIP does not have; where it leaves the node, F06 says so.
  private static func undefined(_ one: Case) -> Judgement? {
    guard one.path.state == .rejected, one.role.addressKind == .clusterIP,
      let id = one.map.services(at: one.dialled.ip).first,
      !one.map.services(at: one.dialled.ip).contains(where: { one.map[$0].port == one.dialled.port })
    else { return nil }
    let service = one.map[id]
    let all = one.map.servicePorts(namespace: service.namespace, name: service.name).map { "\(one.map[$0].port)" }
    return judgement(
      one, service,
      "\(one.title(service)) has no port \(one.dialled.port), only \(all.joined(separator: ", ")): its node rejects it.",
      "Dial one of the Service's ports, or add this one.")
  }
}
