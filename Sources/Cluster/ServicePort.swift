import Wire

/// `Service.spec.ports[].targetPort`.
public enum TargetPort: Hashable, Sendable {
  case number(UInt16)
  /// A container port's name, which each pod may give another number.
  case name(String)
}

/// `Service.spec.type`.
public enum ServiceType: String, Sendable, CaseIterable {
  case clusterIP = "ClusterIP"
  case nodePort = "NodePort"
  case loadBalancer = "LoadBalancer"
  case externalName = "ExternalName"
}

/// One endpoint of a Service port.
public struct Backend: Sendable, Equatable {
  /// nil while the pod has no address (a manifest); port 0 when the slice restricts no port.
  public var socket: Socket?
  public var pod: PodID?
  public var node: NodeID?
  /// `conditions.ready`, where absent means true.
  public var ready = true
  /// `conditions.serving`, where absent means as ready.
  public var serving = true
  public var terminating = false
  /// Found by selector, not in an EndpointSlice: readiness was not stated.
  public var assumed = false
  /// `hints.forZones` and `hints.forNodes`: whose nodes shall use it, where traffic is kept near; empty without a hint.
  public var hintedZones: [String] = []
  public var hintedNodes: [String] = []

  public init(socket: Socket? = nil, pod: PodID? = nil, node: NodeID? = nil) {
    self.socket = socket
    self.pod = pod
    self.node = node
  }
}

/// One port of one Service, with all that leads to it and all it leads to.
///
/// ```
/// clusterIPs × port ─┐
/// loadBalancerIPs × port ─┤
/// externalIPs × port ─┼─▶ backends
/// every node × nodePort ─┘
/// ```
/// The entrances are parallel: none of them is a hop of another.
public struct ServicePort: Sendable, Equatable {
  public var namespace: String
  public var name: String
  /// nil for a Service's only, unnamed port.
  public var portName: String?
  public var transport: TransportProtocol
  public var port: UInt16
  /// nil when there is none, or the manifest leaves it to the API server.
  public var nodePort: UInt16?
  public var targetPort: TargetPort
  public var type = ServiceType.clusterIP
  /// Empty in a manifest that leaves it to the API server.
  public var clusterIPs: [IPAddress] = []
  public var loadBalancerIPs: [IPAddress] = []
  public var externalIPs: [IPAddress] = []
  public var externalTrafficPolicyLocal = false
  public var internalTrafficPolicyLocal = false
  /// `clusterIP: None`: no virtual address, no translation.
  public var headless = false
  /// Seconds of `sessionAffinity: ClientIP`; nil for None.
  public var sessionAffinitySeconds: Int?
  /// `spec.healthCheckNodePort`, answered by every node about itself.
  public var healthCheckNodePort: UInt16?
  public var publishNotReadyAddresses = false
  /// `spec.loadBalancerSourceRanges`; empty admits everyone.
  public var sourceRanges: [IPPrefix] = []
  /// `ingress[].ipMode: Proxy`: pods' traffic to the load balancer leaves the cluster.
  public var loadBalancerIsProxy = false
  public var hasSelector = false
  /// Labels leave it to another proxy than kube-proxy (`service.kubernetes.io/service-proxy-name`, or `…/headless`).
  public var hasOtherProxy = false
  /// Families that its entrances exist in; both when the object does not say.
  public var hasIPv4 = true
  public var hasIPv6 = true
  public var backends: [Backend] = []
  /// Every endpoint is in `backends` with its address.
  public var endpointsKnown = false

  public init(
    namespace: String, name: String, portName: String? = nil, transport: TransportProtocol = .tcp, port: UInt16,
    targetPort: TargetPort
  ) {
    self.namespace = namespace
    self.name = name
    self.portName = portName
    self.transport = transport
    self.port = port
    self.targetPort = targetPort
  }
}

/// A Service without a port: an ExternalName, or a headless one that only gives its pods names.
public struct PortlessService: Sendable, Equatable {
  public var namespace: String
  public var name: String
  public var type: ServiceType
}

extension ServicePort {
  /// The API server has yet to give it a virtual address, so any address may be it.
  public var awaitsClusterIP: Bool { clusterIPs.isEmpty && !headless && type != .externalName }
  /// Its load balancer's address is not in the object.
  public var awaitsLoadBalancerIP: Bool { type == .loadBalancer && loadBalancerIPs.isEmpty }
  /// The API server has yet to choose its node port.
  public var awaitsNodePort: Bool { nodePort == nil && (type == .nodePort || type == .loadBalancer) }
}
