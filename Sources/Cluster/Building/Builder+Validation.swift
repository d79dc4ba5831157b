import Wire

/// What the objects get wrong among themselves: found without a packet.
extension Builder {
  mutating func validate() {
    for index in services.indices where !services[index].isForeseen {
      validate(services[index], selections[index], firstPort[index]..<firstPort[index + 1])
    }
    validateHostPorts()
    validateNodeAddresses()
    if map.problems.count > Limits.problems { map.problems.removeLast(map.problems.count - Limits.problems) }
  }

  private mutating func report(_ code: ClusterProblem.Code, _ object: String, _ sentence: String) {
    map.problems.append(ClusterProblem(code, object: object, sentence: sentence))
  }

  private mutating func validate(_ service: ServiceObject, _ pods: [PodID], _ ports: Range<Int>) {
    let title = "Service \(service.namespace)/\(service.name)"
    if service.type != .externalName { validateSelector(service, title, pods) }
    for index in ports {
      validateTarget(map.serviceList[index], title, pods)
      validateNodePort(ServicePortID(index: UInt32(index)), title)
    }
    for ip in ports.first.map({ map.serviceList[$0].clusterIPs }) ?? []
    where !map.serviceCIDRs.isEmpty && !map.inServiceCIDR(ip) {
      report(
        .clusterIPOutsideRange, title,
        "\(title) has clusterIP \(ip), which is in none of the cluster's service ranges: do the objects come from one cluster?"
      )
    }
  }

  private mutating func validateSelector(_ service: ServiceObject, _ title: String, _ pods: [PodID]) {
    let slices = slicesByService[ObjectName(namespace: service.namespace, name: service.name)] ?? []
    let hasEndpoints = slices.contains { !$0.endpoints.isEmpty }
    if service.selector.isEmpty {
      guard !hasEndpoints, !slicesByService.isEmpty else { return }
      report(
        .noSelectorNoEndpoints, title,
        "\(title) has no selector and no EndpointSlice, so it leads nowhere: give it one of the two.")
    } else if pods.isEmpty, !hasEndpoints, currentPods > 0 {
      let wanted = service.selector.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
      report(
        .selectorMatchesNothing, title,
        "\(title) selects \(wanted), and no pod in namespace \(service.namespace) has these labels: compare them with kubectl get pods -n \(service.namespace) --show-labels."
      )
    }
  }

  private mutating func validateTarget(_ port: ServicePort, _ title: String, _ pods: [PodID]) {
    for id in pods {
      let declared = map[id].containerPorts
      let pod = "\(map[id].namespace)/\(map[id].name)"
      switch port.targetPort {
      case .name(let name) where !declared.contains(where: { $0.name == name && $0.transport == port.transport }):
        report(
          .namedTargetPortMissing, title,
          "\(title) sends port \(port.port) to the port named “\(name)”, which pod \(pod) does not declare: it is no endpoint. Name the containerPort so, or give targetPort a number."
        )
        return
      case .number(let number)
      where !declared.isEmpty && !declared.contains { $0.port == number && $0.transport == port.transport }:
        report(
          .targetPortNotDeclared, title,
          "\(title) sends port \(port.port) to \(number), which pod \(pod) does not declare. That is allowed, but check that something listens there."
        )
        return
      default: break
      }
    }
  }

  private mutating func validateNodePort(_ id: ServicePortID, _ title: String) {
    let port = map[id]
    guard let nodePort = port.nodePort else { return }
    let family = ServiceMap.anyNode(port.hasIPv4 ? IPAddress(v4: 0) : .unspecified)
    guard let front = map.nodePorts[family, Tag.socket(nodePort, port.transport)],
      let first = map.frontList[Int(front)].services.first, first != id
    else { return }
    report(
      .duplicateNodePort, title,
      "\(title) and Service \(map[first].namespace)/\(map[first].name) both have nodePort \(nodePort): only one of them can answer. Change one."
    )
  }

  private mutating func validateHostPorts() {
    var seen: [String: PodID] = [:]
    for id in map.podIDs.prefix(currentPods) {
      guard let node = map[id].node else { continue }
      for port in map[id].containerPorts {
        guard let hostPort = port.hostPort else { continue }
        let key = "\(node.index) \(hostPort) \(port.transport.rawValue) \(port.hostIP?.description ?? "")"
        guard let other = seen.updateValue(id, forKey: key), other != id else { continue }
        let (pod, first) = (map[id], map[other])
        report(
          .duplicateHostPort, "Pod \(pod.namespace)/\(pod.name)",
          "Pod \(pod.namespace)/\(pod.name) and pod \(first.namespace)/\(first.name) both want port \(hostPort) of node \(map[node].name): only one of them can have it."
        )
      }
    }
  }

  private mutating func validateNodeAddresses() {
    for (index, node) in map.nodeList.enumerated() {
      for ip in node.addresses {
        guard let first = map.nodeAddresses[ip, 0].first, first.index != UInt32(index) else { continue }
        report(
          .duplicateAddress, "Node \(node.name)",
          "Node \(node.name) and node \(map[first].name) both have address \(ip): hopscope cannot tell them apart by it."
        )
      }
    }
  }
}
