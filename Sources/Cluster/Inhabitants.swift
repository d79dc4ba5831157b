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

/// A pod that holds its address, or did in a known interval.
///
/// Succeeded and Failed pods hold theirs no longer, for it may be reused: they are in the map only when both ends of
/// their interval are known.
public struct PodInfo: Sendable, Equatable {
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
  /// When its termination began (`deletionTimestamp` less its grace period); nil when it did not, or nobody knows.
  public var deletionTime: Int64?
  /// When it began: `status.startTime`, else `metadata.creationTimestamp`. It had no address before.
  public var from: Int64?
  /// When it ended, if it did: the end of its last container, or the moment another pod had its address.
  public var until: Int64?
  /// The Ready condition; nil when the object has none.
  public var ready: Bool?
  /// `status.phase`; empty when the object has none.
  public var phase = ""
  public var labels: [String: String] = [:]
  /// The controller among its owners.
  var owner: OwnerReference?
  /// What made it: the top of its owners, as far as the objects say; of a template the workload itself. nil for a pod
  /// that nothing controls.
  public internal(set) var workload: Workload?
  /// Of all containers, as far as they make packets.
  public internal(set) var probes: [PodProbe] = []
  /// nil for a pod object. A number for the template of a workload (Deployment, StatefulSet …) without pod objects:
  /// this entry stands for so many pods, whose addresses nobody knows.
  public var replicas: Int?

  public init(namespace: String, name: String) {
    self.namespace = namespace
    self.name = name
  }

  /// `status.phase` is Succeeded or Failed.
  public var isFinished: Bool { phase == "Succeeded" || phase == "Failed" }

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
  /// The label `topology.kubernetes.io/zone`; nil when the Node has none, or there is no Node object.
  public var zone: String?
  /// A Node object was given, so the addresses are all it has told.
  public var isComplete = true

  public init(name: String) { self.name = name }
}
