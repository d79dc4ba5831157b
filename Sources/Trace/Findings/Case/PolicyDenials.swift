import Cluster
import Wire

/// What the NetworkPolicies of the objects say of a connection that was dropped.
extension DropCauses {
  static func denials(_ one: Case) -> [Denial] { ingress(one) + egress(one) }

  /// Every endpoint that may have been chosen refuses the source that it would see.
  private static func ingress(_ one: Case) -> [Denial] {
    let targets = targets(one)
    guard !targets.isEmpty else { return [] }
    var policies: Set<String> = []
    for (pod, port) in targets {
      guard case .denied(let names) = verdict(one, pod, port, seenSource(one)) else { return [] }
      policies.formUnion(names)
    }
    let admitsClient = targets.contains { pod, port in
      isAdmitted(verdict(one, pod, port, one.path.client.ip)) && seenSource(one) != one.path.client.ip
    }
    let names = policies.sorted().joined(separator: ", ")
    let pods = targets.count == 1 ? one.title(targets[0].pod) : "its pods"
    let source = admitsClient ? "the node's address \(seenSource(one)), which hides the client's" : "\(seenSource(one))"
    return [Denial(words: "NetworkPolicy \(names) does not admit \(source) to \(pods)", admitsClient: admitsClient)]
  }

  private static func egress(_ one: Case) -> [Denial] {
    guard let client = one.clientPod,
      let target = one.endpoint ?? targets(one).first.map({ Socket(one.map[$0.pod].ips[0], $0.port) })
    else { return [] }
    let verdict = one.map.policyVerdict(
      egressFrom: client, to: target, transport: one.path.transport, at: one.path.start)
    guard case .denied(let names) = verdict else { return [] }
    let words = "NetworkPolicy \(names.joined(separator: ", ")) does not let \(one.title(client)) out to \(target)"
    return [Denial(words: words, admitsClient: false)]
  }

  private static func targets(_ one: Case) -> [(pod: PodID, port: UInt16)] {
    if let endpoint = one.endpoint ?? one.path.backend {
      return one.map.podOwning(endpoint.ip, at: one.path.start).map { [($0, endpoint.port)] } ?? []
    }
    guard let service = one.service else { return [] }
    return one.usableEndpoints(service).compactMap { backend in
      guard let pod = backend.pod, let socket = backend.socket else { return nil }
      return (pod, socket.port)
    }
  }

  private static func verdict(_ one: Case, _ pod: PodID, _ port: UInt16, _ source: IPAddress) -> PolicyVerdict {
    one.map.policyVerdict(ingressTo: pod, port: port, transport: one.path.transport, from: source, at: one.path.start)
  }

  private static func isAdmitted(_ verdict: PolicyVerdict) -> Bool { verdict == .allowed || verdict == .notSelected }

  /// The source behind SNAT: as it was seen; where nothing was, the address a node masquerades external traffic with.
  private static func seenSource(_ one: Case) -> IPAddress {
    if let after = one.path.translations.last?.after { return after.source }
    guard let service = one.service, one.isFromOutside, !service.externalTrafficPolicyLocal, one.role.isEntrance,
      let node = one.frontNode
    else { return one.path.client.ip }
    let family = one.path.client.ip.isIPv4
    return one.map[node].gatewayAddresses.last { $0.isIPv4 == family } ?? one.path.client.ip
  }
}
