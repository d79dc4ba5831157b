import Wire

/// Questions about a bare address; each is one or two table probes.
extension ServiceMap {
  /// The node that has an address as its own (InternalIP, ExternalIP) or masquerades with it; nil when two claim it.
  public func nodeOwning(_ ip: IPAddress) -> NodeID? {
    guard let owner = nodeOwners[ip, 0], owner != Self.severalNodes else { return nil }
    return NodeID(index: owner)
  }

  /// An address of a node, gateway addresses included.
  public func isNodeAddress(_ ip: IPAddress) -> Bool { nodeOwners[ip, 0] != nil }

  /// In a node's podCIDR or the cluster's pod subnet.
  public func inPodCIDR(_ ip: IPAddress) -> Bool { podCIDRs[ip] != nil }

  /// In a ServiceCIDR object's or kubeadm's range; false when the objects have neither.
  public func inServiceCIDR(_ ip: IPAddress) -> Bool { serviceCIDRs[ip] != nil }

  /// The node whose podCIDR an address lies in.
  public func node(hostingPodCIDROf ip: IPAddress) -> NodeID? {
    podCIDRs[ip].flatMap { $0 == Self.unownedCIDR ? nil : NodeID(index: $0) }
  }

  /// Every service port that has an address as ClusterIP, load balancer IP or external IP, whatever its port.
  public func services(at ip: IPAddress) -> [ServicePortID] {
    var found = clusterAddresses[ip, 0]
    for id in balancerAddresses[ip, 0] + externalAddresses[ip, 0] where !found.contains(id) { found.append(id) }
    return found
  }

  /// Every port of one Service.
  public func servicePorts(namespace: String, name: String) -> [ServicePortID] {
    servicePortIDs.filter { self[$0].namespace == namespace && self[$0].name == name }
  }

  /// Service ports whose load balancer asks nodes for their health on a port (`spec.healthCheckNodePort`).
  public func services(withHealthCheck port: UInt16) -> [ServicePortID] {
    healthChecks[.unspecified, Tag.socket(port, .tcp)]
  }

  public func node(named name: String) -> NodeID? { nodeIDs.first { self[$0].name == name } }

  /// Pods of a name, in any namespace unless one is given.
  public func pods(named name: String, namespace: String? = nil) -> [PodID] {
    podIDs.filter { self[$0].name == name && (namespace == nil || self[$0].namespace == namespace) }
  }
}
