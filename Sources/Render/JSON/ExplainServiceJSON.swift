import Cluster
import Wire

/// One Service of an explanation, with the mapping of each of its ports.
struct ExplainServiceJSON {
  let names: ExplainNames
  private var map: ServiceMap { names.map }

  func write(_ service: ExplainedService, _ json: inout JSONWriter) {
    let first = map[service.ports[0]]
    json.object { json in
      json.field("namespace", first.namespace)
      json.field("name", first.name)
      json.field("type", first.type.rawValue)
      if first.headless { json.field("headless", true) }
      json.list("clusterIPs", first.headless ? [] : first.clusterIPs) { $1.value($0.description) }
      json.list("loadBalancerIPs", first.loadBalancerIPs) { $1.value($0.description) }
      json.list("externalIPs", first.externalIPs) { $1.value($0.description) }
      policies(first, &json)
      json.list("ports", service.ports) { port($0, isAsked: service.asked.contains($0), &$1) }
    }
  }

  private func policies(_ service: ServicePort, _ json: inout JSONWriter) {
    let hasOutside = service.type == .nodePort || service.type == .loadBalancer || !service.externalIPs.isEmpty
    json.field(
      "externalTrafficPolicy", hasOutside ? service.externalTrafficPolicyLocal ? "Local" : "Cluster" : nil)
    let isTranslated = service.type != .externalName && !service.headless
    json.field(
      "internalTrafficPolicy", isTranslated ? service.internalTrafficPolicyLocal ? "Local" : "Cluster" : nil)
    json.field("sessionAffinitySeconds", service.sessionAffinitySeconds)
    json.list("loadBalancerSourceRanges", service.sourceRanges) { $1.value($0.description) }
    json.field("healthCheckNodePort", service.healthCheckNodePort)
    if service.publishNotReadyAddresses { json.field("publishNotReadyAddresses", true) }
  }

  private func port(_ id: ServicePortID, isAsked: Bool, _ json: inout JSONWriter) {
    let port = map[id]
    json.object { json in
      json.field("name", port.portName)
      json.field("protocol", port.transport.word)
      if isAsked { json.field("asked", true) }
      json.field("nodePort", port.nodePort)
      json.field("port", port.port)
      json.key("targetPort")
      switch port.targetPort {
      case .number(let number): json.value(number)
      case .name(let name): json.value(name)
      }
      json.field("endpointsKnown", port.endpointsKnown)
      json.list("endpoints", port.backends) { endpoint($0, &$1) }
    }
  }

  private func endpoint(_ backend: Backend, _ json: inout JSONWriter) {
    json.object { json in
      json.field("ip", backend.socket?.ip.description)
      json.field("targetPort", backend.socket.flatMap { $0.port == 0 ? nil : $0.port })
      json.field("pod", backend.pod.map { map[$0].name })
      json.field("namespace", backend.pod.map { map[$0].namespace })
      json.field("node", backend.node.map { map[$0].name })
      json.field("ready", backend.ready)
      json.field("serving", backend.serving)
      json.field("terminating", backend.terminating)
      if backend.assumed { json.field("assumed", true) }
    }
  }
}
