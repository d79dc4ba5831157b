import Cluster
import Wire

/// Finds the nodes that connections of a Service or pod pass.
public struct CapturePlanner {
  /// Who connects.
  public enum Client: Sendable, Equatable {
    case pod(PodID)
    case node(NodeID)
    /// An address that is neither a pod's nor a node's.
    case outside(IPAddress)
  }

  /// What cannot be planned.
  public struct Impossible: Error, Sendable { public var sentence: String }

  private let map: ServiceMap
  private var plan: CapturePlan
  /// With its entrances and endpoints.
  private var services: [ServicePort] = []

  /// More nodes than anybody captures on at once are named only.
  private static let mostMaybe = 6
  private static let mostPods = 3

  /// - Parameters:
  ///   - clients: nothing when nobody said who connects.
  ///   - entrances: nodes that clients dial; nothing for any.
  /// - Throws: a sentence, when no packet or no node is known to capture.
  public static func plan(
    _ target: CapturePlan.Target, _ map: ServiceMap, clients: [Client], entrances: [NodeID]
  ) throws(Impossible) -> CapturePlan {
    var planner = CapturePlanner(map: map, plan: CapturePlan(target: target))
    try planner.addTarget()
    for client in clients { planner.add(client) }
    for node in entrances { planner.add(node, .entrance) }
    planner.addEntrances(clients, isSaid: !entrances.isEmpty)
    planner.addUnknownClients(clients)
    guard !planner.plan.nodes.isEmpty else {
      throw Impossible(
        sentence: "the objects name no node to capture on: make them with "
          + "kubectl get nodes,pods,svc,endpointslices -A -o json > cluster.json")
    }
    return planner.plan
  }

  private mutating func addTarget() throws(Impossible) {
    switch plan.target {
    case .service(let namespace, let name):
      services = map.servicePorts(namespace: namespace, name: name).map { map[$0] }
      let title = "Service \(namespace)/\(name)"
      guard !isAlias(namespace, name) else {
        throw Impossible(
          sentence: "\(title) is an ExternalName, another name in DNS: no packet is translated for it. Plan for the "
            + "Service or pod that its name leads to")
      }
      try addService(title)
    case .pod(let namespace, let name):
      guard let id = map.pods(named: name, namespace: namespace).last else { return }
      addPod(id)
    }
  }

  private func isAlias(_ namespace: String, _ name: String) -> Bool {
    services.contains { $0.type == .externalName }
      || map.servicesWithoutPort.contains { $0.namespace == namespace && $0.name == name && $0.type == .externalName }
  }

  private mutating func addService(_ title: String) throws(Impossible) {
    guard !services.isEmpty else {
      throw Impossible(sentence: "\(title) has no port: no packet can be told to be its. Plan for one of its pods")
    }
    if services.allSatisfy(\.headless) {
      plan.notes.append("\(title) is headless: clients dial its pods' own addresses, and nothing is translated.")
    }
    let backends = services.flatMap(\.backends)
    if backends.isEmpty {
      plan.notes.append(
        "\(title) has no endpoint now: connections to it end where they enter, refused by a node, or without an answer."
      )
    }
    for backend in backends { addEndpoint(backend) }
  }

  private mutating func addEndpoint(_ backend: Backend) {
    let pod = backend.pod.map { map[$0] }
    let name = pod.map { "\($0.namespace)/\($0.name)" } ?? backend.socket.map { "\($0.ip)" } ?? "?"
    if let node = backend.node ?? pod?.node { add(node, .endpoints([name])) } else { noteNodeless(name) }
    if let pod { add(pod, isClient: false) }
  }

  private mutating func noteNodeless(_ name: String) {
    let sentence = "Endpoint \(name) is on no node that the objects name: capture on its own machine, too."
    if !plan.notes.contains(sentence) { plan.notes.append(sentence) }
  }

  private mutating func addPod(_ id: PodID) {
    let pod = map[id]
    services = map.services(of: id).map { map[$0] }
    if pod.ips.isEmpty { plan.notes.append("Pod \(pod.namespace)/\(pod.name) has no address yet.") }
    if let node = pod.node { add(node, .pod) } else { noteNodeless("\(pod.namespace)/\(pod.name)") }
    add(pod, isClient: false)
  }

  private mutating func add(_ client: Client) {
    switch client {
    case .pod(let id):
      let pod = map[id]
      if let node = pod.node { add(node, .client("\(pod.namespace)/\(pod.name)")) }
      add(pod, isClient: true)
    case .node(let node): add(node, .client(map[node].name))
    case .outside: break
    }
  }

  /// Any node answers a nodePort; with externalTrafficPolicy Local only those with an endpoint do.
  private mutating func addEntrances(_ clients: [Client], isSaid: Bool) {
    let isInside = !clients.isEmpty && clients.allSatisfy { if case .outside = $0 { false } else { true } }
    let entered = services.filter { $0.nodePort != nil || !$0.loadBalancerIPs.isEmpty || !$0.externalIPs.isEmpty }
    guard !isSaid, !isInside, entered.contains(where: { !$0.externalTrafficPolicyLocal }) else { return }
    addMaybe(.mayBeEntrance)
  }

  private mutating func addMaybe(_ reason: CapturePlan.Reason) {
    let known = Set(plan.nodes.map(\.name))
    let rest = map.nodeIDs.filter { !known.contains(map[$0].name) }
    for node in rest.prefix(Self.mostMaybe) { add(node, reason) }
    plan.others = rest.dropFirst(Self.mostMaybe).map { map[$0].name }
  }

  private mutating func addUnknownClients(_ clients: [Client]) {
    if plan.nodes.isEmpty { addMaybe(.mayHaveClients) }
    guard clients.isEmpty else { return }
    plan.notes.append(
      "Who connects was not said: --from POD, IP or NODE adds the client's node, where its connections begin.")
  }

  private mutating func add(_ id: NodeID, _ reason: CapturePlan.Reason) {
    let name = map[id].name
    guard let place = plan.nodes.firstIndex(where: { $0.name == name }) else {
      return plan.nodes.append(CapturePlan.Node(name: name, reasons: [reason]))
    }
    if case .endpoints(let more) = reason,
      let first = plan.nodes[place].reasons.firstIndex(where: { if case .endpoints = $0 { true } else { false } }),
      case .endpoints(let known) = plan.nodes[place].reasons[first]
    {
      plan.nodes[place].reasons[first] = .endpoints(known + more.filter { !known.contains($0) })
    } else if !plan.nodes[place].reasons.contains(reason) {
      plan.nodes[place].reasons.append(reason)
    }
  }

  /// Taps inside of pods: the client's, and a few that connections end at.
  private mutating func add(_ pod: PodInfo, isClient: Bool) {
    guard !pod.hostNetwork, pod.replicas == nil, isClient || plan.pods.count < Self.mostPods else { return }
    guard !plan.pods.contains(where: { $0.name == pod.name && $0.namespace == pod.namespace }) else { return }
    plan.pods.append(CapturePlan.Pod(namespace: pod.namespace, name: pod.name, isClient: isClient))
  }
}
