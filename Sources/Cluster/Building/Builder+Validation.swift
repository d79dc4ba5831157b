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

  mutating func report(
    _ code: ClusterProblem.Code, _ subject: ClusterProblem.Subject, _ sentence: String, _ evidence: String...
  ) {
    map.problems.append(
      ClusterProblem(code, object: subject.title, sentence: sentence, subject: subject, evidence: evidence))
  }

  private mutating func validate(_ service: ServiceObject, _ pods: [PodID], _ ports: Range<Int>) {
    let subject = ClusterProblem.Subject.service(namespace: service.namespace, name: service.name)
    if service.type != .externalName { validateSelector(service, subject, pods) }
    for index in ports {
      validateTarget(map.serviceList[index], subject, pods)
      validateNodePort(ServicePortID(index: UInt32(index)), subject)
    }
    for ip in ports.first.map({ map.serviceList[$0].clusterIPs }) ?? []
    where !map.serviceCIDRs.isEmpty && !map.inServiceCIDR(ip) {
      report(
        .clusterIPOutsideRange, subject,
        "\(subject.title) has clusterIP \(ip), which is in none of the cluster's service ranges: do the objects come from one cluster?",
        "\(subject.title): spec.clusterIPs \(ip)",
        "service ranges: \(objects.serviceCIDRs.prefix(8).map(\.description).joined(separator: ", "))")
    }
  }

  private mutating func validateSelector(
    _ service: ServiceObject, _ subject: ClusterProblem.Subject, _ pods: [PodID]
  ) {
    let slices = slicesByService[ObjectName(namespace: service.namespace, name: service.name)] ?? []
    let hasEndpoints = slices.contains { !$0.endpoints.isEmpty }
    if service.selector.isEmpty {
      guard !hasEndpoints, !slicesByService.isEmpty else { return }
      report(
        .noSelectorNoEndpoints, subject,
        "\(subject.title) has no selector and no EndpointSlice, so it leads nowhere: give it one of the two.",
        "\(subject.title): spec.selector is empty",
        "no EndpointSlice of namespace \(service.namespace) with the label kubernetes.io/service-name=\(service.name) has an endpoint"
      )
    } else if pods.isEmpty, !hasEndpoints, currentPods > 0 {
      let wanted = service.selector.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
      report(
        .selectorMatchesNothing, subject,
        "\(subject.title) selects \(wanted), and no pod in namespace \(service.namespace) has these labels: compare them with kubectl get pods -n \(service.namespace) --show-labels.",
        "\(subject.title): spec.selector \(wanted)")
    }
  }

  private mutating func validateTarget(
    _ port: ServicePort, _ subject: ClusterProblem.Subject, _ pods: [PodID]
  ) {
    for id in pods {
      let declared = map[id].containerPorts
      let pod = "\(map[id].namespace)/\(map[id].name)"
      let field = "\(subject.title): targetPort of port \(port.port) is"
      switch port.targetPort {
      case .name(let name) where !declared.contains(where: { $0.name == name && $0.transport == port.transport }):
        return report(
          .namedTargetPortMissing, subject,
          "\(subject.title) sends port \(port.port) to the port named “\(name)”, which pod \(pod) does not declare: it is no endpoint. Name the containerPort so, or give targetPort a number.",
          "\(field) “\(name)”", "pod \(pod): \(Self.words(declared))")
      case .number(let number)
      where !declared.isEmpty && !declared.contains { $0.port == number && $0.transport == port.transport }:
        return report(
          .targetPortNotDeclared, subject,
          "\(subject.title) sends port \(port.port) to \(number), which pod \(pod) does not declare. That is allowed, but check that something listens there.",
          "\(field) \(number)", "pod \(pod): \(Self.words(declared))")
      default: break
      }
    }
  }

  /// `containerPort 8080 (http), 9102`.
  private static func words(_ ports: [ContainerPort]) -> String {
    if ports.isEmpty { return "no containerPort is declared" }
    let list = ports.prefix(8).map { port in port.name.map { "\(port.port) (\($0))" } ?? "\(port.port)" }
    return "containerPort \(list.joined(separator: ", "))\(ports.count > 8 ? " …" : "")"
  }

  private mutating func validateNodePort(_ id: ServicePortID, _ subject: ClusterProblem.Subject) {
    let port = map[id]
    guard let nodePort = port.nodePort else { return }
    let family = ServiceMap.anyNode(port.hasIPv4 ? IPAddress(v4: 0) : .unspecified)
    guard let front = map.nodePorts[family, Tag.socket(nodePort, port.transport)],
      let first = map.frontList[Int(front)].services.first, first != id
    else { return }
    let other = "Service \(map[first].namespace)/\(map[first].name)"
    report(
      .duplicateNodePort, subject,
      "\(subject.title) and \(other) both have nodePort \(nodePort): only one of them can answer. Change one.",
      "\(subject.title): nodePort \(nodePort) of port \(port.port)",
      "\(other): nodePort \(nodePort) of port \(map[first].port)")
  }
}

extension ClusterProblem.Subject {
  /// `Service default/web`.
  var title: String {
    switch self {
    case .service(let namespace, let name): "Service \(namespace)/\(name)"
    case .pod(let namespace, let name): "Pod \(namespace)/\(name)"
    case .node(let name): "Node \(name)"
    }
  }
}
