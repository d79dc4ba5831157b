import Wire

extension PodObject {
  /// `v1 Pod`.
  init(_ fields: Fields) throws {
    let metadata = try fields.fields("metadata")
    info = PodInfo(
      namespace: try metadata?.text("namespace") ?? "default",
      name: try metadata?.text("name") ?? metadata?.text("generateName") ?? "")
    info.labels = try metadata?.labels("labels") ?? [:]
    info.terminating = try metadata?.isPresent("deletionTimestamp") ?? false
    uid = try? metadata?.text("uid")
    info.owner = try OwnerReference(controllerOf: metadata)
    if let spec = try fields.fields("spec") { try read(spec: spec) }
    let status = try fields.fields("status")
    if let status { try read(status: status) }
    readTimes(metadata, status)
  }

  /// A workload: `spec.template` of Deployment, ReplicaSet, StatefulSet, DaemonSet, Job and ReplicationController, or
  /// `spec.jobTemplate.spec.template` of CronJob.
  ///
  /// - Returns: nil when another workload owns it, or it wants no pods.
  init?(workload fields: Fields, kind: String) throws {
    guard let metadata = try fields.fields("metadata"), var spec = try fields.fields("spec") else { return nil }
    let isOwned = try OwnerReference(controllerOf: metadata) != nil
    if let job = try spec.fields("jobTemplate") { spec = try job.fields("spec") ?? job }
    let replicas = try spec.number("replicas") ?? 1
    guard !isOwned, replicas > 0, let template = try spec.fields("template") else { return nil }
    info = PodInfo(namespace: try metadata.text("namespace") ?? "default", name: try metadata.name("name"))
    info.labels = try template.fields("metadata")?.labels("labels") ?? [:]
    info.replicas = kind == "DaemonSet" ? 0 : replicas
    info.workload = Workload(kind: kind, name: info.name)
    if let spec = try template.fields("spec") { try read(spec: spec) }
  }

  private mutating func read(spec: Fields) throws {
    nodeName = try spec.text("nodeName")
    info.hostNetwork = try spec.flag("hostNetwork")
    try spec.each("containers") { try read(container: $0) }
    try spec.each("initContainers") { container in
      if try container.text("restartPolicy") == "Always" { try read(container: container) }
    }
  }

  private mutating func read(container: Fields) throws {
    let first = info.containerPorts.count
    try container.each("ports") { fields in
      var port = ContainerPort(
        name: try fields.text("name"), port: try fields.requiredPort("containerPort"),
        transport: try fields.transport())
      port.hostPort = try fields.port("hostPort") ?? (info.hostNetwork ? port.port : nil)
      port.hostIP = try fields.address("hostIP").flatMap { $0.isAny ? nil : $0 }
      info.containerPorts.append(port)
    }
    info.probes += PodProbe.all(of: container, ports: Array(info.containerPorts[first...]))
    guard info.namespace == "kube-system", info.name.hasPrefix("kube-") else { return }
    for argument in try container.texts("command") + container.texts("args") { read(argument: argument) }
  }

  /// `--service-cluster-ip-range` and `--cluster-cidr` of a control plane's static pods.
  private mutating func read(argument: String) {
    for (flag, path) in [
      ("--service-cluster-ip-range=", \PodObject.serviceCIDRs), ("--cluster-cidr=", \PodObject.podCIDRs),
    ] where argument.hasPrefix(flag) {
      self[keyPath: path] += argument.dropFirst(flag.count).split(separator: ",").compactMap { IPPrefix(String($0)) }
    }
  }

  private mutating func read(status: Fields) throws {
    info.phase = try status.text("phase") ?? ""
    try status.each("podIPs") { if let ip = try $0.address("ip") { info.ips.append(ip) } }
    if let ip = try status.address("podIP"), !info.ips.contains(ip) { info.ips.insert(ip, at: 0) }
    try status.each("hostIPs") { if let ip = try $0.address("ip") { info.hostIPs.append(ip) } }
    if let ip = try status.address("hostIP"), !info.hostIPs.contains(ip) { info.hostIPs.insert(ip, at: 0) }
    try status.each("conditions") { condition in
      if try condition.text("type") == "Ready" { info.ready = try condition.text("status") == "True" }
    }
  }
}

extension IPAddress {
  /// `0.0.0.0` or `::`: every address.
  var isAny: Bool { self == .unspecified || self == IPAddress(v4: 0) }
}
