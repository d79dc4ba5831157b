import Wire

/// `Pod.spec.containers[].ports[]`, of one container or sidecar.
public struct ContainerPort: Sendable, Hashable {
  public var name: String?
  public var port: UInt16
  public var transport: TransportProtocol
  /// What the pod's node answers on; of a hostNetwork pod always `port`.
  public var hostPort: UInt16?
  /// nil for all addresses of the node.
  public var hostIP: IPAddress?

  public init(name: String? = nil, port: UInt16, transport: TransportProtocol = .tcp) {
    self.name = name
    self.port = port
    self.transport = transport
  }
}

/// A pod that may hold its address: Succeeded and Failed ones are not in the map, for their addresses are reusable.
public struct PodInfo: Sendable {
  public var namespace: String
  /// Of a template (see `replicas`) the workload's name.
  public var name: String
  public var node: NodeID?
  /// `status.podIPs`; of a hostNetwork pod its node's.
  public var ips: [IPAddress] = []
  /// `status.hostIPs`.
  public var hostIPs: [IPAddress] = []
  public var hostNetwork = false
  public var containerPorts: [ContainerPort] = []
  /// `metadata.deletionTimestamp` is set.
  public var terminating = false
  /// The Ready condition; nil when the object has none.
  public var ready: Bool?
  /// `status.phase`; empty when the object has none.
  public var phase = ""
  public var labels: [String: String] = [:]
  /// nil for a pod object. A number for the template of a workload (Deployment, StatefulSet …) without pod objects:
  /// this entry stands for so many pods, whose addresses nobody knows.
  public var replicas: Int?

  public init(namespace: String, name: String) {
    self.namespace = namespace
    self.name = name
  }

  /// Ports that its node answers on.
  public var hostPorts: [ContainerPort] { containerPorts.filter { $0.hostPort != nil } }
}

/// A node, from its Node object or from what its pods say of it.
public struct NodeInfo: Sendable {
  public var name: String
  /// InternalIP and ExternalIP of `status.addresses`, and public addresses in CNI annotations.
  public var addresses: [IPAddress] = []
  public var podCIDRs: [IPPrefix] = []
  /// Addresses the node uses as the source towards pods: `.0` and `.1` of its podCIDRs, tunnel devices.
  public var gatewayAddresses: [IPAddress] = []
  /// A Node object was given, so the addresses are all it has told.
  public var isComplete = true

  public init(name: String) { self.name = name }
}
