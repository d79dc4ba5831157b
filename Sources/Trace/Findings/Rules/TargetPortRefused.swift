import Cluster
import Wire

/// F02. The pod itself refuses: a RST, or for UDP an ICMP port unreachable, that was first seen at the pod or has the TTL of one
/// that came from there.
enum TargetPortRefused: Rule {
  static let kind = FindingKind.targetPortRefused

  static func judge(_ one: Case) -> Judgement? {
    guard let origin = refuser(one) else { return nil }
    guard let target = target(one) else { return onNode(one, origin) }
    guard isHis(origin, target.pod, one) else { return nil }
    let isSure = if case .unknown = origin { false } else { true }
    let pod = one.map[target.pod]
    return Judgement(
      kind, isSure ? .certain : .probable,
      one.subjectOfService(pod: target.pod, node: pod.node, backend: target.socket), sentence(one, target),
      at: .at(origin.hop.spot), evidence: [proof(one, origin), declared(one, target)],
      causes: isSure
        ? []
        : [
          FindingCause(kind, "the RST has passed a router, as the pod's would"),
          FindingCause(.nodePortRefused, "the node may refuse, if a router is between it and the tap"),
          FindingCause(.policyDrop, "a firewall may reject with a RST"),
        ],
      needs: isSure ? [] : ["a capture at \(one.title(target.pod))"],
      confirm: "kubectl exec -n \(pod.namespace) \(pod.name) -- ss -ln\(one.isUDP ? "u" : "t")",
      remedy: "Let the application listen on port \(target.socket.port) at 0.0.0.0 (not 127.0.0.1 alone), "
        + "or correct the Service's targetPort.")
  }

  /// An endpoint without a pod in a node's own network, as the API server is.
  private static func onNode(_ one: Case, _ origin: Origin) -> Judgement? {
    guard let endpoint = one.endpoint, case .node(let node, let hop) = origin, one.map.nodeOwning(endpoint.ip) == node,
      let service = one.service
    else { return nil }
    return Judgement(
      kind, .certain, one.subjectOfService(node: node, backend: endpoint),
      "Node \(one.name(node)) refuses connections on \(endpoint), an endpoint of \(one.title(service)): nothing listens there.",
      at: .at(hop.spot), evidence: [proof(one, origin)], confirm: "ss -lnt",
      remedy: "Start the server on node \(one.name(node)), or correct the endpoint.")
  }

  private typealias Target = (pod: PodID, socket: Socket)

  private static func refuser(_ one: Case) -> Origin? {
    switch one.path.state {
    case .refused: return one.resetOrigin
    case .rejected:
      guard one.isUDP, let error = one.errorOrigin, error.error.isPortUnreachable else { return nil }
      return error.origin
    default: return nil
    }
  }

  /// The pod and port that packets went to.
  private static func target(_ one: Case) -> Target? {
    guard let socket = one.endpoint ?? one.path.backend ?? onlyEndpoint(one) else { return nil }
    if let pod = one.map.podOwning(socket.ip, at: one.path.start) { return (pod, socket) }
    // A pod in its node's own network refuses as the node does.
    let role = one.map.role(of: socket, transport: one.path.transport, at: one.path.start)
    guard role.pods.count == 1, role.portKind != nil else { return nil }
    return (role.pods[0], socket)
  }

  /// Nothing shows it translated, the refusal comes from beyond a router, and there is one place it can have gone to.
  private static func onlyEndpoint(_ one: Case) -> Socket? {
    guard let service = one.service, service.endpointsKnown, let ttl = one.resetOrigin?.hop.notes.resets.reply?.ttl,
      ttl.routersPassed > 0
    else { return nil }
    let endpoints = one.usableEndpoints(service)
    return endpoints.count == 1 ? endpoints[0].socket : nil
  }

  private static func isHis(_ origin: Origin, _ pod: PodID, _ one: Case) -> Bool {
    switch origin {
    case .pod(let maker, _): maker == pod
    case .node(let node, _): one.map[pod].hostNetwork && one.map[pod].node == node
    case .unknown(let hop): (hop.notes.resets.reply?.ttl.routersPassed ?? 0) <= 3
    case .other: false
    }
  }

  private static func sentence(_ one: Case, _ target: Target) -> String {
    let pod = one.title(target.pod)
    if let service = one.service {
      return "\(pod) refuses connections on \(target.socket), the targetPort of port \(service.port) of "
        + "\(one.title(service)): nothing listens there."
    }
    if one.path.probe != nil {
      return "\(pod) refuses its kubelet's probes on port \(target.socket.port): nothing listens there."
    }
    return "\(pod) refuses connections on \(target.socket): nothing listens there."
  }

  private static func proof(_ one: Case, _ origin: Origin) -> FindingEvidence? {
    if one.isTCP, let note = origin.hop.notes.resets.reply { return one.evidence(note, at: origin.hop) }
    return one.errorOrigin.map { one.evidence($0.error) }
  }

  private static func declared(_ one: Case, _ target: Target) -> FindingEvidence {
    let ports = one.map[target.pod].containerPorts.filter { $0.transport == one.path.transport }.map { "\($0.port)" }
    let list = ports.isEmpty ? "no containerPort" : "containerPort \(ports.joined(separator: ", "))"
    return FindingEvidence("\(one.title(target.pod)) declares \(list); connections went to \(target.socket.port)")
  }
}
