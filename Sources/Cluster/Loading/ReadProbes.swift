extension PodProbe {
  /// The probes of one container that are made over the network, to the pod's own address. A malformed one costs no pod.
  ///
  /// - Parameter ports: of the same container, for probes that name one.
  static func all(of container: Fields, ports: [ContainerPort]) -> [PodProbe] {
    let name = (try? container.text("name")) ?? ""
    let kinds: [(Member, Kind)] = [
      ("startupProbe", .startup), ("livenessProbe", .liveness), ("readinessProbe", .readiness),
    ]
    return kinds.compactMap { key, kind in
      guard let fields = try? container.fields(key), let target = try? target(fields, ports) else { return nil }
      var probe = PodProbe(kind: kind, handler: target.handler, container: name, port: target.port)
      probe.isTLS = (try? target.fields.text("scheme")) == "HTTPS"
      if let threshold = try? fields.number("failureThreshold"), threshold > 0 { probe.failureThreshold = threshold }
      return probe
    }
  }

  /// Nil for `exec`, for a probe of another `host`, and for a port's name that the container does not declare.
  private static func target(_ probe: Fields, _ ports: [ContainerPort]) throws -> (
    handler: Handler, port: UInt16, fields: Fields
  )? {
    for handler in Handler.allCases {
      guard let fields = try probe.fields(Member(stringValue: handler.rawValue)) else { continue }
      if try fields.text("host") != nil { return nil }
      return try fields.numberOrName("port", among: ports).map { (handler, $0, fields) }
    }
    return nil
  }
}

extension KeyedDecodingContainer where K == Member {
  /// A port by its number, or by the name that one of a container's ports has.
  fileprivate func numberOrName(_ key: Member, among ports: [ContainerPort]) throws -> UInt16? {
    guard let name = try? text(key) else { return try port(key) }
    if let number = UInt16(name) { return number == 0 ? nil : number }
    return ports.first { $0.name == name && $0.transport == .tcp }?.port
  }
}
