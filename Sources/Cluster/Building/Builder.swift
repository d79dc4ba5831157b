import Wire

/// Joins objects into a map: nodes, then pods on them, then Services with their endpoints, then entrances.
///
/// Of two objects with one kind, namespace and name (two dumps of one cluster) the later counts.
struct Builder {
  var map = ServiceMap(unbuilt: ())
  let objects: ClusterObjects
  var nodeByName: [String: NodeID] = [:]
  var podByName: [ObjectName: PodID] = [:]
  /// Pods that only the next dump knows.
  var foreseenByName: [ObjectName: [PodID]] = [:]
  /// How many pods at the front of `map.podList` are so as of the dump, templates included.
  var currentPods = 0
  var slicesByService: [ObjectName: [SliceObject]] = [:]
  var services: [ServiceObject] = []
  /// Ranges of `services` in `map.serviceList`.
  var firstPort: [Int] = []
  /// Pods that each of `services` selects.
  var selections: [[PodID]] = []
  var labels = LabelIndex()
  var backendCount = 0

  init(_ objects: ClusterObjects) {
    self.objects = objects
    addNodes()
    addPods()
    nameWorkloads()
    addAddresses()
    indexSlices()
    collectServices()
    addServices()
    namePodServices()
    addFronts()
    addPolicies()
    validate()
  }
}

/// Namespace and name.
struct ObjectName: Hashable {
  var namespace: String
  var name: String
}

extension ServiceMap {
  init(unbuilt: Void) {}
  init(_ builder: Builder) { self = builder.map }
}

extension Builder {
  private mutating func addNodes() {
    map.hasNodeObjects = !objects.nodes.isEmpty
    for prefix in objects.serviceCIDRs { map.serviceCIDRs.insert(prefix, ServiceMap.unownedCIDR) }
    for object in objects.nodes {
      var node = NodeInfo(name: object.name)
      node.addresses = object.addresses
      node.podCIDRs = object.podCIDRs
      node.gatewayAddresses = Self.gateways(object)
      node.zone = object.zone
      if let known = nodeByName[object.name] {
        map.nodeList[Int(known.index)] = node
      } else {
        nodeByName[object.name] = NodeID(index: UInt32(map.nodeList.count))
        map.nodeList.append(node)
      }
    }
  }

  /// Tunnel devices' addresses, then the first two addresses of each podCIDR: flannel's tunnel and the bridge.
  private static func gateways(_ node: NodeObject) -> [IPAddress] {
    var result: [IPAddress] = []
    let firsts = node.podCIDRs.flatMap { prefix in
      [prefix.base] + [prefix.base.advanced(by: 1)].compactMap { $0 }.filter(prefix.contains)
    }
    for ip in node.tunnelAddresses + firsts where !node.addresses.contains(ip) && !result.contains(ip) {
      result.append(ip)
    }
    return result
  }

  /// The node of a name; one that only pods speak of is made from that.
  mutating func node(named name: String, hostIPs: [IPAddress]) -> NodeID {
    let id = nodeByName[name] ?? NodeID(index: UInt32(map.nodeList.count))
    if nodeByName[name] == nil {
      nodeByName[name] = id
      var node = NodeInfo(name: name)
      node.isComplete = false
      map.nodeList.append(node)
    }
    let index = Int(id.index)
    if !map.nodeList[index].isComplete {
      for ip in hostIPs where !map.nodeList[index].addresses.contains(ip) { map.nodeList[index].addresses.append(ip) }
    }
    return id
  }

  /// Addresses of nodes and pods, now that all are known.
  mutating func addAddresses() {
    for (index, node) in map.nodeList.enumerated() {
      let id = NodeID(index: UInt32(index))
      for ip in node.addresses { map.nodeAddresses.append(id, ip, 0) }
      for ip in node.gatewayAddresses { map.gateways.append(id, ip, 0) }
      for prefix in node.podCIDRs { map.podCIDRs.insert(prefix, id.index) }
    }
    for prefix in objects.podCIDRs { map.podCIDRs.insert(prefix, ServiceMap.unownedCIDR) }
    addPodAddresses()
    addNodeOwners()
  }

  private mutating func addNodeOwners() {
    for index in map.nodeList.indices {
      let node = map.nodeList[index]
      for ip in node.addresses {
        map.nodeOwners.insert(ip, 0, map.nodeAddresses[ip, 0].count == 1 ? UInt32(index) : ServiceMap.severalNodes)
      }
    }
    for index in map.nodeList.indices {
      for ip in map.nodeList[index].gatewayAddresses where !map.isPodAddress(ip) {
        map.nodeOwners.insert(ip, 0, map.gateways[ip, 0].count == 1 ? UInt32(index) : ServiceMap.severalNodes)
      }
    }
  }
}

extension [String: String] {
  /// Every pair of this is in `labels`.
  func isSelected(in labels: [String: String]) -> Bool { allSatisfy { labels[$0.key] == $0.value } }
}
