import Cluster
import Wire

/// F36, where not even a SYN is sent: the client's link is asked who has an external or load balancer address, and nobody
/// answers.
struct UnansweredAddress: WholeRule {
  private static let least = 2
  private var seen: Set<IPAddress> = []

  mutating func take(_ one: Case, _ judgements: [Judgement]) {
    if seen.count < 4096 { seen.insert(one.dialled.ip) }
  }

  func findings(_ facts: WholeFacts) -> [Finding] {
    if facts.neighbours.isEmpty { return [] }
    let map = facts.map
    var addresses: [(IPAddress, ServicePort)] = []
    for service in map.servicePorts {
      for ip in service.externalIPs + service.loadBalancerIPs
      where !seen.contains(ip) && !map.isNodeAddress(ip) && !addresses.contains(where: { $0.0 == ip }) {
        addresses.append((ip, service))
      }
    }
    return addresses.compactMap { ip, service in
      let asked = facts.neighbours.questions(for: ip, map)
      guard let first = asked.first, !asked.contains(where: \.isAnswered), first.count >= Self.least else { return nil }
      return finding(ip, service, first)
    }
  }

  private func finding(_ ip: IPAddress, _ service: ServicePort, _ question: NeighbourQuestion) -> Finding {
    let name = "Service \(service.namespace)/\(service.name)"
    let kind: AddressKind = service.loadBalancerIPs.contains(ip) ? .loadBalancerIP : .externalIP
    var finding = Finding(
      .externalIPNotRouted, .probable,
      FindingSubject(service: .init(service.namespace, service.name), front: Socket(ip, service.port)),
      "\(ip), the \(kind.rawValue) of \(name), is at no node: \(question.asker) asks its link for it, and nobody answers.",
      confirm: "arping -c 3 \(ip)",
      remedy: "Let MetalLB, kube-vip, BGP or a static route announce the address; kube-proxy does not.")
    (finding.count, finding.first, finding.last) = (question.count, question.first, question.last)
    finding.evidence = [
      FindingEvidence("who has \(ip)? asked \(question.count) times, not answered", packet: question.packet)
    ]
    finding.causes = [
      FindingCause(.externalIPNotRouted, "nobody on the link has the address"),
      FindingCause(.nodePortUnreachable, "the node that announces it may be cut off"),
    ]
    finding.needs = ["a capture of the uplinks of all nodes"]
    return finding
  }
}
