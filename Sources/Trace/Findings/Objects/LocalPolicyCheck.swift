import Cluster
import Wire

/// Traffic policies Local on nodes that have no endpoint: there connections are dropped in silence.
///
/// A load balancer asks `healthCheckNodePort` and leaves those nodes out: that is how it is meant, and no finding.
struct LocalPolicyCheck {
  private let words: ObjectWords
  private let nodes: [NodeID]
  private var map: ServiceMap { words.map }

  private enum Policy: String {
    case external = "externalTrafficPolicy"
    case inner = "internalTrafficPolicy"
  }

  /// - Parameter wanted: names of nodes; empty for all.
  init(_ words: ObjectWords, _ wanted: Set<String>) {
    self.words = words
    nodes = words.map.nodeIDs.filter { wanted.isEmpty || wanted.contains(words.map[$0].name) }
  }

  func findings() -> [Finding] {
    var told: Set<FindingSubject.Name> = []
    return map.servicePorts.flatMap { port -> [Finding] in
      guard port.endpointsKnown, !port.headless, !port.backends.contains(where: \.assumed),
        told.insert(words.name(port)).inserted
      else { return [] }
      let policies: [Policy] =
        (port.externalTrafficPolicyLocal && isDialledByNode(port) ? [.external] : [])
        + (port.internalTrafficPolicyLocal ? [.inner] : [])
      return policies.compactMap { finding($0, port) }
    }
  }

  /// Nothing tells clients which nodes answer.
  private func isDialledByNode(_ port: ServicePort) -> Bool { port.type == .nodePort || !port.externalIPs.isEmpty }

  private func finding(_ policy: Policy, _ port: ServicePort) -> Finding? {
    let usable = port.backends.filter { $0.ready || $0.isFallback }
    guard !usable.isEmpty, !nodes.isEmpty else { return nil }
    let home = Set(usable.compactMap(\.node))
    let without = nodes.filter { !home.contains($0) }.map { map[$0].name }.sorted()
    guard !without.isEmpty else { return nil }
    let subject = FindingSubject(service: words.name(port), node: without.count == 1 ? without[0] : nil)
    let isEverywhere = home.isEmpty
    let kind = isEverywhere ? Self.kind(policy) : .nodesWithoutLocalEndpoint
    var finding = Finding(
      kind, .certain, subject, sentence(policy, port, without, isEverywhere),
      confirm: words.endpoints(words.name(port)),
      remedy: remedy(policy))
    finding.evidence = [
      FindingEvidence("\(words.title(port)): spec.\(policy.rawValue) Local"),
      FindingEvidence(
        isEverywhere
          ? "EndpointSlices of \(words.title(port)): no endpoint has a nodeName"
          : "EndpointSlices of \(words.title(port)): endpoints on \(words.list(home.map { map[$0].name }.sorted()))"),
    ]
    return finding
  }

  private static func kind(_ policy: Policy) -> FindingKind {
    policy == .external ? .noLocalEndpointExternal : .noLocalEndpointInternal
  }

  private func sentence(_ policy: Policy, _ port: ServicePort, _ without: [String], _ isEverywhere: Bool) -> String {
    let who =
      switch policy {
      case .external: port.nodePort.map { "nodePort \($0)" } ?? "what is dialled from outside"
      case .inner: "pods' connections to its ClusterIP"
      }
    let place = isEverywhere ? "every node" : "\(without.count == 1 ? "node" : "nodes") \(words.list(without))"
    return "\(words.title(port)) drops \(who) on \(place): \(policy.rawValue) is Local, and no endpoint is there."
  }

  private func remedy(_ policy: Policy) -> String {
    switch policy {
    case .external:
      "Let clients dial only nodes with an endpoint (healthCheckNodePort of a load balancer), run the pods on every "
        + "node (DaemonSet), or set externalTrafficPolicy: Cluster."
    case .inner: "Run an endpoint on every node that has clients (DaemonSet), or set internalTrafficPolicy: Cluster."
    }
  }
}
