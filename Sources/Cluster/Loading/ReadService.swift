import Wire

extension ServiceObject {
  /// `v1 Service`.
  init(_ fields: Fields) throws {
    let metadata = try fields.fields("metadata")
    namespace = try metadata?.text("namespace") ?? "default"
    name = try metadata?.name("name") ?? fields.name("metadata")
    guard let spec = try fields.fields("spec") else { return }
    if let text = try spec.text("type") {
      guard let type = ServiceType(rawValue: text) else { throw spec.failure("type", "is no type of Service") }
      self.type = type
    }
    selector = try spec.labels("selector")
    var common = ServicePort(namespace: namespace, name: name, port: 0, targetPort: .number(0))
    common.type = type
    common.hasSelector = !selector.isEmpty
    common.hasOtherProxy = try Self.leavesToOthers(metadata?.fields("labels"))
    try common.read(spec: spec)
    try common.read(status: fields.fields("status"))
    try spec.each("ports") { ports.append(try common.with(port: $0)) }
  }

  private static func leavesToOthers(_ labels: Fields?) throws -> Bool {
    guard let labels else { return false }
    return try labels.isPresent("service.kubernetes.io/service-proxy-name")
      || labels.isPresent("service.kubernetes.io/headless")
  }
}

extension ServicePort {
  /// What all ports of a Service share.
  fileprivate mutating func read(spec: Fields) throws {
    clusterIPs = try spec.addresses("clusterIPs")
    if clusterIPs.isEmpty, let ip = try spec.address("clusterIP") { clusterIPs = [ip] }
    headless = try spec.text("clusterIP") == "None" || spec.texts("clusterIPs").first == "None"
    externalIPs = try spec.addresses("externalIPs")
    externalTrafficPolicyLocal = try spec.text("externalTrafficPolicy") == "Local"
    internalTrafficPolicyLocal = try spec.text("internalTrafficPolicy") == "Local"
    healthCheckNodePort = try spec.port("healthCheckNodePort")
    publishNotReadyAddresses = try spec.flag("publishNotReadyAddresses")
    sourceRanges = try spec.prefixes("loadBalancerSourceRanges")
    if try spec.text("sessionAffinity") == "ClientIP" {
      let settings = try spec.fields("sessionAffinityConfig")?.fields("clientIP")
      sessionAffinitySeconds = try settings?.number("timeoutSeconds") ?? 10_800
    }
    try readFamilies(spec.texts("ipFamilies"))
  }

  private mutating func readFamilies(_ families: [String]) {
    if !families.isEmpty {
      hasIPv4 = families.contains("IPv4")
      hasIPv6 = families.contains("IPv6")
    } else if !clusterIPs.isEmpty {
      hasIPv4 = clusterIPs.contains { $0.isIPv4 }
      hasIPv6 = clusterIPs.contains { !$0.isIPv4 }
    }
  }

  fileprivate mutating func read(status: Fields?) throws {
    try status?.fields("loadBalancer")?.each("ingress") { ingress in
      if let ip = try ingress.address("ip") { loadBalancerIPs.append(ip) }
      if try ingress.text("ipMode") == "Proxy" { loadBalancerIsProxy = true }
    }
  }

  /// This, with what one of `spec.ports` adds.
  fileprivate func with(port fields: Fields) throws -> ServicePort {
    var result = self
    result.portName = try fields.text("name")
    result.transport = try fields.transport()
    result.port = try fields.requiredPort("port")
    result.nodePort = try fields.port("nodePort")
    result.targetPort = try fields.portOrName("targetPort") ?? .number(result.port)
    return result
  }
}

extension KeyedDecodingContainer where K == Member {
  /// IntOrString, where 0 and "" are Go's words for absent.
  func portOrName(_ key: Member) throws -> TargetPort? {
    guard try isPresent(key) else { return nil }
    do {
      return try port(key).map(TargetPort.number)
    } catch {
      guard let name = try? decode(String.self, forKey: key), !Self.isNumeric(name),
        SlashComment(in: name) == nil
      else { throw error }
      return name.isEmpty ? nil : .name(Limits.cut(name))
    }
  }

  /// No port name is: so `99999` in YAML is a bad number, not a name.
  private static func isNumeric(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || "+-.eE".utf8.contains($0) }
      && text.utf8.contains { $0 >= 0x30 && $0 <= 0x39 }
  }
}
