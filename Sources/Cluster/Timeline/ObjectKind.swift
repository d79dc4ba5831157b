/// A list of `ClusterObjects`: what a dump has of one kind, or has not at all.
enum ObjectKind: CaseIterable {
  case node, pod, service, slice, endpoints, template, owned, policy, namespace, serviceCIDR, podCIDR

  var isNamespaced: Bool { ![.node, .namespace, .serviceCIDR, .podCIDR].contains(self) }

  /// What sentences call it.
  var word: String {
    switch self {
    case .node: "Node"
    case .pod: "Pod"
    case .service: "Service"
    case .slice: "EndpointSlice"
    case .endpoints: "Endpoints"
    case .template, .owned: "workload"
    case .policy: "NetworkPolicy"
    case .namespace: "Namespace"
    case .serviceCIDR: "service range"
    case .podCIDR: "pod range"
    }
  }
}

extension ClusterObjects {
  func has(_ kind: ObjectKind) -> Bool {
    switch kind {
    case .node: !nodes.isEmpty
    case .pod: !pods.isEmpty
    case .service: !services.isEmpty
    case .slice: !slices.isEmpty
    case .endpoints: !endpoints.isEmpty
    case .template: !templates.isEmpty
    case .owned: !owned.isEmpty
    case .policy: !policies.isEmpty
    case .namespace: !namespaces.isEmpty
    case .serviceCIDR: !serviceCIDRs.isEmpty
    case .podCIDR: !podCIDRs.isEmpty
    }
  }

  /// The namespace that every namespaced object is in, when there is but one.
  var onlyNamespace: String? {
    let (pods, workloads) = (Set(pods.map(\.info.namespace)), Set(owned.map(\.namespace)))
    let (services, slices) = (Set(services.map(\.namespace)), Set(slices.map(\.namespace)))
    let others = endpoints.map(\.namespace) + policies.map(\.namespace)
    let all = pods.union(workloads).union(services).union(slices).union(others)
    return all.count == 1 ? all.first : nil
  }

  /// Adds the objects of one kind, but for those of some namespaces.
  mutating func append(_ kind: ObjectKind, of other: ClusterObjects, except skipped: Set<String> = []) {
    switch kind {
    case .node: nodes += other.nodes
    case .pod: pods += other.pods.filter { !skipped.contains($0.info.namespace) }
    case .service: services += other.services.filter { !skipped.contains($0.namespace) }
    case .slice: slices += other.slices.filter { !skipped.contains($0.namespace) }
    case .endpoints: endpoints += other.endpoints.filter { !skipped.contains($0.namespace) }
    case .template: templates += other.templates.filter { !skipped.contains($0.info.namespace) }
    case .owned: owned += other.owned.filter { !skipped.contains($0.namespace) }
    case .policy: policies += other.policies.filter { !skipped.contains($0.namespace) }
    case .namespace: namespaces += other.namespaces
    case .serviceCIDR: serviceCIDRs += other.serviceCIDRs
    case .podCIDR: podCIDRs += other.podCIDRs
    }
  }
}
