import Cluster
import Wire

/// Findings on Services and their endpoints in a node's rules.
extension DriftWords {
  func serviceMissing(_ port: ServicePort, _ entrances: [RuleFront.Entrance]) -> Finding {
    let doors = entrances.map { title($0, port.transport, port) }
    let ready = port.backends.count(where: \.ready)
    return make(
      .rulesLackEndpoint, subject(port, front: entrances[0].socket),
      "The rules of node \(node) do not know \(words.title(port)) port \(port.port): \(words.list(doors)) lead nowhere there.",
      [
        "\(words.title(port)): \(words.list(doors)); \(words.plural(ready, "ready endpoint")) in its EndpointSlices",
        "no rule of node \(node) has \(doors.count == 1 ? "it" : "one of them")",
      ],
      confirm: confirm(needle(entrances[0]), entrances[0].family), remedy: Self.remedy)
  }

  func entranceMissing(_ port: ServicePort, _ entrance: RuleFront.Entrance) -> Finding {
    let door = title(entrance, port.transport, port)
    return make(
      .rulesLackEndpoint, subject(port, front: entrance.socket),
      "The rules of node \(node) lack \(door) of \(words.title(port)), though they have its other entrances.",
      ["\(words.title(port)): \(door)", "no rule of node \(node) has it"],
      confirm: confirm(needle(entrance), entrance.family), remedy: Self.remedy)
  }

  func endpointsMissing(_ port: ServicePort, _ fronts: [RuleFront], _ backends: [Backend]) -> Finding {
    let front = fronts[0]
    let missing = words.list(backends.map(words.title))
    let sentence: String
    if front.endpoints.isEmpty {
      let act = front.refusal == .reject ? "reject" : front.refusal == .drop ? "drop" : "lead nowhere with"
      sentence =
        "The rules of node \(node) \(act) connections to \(doors(fronts, port)), though it has "
        + "\(words.plural(backends.count, "usable endpoint")): \(missing)."
    } else {
      sentence =
        "The rules of node \(node) never lead \(doors(fronts, port)) to \(missing), though the objects have "
        + "\(backends.count == 1 ? "it" : "them")."
    }
    let rules = fronts.prefix(4).map { one in
      let target = one.endpoints.isEmpty ? "no endpoint" : words.list(one.endpoints.map { "\($0.socket)" })
      return "\(place(one.place)): \(title(one.entrance, port.transport, port)) → \(target)"
    }
    return make(
      .rulesLackEndpoint, subject(port, front: front.entrance.socket, backend: backends.first?.socket), sentence,
      rules + ["EndpointSlices of \(words.title(port)): \(missing)"],
      confirm: confirm(backends.first?.socket.map(needle) ?? needle(front.entrance), front.family), remedy: Self.remedy)
  }

  func stale(
    _ port: ServicePort, _ fronts: [RuleFront], _ endpoint: RuleEndpoint, _ reason: RuleDrift.StaleReason
  ) -> Finding {
    let (clause, field) = explain(reason, endpoint.socket, port)
    return make(
      .rulesHaveStaleEndpoint, subject(port, front: fronts[0].entrance.socket, backend: endpoint.socket),
      "The rules of node \(node) lead \(doors(fronts, port)) to \(endpoint.socket), \(clause).",
      ["\(place(endpoint.place)): DNAT to \(endpoint.socket)"]
        + fronts.prefix(4).map { "\(place($0.place)): \(title($0.entrance, port.transport, port))" } + [field],
      confirm: confirm(needle(endpoint.socket), fronts[0].family), remedy: Self.remedy)
  }

  /// Why an endpoint should not be in the rules, and the object that says so.
  private func explain(
    _ reason: RuleDrift.StaleReason, _ socket: Socket, _ port: ServicePort
  ) -> (clause: String, field: String) {
    let slices = "EndpointSlices of \(words.title(port))"
    switch reason {
    case .gone where map.isNodeAddress(socket.ip):
      return ("which is a node's address, but no endpoint of it", "\(slices) do not have \(socket)")
    case .gone:
      return ("which is gone: no object has this address", "\(slices) do not have it, and no pod has \(socket.ip)")
    case .noEndpoint(let pod):
      return ("which is \(words.title(pod)), but no endpoint of it", "\(slices) do not have \(socket)")
    case .notReady: return ("which is not ready", "\(slices): \(socket) ready false")
    case .terminating: return ("which is terminating, while others are ready", "\(slices): \(socket) terminating true")
    case .otherNode(let other):
      let name = other.map { "node \(map[$0].name)" } ?? "no known node"
      return ("which is on \(name), while the traffic policy is Local", "\(slices): \(socket) on \(name)")
    case .hintedElsewhere:
      return ("which topology hints keep for other nodes or zones", "\(slices): \(socket) has hints for others")
    }
  }

  func wrongScope(_ port: ServicePort, _ front: RuleFront) -> Finding {
    let door = title(front.entrance, port.transport, port)
    let isOwn = front.entrance.socket.map { port.clusterIPs.contains($0.ip) } ?? false
    let field = isOwn ? "internalTrafficPolicy" : "externalTrafficPolicy"
    let (rule, object) = front.scope == .local ? ("Local", "Cluster") : ("Cluster", "Local")
    return make(
      .rulesLackEndpoint, subject(port, front: front.entrance.socket),
      "The rules of node \(node) treat \(door) of \(words.title(port)) as if \(field) were \(rule): the object says \(object).",
      [
        "\(place(front.place)): \(door) → "
          + (front.scope == .local ? "endpoints of this node only" : "endpoints of all nodes"),
        "\(words.title(port)): spec.\(field) \(object)",
      ], confirm: confirm(needle(front.entrance), front.family), remedy: Self.remedy)
  }

  func unrestricted(_ port: ServicePort, _ front: RuleFront) -> Finding {
    let door = title(front.entrance, port.transport, port)
    let ranges = words.list(port.sourceRanges.map(\.description))
    return make(
      .rulesLackEndpoint, subject(port, front: front.entrance.socket),
      "The rules of node \(node) let every client in at \(door) of \(words.title(port)): loadBalancerSourceRanges are not "
        + "applied.",
      [
        "\(words.title(port)): spec.loadBalancerSourceRanges \(ranges)",
        "\(place(front.place)): \(door), and no rule on sources",
      ],
      confirm: confirm(needle(front.entrance), front.family), remedy: Self.remedy)
  }

  func serviceUnknown(_ fronts: [RuleFront]) -> Finding {
    let front = fronts[0]
    let doors = words.list(fronts.map { title($0.entrance, $0.transport, nil) })
    let name = front.service.map { "Service \($0.namespace)/\($0.name)" }
    let sentence =
      isKnown(front.service)
      ? "The rules of node \(node) have \(doors) for \(name ?? ""), which the object does not have (any more)."
      : name.map { "The rules of node \(node) have \($0) (\(doors)), which the objects do not have." }
        ?? "The rules of node \(node) have \(doors), which no Service of the objects has."
    return make(
      .rulesHaveUnknownService,
      FindingSubject(
        service: front.service.map { .init($0.namespace, $0.name) }, node: node, front: front.entrance.socket),
      sentence,
      fronts.prefix(8).map { one in
        let target = one.endpoints.isEmpty ? "no endpoint" : words.list(one.endpoints.map { "\($0.socket)" })
        return "\(place(one.place)): \(title(one.entrance, one.transport, nil)) → \(target)"
      }, confirm: confirm(needle(front.entrance), front.family), remedy: Self.remedy)
  }
}
