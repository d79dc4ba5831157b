import Wire

/// Entrances: sockets that the data plane translates.
extension Builder {
  mutating func addFronts() {
    for id in map.servicePortIDs { addFronts(of: id) }
    for id in map.podIDs.prefix(currentPods) { addHostPorts(of: id) }
    for id in foreseenByName.values.joined().sorted(by: { $0.index < $1.index }) { addHostPorts(of: id) }
    map.frontFacts = map.frontList.map { front in
      let isSimple = front.services.count == 1 && front.hostPorts.isEmpty
      return FrontFacts(
        service: isSimple ? front.services[0].index : nil,
        leadsToNodePorts: front.addressKind == .loadBalancerIP || front.addressKind == .externalIP)
    }
    map.serviceFacts = map.serviceList.map { port in
      ServiceFacts(nodePort: port.nodePort ?? 0, onlyPort: port.onlyPort, endpointsKnown: port.endpointsKnown)
    }
  }

  private mutating func addFronts(of id: ServicePortID) {
    let port = map[id]
    if port.type == .externalName { return }
    for ip in port.clusterIPs where !port.headless {
      map.clusterAddresses.append(id, ip, 0)
      addFront(Front(addressKind: .clusterIP, portKind: .port, services: [id]), at: ip, port.port, port.transport)
    }
    for ip in port.loadBalancerIPs {
      map.balancerAddresses.append(id, ip, 0)
      addFront(Front(addressKind: .loadBalancerIP, portKind: .port, services: [id]), at: ip, port.port, port.transport)
    }
    for ip in port.externalIPs {
      map.externalAddresses.append(id, ip, 0)
      addFront(Front(addressKind: .externalIP, portKind: .port, services: [id]), at: ip, port.port, port.transport)
    }
    if port.awaitsClusterIP || port.awaitsLoadBalancerIP {
      map.pendingPorts.append(id, .unspecified, Tag.socket(port.port, port.transport))
    }
    if port.awaitsNodePort { map.awaitingNodePort.append(id) }
    if let nodePort = port.nodePort { addNodePort(nodePort, id, port) }
    if let check = port.healthCheckNodePort {
      map.healthChecks.append(id, .unspecified, Tag.socket(check, .tcp))
    }
  }

  /// A socket that several claim keeps the first one's kind and lists them all.
  private mutating func addFront(_ front: Front, at ip: IPAddress, _ port: UInt16, _ transport: TransportProtocol) {
    let fresh = UInt32(map.frontList.count)
    let index = map.fronts.insert(ip, Tag.socket(port, transport), fresh)
    if index == fresh { map.frontList.append(front) } else { map.frontList[Int(index)].merge(front) }
  }

  private mutating func addNodePort(_ number: UInt16, _ id: ServicePortID, _ port: ServicePort) {
    let families = (port.hasIPv4 ? [ServiceMap.anyNode(IPAddress(v4: 0))] : []) + (port.hasIPv6 ? [.unspecified] : [])
    for family in families {
      let fresh = UInt32(map.frontList.count)
      let index = map.nodePorts.insert(family, Tag.socket(number, port.transport), fresh)
      let front = Front(addressKind: .nodeIP, portKind: .nodePort, services: [id])
      if index == fresh { map.frontList.append(front) } else { map.frontList[Int(index)].merge(front) }
    }
  }

  /// hostPort → its pod's containerPort; of a hostNetwork pod the port is simply open on the node.
  private mutating func addHostPorts(of id: PodID) {
    let pod = map[id]
    for port in pod.containerPorts {
      guard let hostPort = port.hostPort else { continue }
      let addresses = hostAddresses(of: pod, port)
      if addresses.isEmpty, port.hostIP == nil {
        map.floatingHostPorts.append(id, .unspecified, Tag.socket(hostPort, port.transport))
      }
      for ip in addresses {
        if pod.hostNetwork {
          map.hostNetworkPorts.append(id, ip, Tag.socket(port.port, port.transport))
          continue
        }
        let target = HostPortTarget(pod: id, containerPort: port.port)
        addFront(
          Front(addressKind: .nodeIP, portKind: .hostPort, hostPorts: [target]), at: ip, hostPort, port.transport)
      }
    }
  }

  /// `hostIP`, or every address of the pod's node. A loopback hostIP is left out: every node has it.
  private func hostAddresses(of pod: PodInfo, _ port: ContainerPort) -> [IPAddress] {
    if let ip = port.hostIP { return ip.isLoopback ? [] : [ip] }
    var addresses = pod.hostIPs
    let node = pod.node.map { map[$0] }
    for ip in (node?.addresses ?? []) + (node?.gatewayAddresses ?? []) + (pod.hostNetwork ? pod.ips : [])
    where !addresses.contains(ip) {
      addresses.append(ip)
    }
    return addresses
  }
}

extension Front {
  mutating func merge(_ other: Front) {
    for service in other.services where !services.contains(service) { services.append(service) }
    for target in other.hostPorts where !hostPorts.contains(target) { hostPorts.append(target) }
  }
}

extension ServicePort {
  /// A selected pod is an endpoint with exactly the targetPort; whoever writes slices by hand may choose any.
  fileprivate var onlyPort: UInt16 {
    if hasSelector, case .number(let port) = targetPort { port } else { 0 }
  }
}
