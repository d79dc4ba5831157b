import Wire

extension SliceObject {
  /// `discovery.k8s.io/v1 EndpointSlice`.
  init(_ fields: Fields) throws {
    let metadata = try fields.fields("metadata")
    namespace = try metadata?.text("namespace") ?? "default"
    name = try metadata?.text("name") ?? metadata?.text("generateName") ?? ""
    service = try metadata?.fields("labels")?.text("kubernetes.io/service-name")
    isFQDN = try fields.text("addressType") == "FQDN"
    ports = try Self.ports(fields)
    let isFQDN = isFQDN
    try fields.each("endpoints") { endpoints.append(try EndpointObject(slice: $0, isFQDN: isFQDN)) }
  }

  /// nil when the member is absent or null: all ports.
  static func ports(_ fields: Fields) throws -> [EndpointPortObject]? {
    guard try fields.isPresent("ports") else { return nil }
    var ports: [EndpointPortObject] = []
    try fields.each("ports") { port in
      ports.append(
        EndpointPortObject(name: try port.text("name"), port: try port.port("port"), transport: try port.transport()))
    }
    return ports
  }
}

extension EndpointObject {
  fileprivate init(slice fields: Fields, isFQDN: Bool) throws {
    if !isFQDN { addresses = try fields.addresses("addresses") }
    let conditions = try fields.fields("conditions")
    ready = try conditions?.decodeIfPresent(Bool.self, forKey: "ready")
    serving = try conditions?.decodeIfPresent(Bool.self, forKey: "serving")
    terminating = try conditions?.flag("terminating") ?? false
    nodeName = try fields.text("nodeName")
    podName = try Self.pod(fields)
    guard let hints = try fields.fields("hints") else { return }
    try hints.each("forZones") { hintedZones.append(try $0.name("name")) }
    try hints.each("forNodes") { hintedNodes.append(try $0.name("name")) }
  }

  fileprivate init(subset fields: Fields, ready: Bool) throws {
    addresses = try fields.address("ip").map { [$0] } ?? []
    self.ready = ready
    nodeName = try fields.text("nodeName")
    podName = try Self.pod(fields)
  }

  private static func pod(_ fields: Fields) throws -> String? {
    guard let target = try fields.fields("targetRef"), try target.text("kind") == "Pod" else { return nil }
    return try target.text("name")
  }
}

extension EndpointsObject {
  /// `v1 Endpoints`, deprecated: read for Services without slices.
  init(_ fields: Fields) throws {
    let metadata = try fields.fields("metadata")
    namespace = try metadata?.text("namespace") ?? "default"
    name = try metadata?.name("name") ?? fields.name("metadata")
    var result: [SliceObject] = []
    let (namespace, name) = (namespace, name)
    try fields.each("subsets") { subset in
      var slice = SliceObject(namespace: namespace, name: name, service: name, ports: try SliceObject.ports(subset))
      try subset.each("addresses") { slice.endpoints.append(try EndpointObject(subset: $0, ready: true)) }
      try subset.each("notReadyAddresses") { slice.endpoints.append(try EndpointObject(subset: $0, ready: false)) }
      result.append(slice)
    }
    subsets = result
  }
}
