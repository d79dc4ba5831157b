import Cluster
import Wire

/// F06. A ClusterIP left the node that should have translated it: wrong port, unknown Service, or rules that are not there.
enum VirtualIPNotTranslated: Rule {
  static let kind = FindingKind.virtualIPNotTranslated

  static func judge(_ one: Case) -> Judgement? {
    guard one.isSilent || one.path.state == .rejected, !one.isEcho, !one.isTranslated, one.plane.kind != .calicoEBPF
    else { return nil }
    let isKnown = one.role.addressKind == .clusterIP && !one.map.services(at: one.dialled.ip).isEmpty
    guard isKnown || isInRange(one), let exit = exit(one) else { return nil }
    let why = reason(one)
    let isSure = isKnown && (!one.isFromOutside || passesNoNode(one))
    return Judgement(
      kind, isSure ? .certain : .probable, subject(one),
      sentence(one, why), at: .at(exit.spot), evidence: [one.lastSeen(exit), why.evidence],
      causes: isSure ? [] : causes(isKnown), needs: isSure ? [] : [need(isKnown)],
      confirm: why.confirm, remedy: why.remedy)
  }

  private static func subject(_ one: Case) -> FindingSubject {
    var subject = one.subject(node: one.isFromOutside ? nil : one.frontNode)
    if subject.service == nil, let id = one.map.services(at: one.dialled.ip).first {
      subject.service = .init(one.map[id].namespace, one.map[id].name)
    }
    return subject
  }

  /// Nodes are captured, and none of them saw what an outsider sent to a ClusterIP: it is not announced to them.
  private static func passesNoNode(_ one: Case) -> Bool {
    one.isRepeated && !one.asked.contains { $0.node != nil }
      && one.map.nodeIDs.contains { one.shows(.uplink, on: $0) }
  }

  private static func causes(_ isKnown: Bool) -> [FindingCause] {
    isKnown
      ? [
        FindingCause(kind, "a ClusterIP works inside the cluster only, unless BGP announces it"),
        FindingCause(.externalIPNotRouted, "if it is announced, its route may be missing"),
        FindingCause(.policyDrop, "if it is announced, a firewall may drop"),
      ] : [FindingCause(kind, "it lies in the Services' range and no Service has it")]
  }

  private static func need(_ isKnown: Bool) -> String {
    isKnown ? "a capture of the nodes' uplinks" : "the Service's object, if there is one, or its deletion's time"
  }

  private static func isInRange(_ one: Case) -> Bool {
    one.map.inServiceCIDR(one.dialled.ip) && one.map.services(at: one.dialled.ip).isEmpty && !one.isFromOutside
  }

  /// Where it left.
  private static func exit(_ one: Case) -> CaseHop? {
    if one.isFromOutside { return one.lastAsked }
    let node = one.frontNode
    return one.asked.last { hop in
      guard hop.destination == one.dialled else { return false }
      if hop.node != node { return hop.pod == nil && hop.host != nil }
      if hop.place == .pod || hop.place == .bridge { return false }
      return hop.place == .uplink || hop.source.ip != one.path.client.ip
        || (hop.hop.direction == .out && hop.place == .unknown)
    }
  }

  private struct Reason {
    var words: String
    var evidence: FindingEvidence?
    var confirm: String
    var remedy: String
  }

  private static func reason(_ one: Case) -> Reason {
    let services = one.map.services(at: one.dialled.ip)
    guard let first = services.first else { return unknownService(one) }
    let name = one.title(one.map[first])
    if one.isFromOutside { return outside(one, name) }
    if let service = one.service { return notProgrammed(one, service) }
    let ports = services.map { "\(one.map[$0].port)/\(one.map[$0].transport.word)" }.joined(separator: ", ")
    return Reason(
      words: "\(name) has no port \(one.dialled.port), only \(ports)",
      evidence: FindingEvidence("\(name): spec.ports has \(ports)"),
      confirm: "kubectl get service -n \(one.map[first].namespace) \(one.map[first].name)",
      remedy: "Dial port \(one.map[first].port), or add port \(one.dialled.port) to the Service.")
  }

  private static func unknownService(_ one: Case) -> Reason {
    Reason(
      words: "no Service has this address: it was deleted, or never allocated",
      evidence: FindingEvidence("\(one.dialled.ip) lies in the Services' range, and no Service object has it"),
      confirm: "kubectl get services -A -o wide | grep \(one.dialled.ip)",
      remedy: "Dial the Service by its name; an address from before it was made again leads nowhere.")
  }

  private static func outside(_ one: Case, _ name: String) -> Reason {
    Reason(
      words: "\(name)'s ClusterIP works inside the cluster only, and \(one.path.client.ip) is outside",
      evidence: FindingEvidence("\(one.path.client.ip) is no address of a node or pod"),
      confirm: "ip route get \(one.dialled.ip)",
      remedy: "From outside use the Service's nodePort or load balancer, or kubectl port-forward.")
  }

  private static func notProgrammed(_ one: Case, _ service: ServicePort) -> Reason {
    Reason(
      words: "the node's rules do not have it: kube-proxy is down, stale, or has not got there yet",
      evidence: FindingEvidence("\(one.title(service)) has \(one.dialled) and endpoints, so it should be translated"),
      confirm: "{ iptables-save; nft list ruleset; } | grep \(one.dialled.ip)",
      remedy: "See why kube-proxy on \(one.name(one.frontNode)) does not program it: its log, and whether it reaches "
        + "the API server.")
  }

  private static func sentence(_ one: Case, _ why: Reason) -> String {
    one.isFromOutside
      ? "Nothing translates \(one.dialled) on its way: \(why.words)."
      : "\(one.dialled) leaves node \(one.name(one.frontNode)) untranslated: \(why.words)."
  }
}

extension TransportProtocol {
  /// `TCP`, as the objects have it.
  var word: String {
    switch self {
    case .tcp: "TCP"
    case .udp: "UDP"
    case .sctp: "SCTP"
    case .icmp: "ICMP"
    case .icmpv6: "ICMPv6"
    default: "protocol \(rawValue)"
    }
  }
}
