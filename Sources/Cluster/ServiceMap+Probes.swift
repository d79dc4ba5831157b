import Wire

extension ServiceMap {
  /// The kubelet's probes that a connection may have been made for: it comes from an address of the pod's own node, and
  /// goes straight to a port that the pod's probes use.
  ///
  /// A person or another process on that node looks the same. The kubelet of another node never probes the pod.
  /// - Parameters:
  ///   - client: what the source is.
  ///   - backend: what the destination is.
  public func kubeletProbe(client: Role, backend: Role, port: UInt16) -> KubeletProbe? {
    guard client.addressKind == .nodeIP, backend.pods.count == 1, let node = client.node else { return nil }
    let pod = backend.pods[0]
    guard podList[Int(pod.index)].node == node else { return nil }
    let probes = podList[Int(pod.index)].probes.filter { $0.port == port }
    return probes.isEmpty ? nil : KubeletProbe(pod: pod, probes: probes)
  }

  /// Service ports that have a pod among their endpoints, ready or not.
  public func services(of pod: PodID) -> [ServicePortID] {
    let index = Int(pod.index)
    return podServices.indices.contains(index) ? podServices[index] : []
  }

  /// The zone of a node; nil when the objects do not say.
  public func zone(of node: NodeID?) -> String? { node.flatMap { nodeList[Int($0.index)].zone } }
}

extension Builder {
  /// The other way round: from each pod to the Services that lead to it.
  mutating func namePodServices() {
    map.podServices = Array(repeating: [], count: map.podList.count)
    for id in map.servicePortIDs {
      for pod in map[id].backends.compactMap(\.pod) where map.podServices[Int(pod.index)].last != id {
        map.podServices[Int(pod.index)].append(id)
      }
    }
  }
}
