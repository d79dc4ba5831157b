import Cluster
import Wire

/// Names of what a case is about, as sentences and commands have them.
extension Case {
  func title(_ pod: PodID) -> String { "pod \(map[pod].namespace)/\(map[pod].name)" }
  func name(_ node: NodeID?) -> String { node.map { map[$0].name } ?? "the node" }
  func title(_ service: ServicePort) -> String { "Service \(service.namespace)/\(service.name)" }

  /// `nodePort 30080 of Service default/web`, `10.96.0.1:80`.
  var frontTitle: String {
    guard let service else { return "\(dialled)" }
    switch role.portKind {
    case .nodePort: return "\(dialled) (nodePort of \(title(service)))"
    case .port: return "\(dialled) (\(role.addressKind.rawValue) of \(title(service)))"
    default: return "\(dialled)"
    }
  }

  var clientTitle: String {
    if let clientPod { return title(clientPod) }
    if let node = map.nodeOwning(path.client.ip) { return "node \(map[node].name)" }
    return "\(path.client.ip)"
  }

  func subject(pod: PodID? = nil, node: NodeID? = nil, backend: Socket? = nil) -> FindingSubject {
    FindingSubject(
      service: service.map { .init($0.namespace, $0.name) }, pod: pod.map { .init(map[$0].namespace, map[$0].name) },
      node: node.map { map[$0].name }, front: dialled, backend: backend)
  }

  /// Of no Service, or whichever of its entrances was used.
  func subjectOfService(pod: PodID? = nil, node: NodeID? = nil, backend: Socket? = nil) -> FindingSubject {
    var subject = subject(pod: pod, node: node, backend: backend)
    if subject.service != nil { subject.front = nil }
    return subject
  }

  /// The client's first packet where it was last seen.
  func lastSeen(_ hop: CaseHop) -> FindingEvidence {
    let attempts = max(1, isTCP ? hop.repeated.request + 1 : hop.hop.packets.request)
    let times = attempts == 1 ? "once" : "\(attempts) times"
    let what = isTCP ? "SYN" : isUDP ? "datagram" : "request"
    return FindingEvidence(
      "\(what) to \(hop.destination) seen \(times) at \(hop.spot.words), the last place that shows it",
      packet: hop.hop.packet)
  }

  func evidence(_ note: ResetNote, at hop: CaseHop) -> FindingEvidence {
    FindingEvidence("RST at \(hop.spot.words), TTL \(note.ttl), IP ID \(note.packetID)", packet: note.packet)
  }

  func evidence(_ error: ErrorNote) -> FindingEvidence {
    FindingEvidence("\(error.words) from \(error.source), TTL \(error.ttl)", packet: error.packet)
  }

  /// Between the last place that saw requests and where they were due.
  func gap(_ last: CaseHop, _ next: String?) -> FindingPlace {
    next.map { .between(last.spot, FindingSpot(host: $0)) } ?? .at(last.spot)
  }

  var endpointsField: FindingEvidence? {
    guard let service else { return nil }
    let ready = service.backends.filter(\.ready).count
    return FindingEvidence(
      "EndpointSlices of \(title(service)): \(service.backends.count) endpoints, \(ready) of them ready")
  }

  func kubectlEndpoints(_ service: ServicePort) -> String {
    "kubectl get endpointslices -n \(service.namespace) -l kubernetes.io/service-name=\(service.name) -o wide"
  }
}

extension FindingSpot {
  /// `worker-1 eth0`.
  public var words: String { [host, interface].compactMap { $0 }.joined(separator: " ") }
}
