import Wire

/// What two objects claim that only one can have.
extension Builder {
  mutating func validateHostPorts() {
    var seen: [String: PodID] = [:]
    for id in map.podIDs.prefix(currentPods) {
      guard let node = map[id].node else { continue }
      for port in map[id].containerPorts {
        guard let hostPort = port.hostPort else { continue }
        let key = "\(node.index) \(hostPort) \(port.transport.rawValue) \(port.hostIP?.description ?? "")"
        guard let other = seen.updateValue(id, forKey: key), other != id else { continue }
        let (pod, first) = (map[id], map[other])
        let subject = ClusterProblem.Subject.pod(namespace: pod.namespace, name: pod.name)
        report(
          .duplicateHostPort, subject,
          "\(subject.title) and pod \(first.namespace)/\(first.name) both want port \(hostPort) of node \(map[node].name): only one of them can have it.",
          "\(subject.title): hostPort \(hostPort), spec.nodeName \(map[node].name)",
          "pod \(first.namespace)/\(first.name): hostPort \(hostPort), spec.nodeName \(map[node].name)")
      }
    }
  }

  mutating func validateNodeAddresses() {
    for (index, node) in map.nodeList.enumerated() {
      for ip in node.addresses {
        guard let first = map.nodeAddresses[ip, 0].first, first.index != UInt32(index) else { continue }
        report(
          .duplicateAddress, .node(node.name),
          "Node \(node.name) and node \(map[first].name) both have address \(ip): hopscope cannot tell them apart by it.",
          "Node \(node.name): status.addresses \(ip)", "Node \(map[first].name): status.addresses \(ip)")
      }
    }
  }
}
