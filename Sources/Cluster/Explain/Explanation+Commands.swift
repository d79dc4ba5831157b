import Wire

/// Commands that show the same facts in the cluster itself.
extension Explanation {
  mutating func addCommands() {
    let kinds = addressKinds
    let showsNodes = isNode || kinds.contains(.nodeIP) || services.flatMap(\.shown).contains { map[$0].nodePort != nil }
    if showsNodes { add("get", "nodes", "-o", "wide") }
    if isNode {
      for node in nodes { addPods(on: map[node].name) }
      return add("get", "svc", "-A", "-o", "wide")
    }
    if let portless {
      addCommands(ofService: portless.name, portless.namespace, isAlias: portless.type == .externalName)
    }
    for service in services.prefix(Self.mostOwners) {
      let first = map[service.ports[0]]
      addCommands(ofService: first.name, first.namespace, isAlias: first.type == .externalName)
    }
    for pod in pods.prefix(Self.mostOwners) where map[pod].replicas == nil { addCommands(of: map[pod]) }
    if let ip = addressWithoutObject {
      add("get", "pods", "-A", "-o", "wide", "--field-selector", "status.podIP=\(ip)")
      add("get", "svc", "-A", "-o", "wide")
      add("get", "nodes", "-o", "wide")
    }
  }

  /// Nothing in the map has the address, or something that is no object of it.
  private var addressWithoutObject: IPAddress? {
    guard case .address(let ip, _, _) = subject, services.isEmpty, pods.isEmpty, nodes.isEmpty || !wrongPorts.isEmpty
    else { return nil }
    return ip
  }

  private mutating func addCommands(ofService name: String, _ namespace: String, isAlias: Bool) {
    guard KubectlCommand.isSayable(name), KubectlCommand.isSayable(namespace) else {
      return add("get", "svc", "-A", "-o", "wide")
    }
    add("get", "svc", name, "-n", namespace, "-o", "wide")
    guard !isAlias else { return }
    add("get", "endpointslices", "-n", namespace, "-l", "kubernetes.io/service-name=\(name)")
    add("get", "pods", "-n", namespace, "-o", "wide")
  }

  private mutating func addCommands(of pod: PodInfo) {
    guard KubectlCommand.isSayable(pod.name), KubectlCommand.isSayable(pod.namespace) else {
      return add("get", "pods", "-A", "-o", "wide")
    }
    add("get", "pod", pod.name, "-n", pod.namespace, "-o", "wide")
    add("get", "pod", pod.name, "-n", pod.namespace, "-o", "jsonpath={.spec.containers[*].ports}")
  }

  private mutating func addPods(on node: String) {
    guard KubectlCommand.isSayable(node) else { return add("get", "pods", "-A", "-o", "wide") }
    add("get", "pods", "-A", "-o", "wide", "--field-selector", "spec.nodeName=\(node)")
  }

  private mutating func add(_ arguments: String...) {
    let command = KubectlCommand(["kubectl"] + arguments)
    if !commands.contains(command) { commands.append(command) }
  }
}
