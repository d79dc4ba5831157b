import Cluster
import Wire

/// Services without a usable endpoint, with some that are not ready, or with a family that no endpoint has.
struct EndpointCheck {
  private let words: ObjectWords
  private var map: ServiceMap { words.map }

  init(_ words: ObjectWords) { self.words = words }

  /// - Parameter explained: Services of which it is said already why they have no endpoint.
  func findings(explained: Set<FindingSubject.Name>) -> [Finding] {
    services.flatMap { ports in [readiness(ports)].compactMap { $0 } + families(ports) }.filter { finding in
      finding.kind != .noReadyEndpoints || !(finding.subject.service.map(explained.contains) ?? false)
    }
  }

  /// The ports of each Service whose endpoints are told by EndpointSlices or Endpoints.
  private var services: [[ServicePort]] {
    var order: [[ServicePort]] = []
    var places: [FindingSubject.Name: Int] = [:]
    for port in map.servicePorts
    where port.endpointsKnown && port.type != .externalName && !port.backends.contains(where: \.assumed) {
      if let place = places[words.name(port)] {
        order[place].append(port)
      } else {
        places[words.name(port)] = order.count
        order.append([port])
      }
    }
    return order
  }

  private func readiness(_ ports: [ServicePort]) -> Finding? {
    let backends = distinct(ports)
    let ready = backends.filter(\.ready)
    if ready.isEmpty, !backends.contains(where: \.isFallback) { return noneReady(ports, backends) }
    if ready.isEmpty { return onlyTerminating(ports, backends) }
    let idle = backends.filter { !$0.ready && !$0.terminating }
    return idle.isEmpty ? nil : someNotReady(ports, idle, of: backends)
  }

  /// One for each address, whatever ports it has.
  private func distinct(_ ports: [ServicePort]) -> [Backend] {
    var seen: Set<IPAddress> = []
    return ports.flatMap(\.backends).filter { backend in backend.socket.map { seen.insert($0.ip).inserted } ?? true }
  }

  private func noneReady(_ ports: [ServicePort], _ backends: [Backend]) -> Finding {
    let port = ports[0]
    let why =
      backends.isEmpty
      ? "it has no endpoint at all"
      : backends.count == 1 ? "its only endpoint is not ready" : "none of its \(backends.count) endpoints is ready"
    let effect = port.headless ? "its name resolves to nothing" : "connections to it are refused"
    return finding(
      .noReadyEndpoints, port, "\(words.title(port)) leads nowhere, and \(effect): \(why).", evidence(port, backends),
      remedy: backends.isEmpty
        ? "Compare the Service's selector with the labels of its pods, and see that they run."
        : "See why the pods are not ready: kubectl describe pods, readinessProbe and Events.")
  }

  private func onlyTerminating(_ ports: [ServicePort], _ backends: [Backend]) -> Finding {
    finding(
      .endpointsNotReady, ports[0],
      "\(words.title(ports[0])) has no ready endpoint: only pods that terminate still serve it.",
      evidence(ports[0], backends),
      remedy: "See that new pods become ready before the old ones go (maxUnavailable, readinessProbe, preStop).")
  }

  private func someNotReady(_ ports: [ServicePort], _ idle: [Backend], of backends: [Backend]) -> Finding {
    let names = words.list(idle.map { backend in backend.pod.map(words.title) ?? words.title(backend) })
    return finding(
      .endpointsNotReady, ports[0],
      "\(words.title(ports[0])) has \(words.plural(backends.count, "endpoint")), of which \(idle.count) "
        + "\(idle.count == 1 ? "is" : "are") not ready: \(names).",
      evidence(ports[0], idle),
      remedy: "See why the pods are not ready: kubectl describe pods, readinessProbe and Events.")
  }

  private func evidence(_ port: ServicePort, _ backends: [Backend]) -> [FindingEvidence] {
    if backends.isEmpty {
      return [FindingEvidence("EndpointSlices of \(words.title(port)) have no endpoint")]
    }
    return backends.prefix(8).map { backend in
      let state = "ready \(backend.ready), serving \(backend.serving), terminating \(backend.terminating)"
      return FindingEvidence("EndpointSlice of \(words.title(port)): \(words.title(backend)): \(state)")
    }
  }

  /// A family of the Service's own addresses in which it has no endpoint, while it has in the other.
  private func families(_ ports: [ServicePort]) -> [Finding] {
    let port = ports[0]
    let backends = distinct(ports)
    guard !port.headless, backends.contains(where: \.ready) else { return [] }
    return AddressFamily.allCases.compactMap { family in
      let isOwn: (IPAddress) -> Bool = { AddressFamily($0) == family }
      guard let ip = port.clusterIPs.first(where: isOwn),
        !backends.contains(where: { $0.socket.map { isOwn($0.ip) } ?? true })
      else { return nil }
      let cluster = map.nodes.contains { $0.addresses.contains(where: isOwn) } ? "" : ", nor does any node"
      return finding(
        .familyMismatch, port,
        "\(words.title(port)) has the \(family.rawValue) address \(ip), but none of its endpoints has one of that family\(cluster).",
        [
          FindingEvidence(
            "\(words.title(port)): spec.clusterIPs \(port.clusterIPs.map(\.description).joined(separator: ", "))")
        ]
          + evidence(port, backends),
        remedy: "Give the pods addresses of that family (dual-stack nodes and network plugin), or take it from the "
          + "Service's ipFamilies (ipFamilyPolicy: SingleStack).")
    }
  }

  private func finding(
    _ kind: FindingKind, _ port: ServicePort, _ sentence: String, _ evidence: [FindingEvidence], remedy: String
  ) -> Finding {
    let name = words.name(port)
    var finding = Finding(
      kind, .certain, FindingSubject(service: name), sentence, confirm: words.endpoints(name), remedy: remedy)
    finding.evidence = evidence
    return finding
  }
}
