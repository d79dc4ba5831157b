import Wire

/// The cluster as a packet meets it: which sockets are entrances of which Services, which are their endpoints, and
/// whose every address is. Built once from objects, then only read.
///
/// ```
/// Socket ──fronts──▶ Front ─▶ ServicePort ─▶ Backend ─▶ Pod ─▶ Node
///    └────owners───▶ [ServicePort]   (it is their endpoint)
/// ```
/// A map says what was so when its objects were read; only of pods it knows for how long. `MapTimeline` holds one map
/// for each stretch of time.
public struct ServiceMap: Sendable {
  /// The map that knows nothing: every address is Unknown, or what its bits alone say.
  public static let empty = ServiceMap(ClusterObjects())

  var nodeList: [NodeInfo] = []
  var podList: [PodInfo] = []
  var serviceList: [ServicePort] = []
  /// Services without a port: no packet is theirs, but people ask about them.
  var portlessServices: [PortlessService] = []

  /// Entrances with an address of their own and host ports: exact socket → index in `frontList`.
  var fronts = IndexTable()
  /// Node ports: family marker and port → index in `frontList`; they count on any node's address.
  var nodePorts = IndexTable()
  var frontList: [Front] = []
  /// What `permits` needs of `frontList` and `serviceList`, without a reference in it.
  var frontFacts: [FrontFacts] = []
  var serviceFacts: [ServiceFacts] = []
  /// Every address of a node, gateways included, that is no pod's → node index, or `severalNodes`.
  var nodeOwners = IndexTable()
  /// (endpoint address, port or 0, service port index) → 0: membership, for `permits`.
  var members = IndexTable()
  /// Endpoint socket (port 0: all ports) → service ports that have it.
  var owners = ListTable<ServicePortID>()
  /// Service ports that have each of `podList` among their endpoints, ready or not.
  var podServices: [[ServicePortID]] = []
  /// Endpoint socket or hostNetwork socket → pods behind it.
  var socketPods = ListTable<PodID>()
  /// Ports of hostNetwork pods on their nodes' addresses.
  var hostNetworkPorts = ListTable<PodID>()
  /// Container ports declared by pods, by (pod address, port).
  var declaredPorts = IndexTable()
  /// Pods of every address, running or not.
  var podAddresses = ListTable<PodID>()
  /// Pod address → the only pod that has or had it, or `severalPods`.
  var podOwners = IndexTable()
  /// When each of `podList` may have held its addresses.
  var podSpans: [PodSpan] = []
  var nodeAddresses = ListTable<NodeID>()
  var gateways = ListTable<NodeID>()
  var clusterAddresses = ListTable<ServicePortID>()
  var balancerAddresses = ListTable<ServicePortID>()
  var externalAddresses = ListTable<ServicePortID>()
  var healthChecks = ListTable<ServicePortID>()
  /// Addresses that slices say are pods', whether or not the pods are among the objects.
  var podTargets = IndexTable()
  /// Service ports by `port`, of Services with an address still to be allocated.
  var pendingPorts = ListTable<ServicePortID>()
  var awaitingNodePort: [ServicePortID] = []
  /// Pods by hostPort, of pods whose node nobody knows.
  var floatingHostPorts = ListTable<PodID>()
  /// podCIDR → node index, or `unownedCIDR` for a whole cluster's.
  var podCIDRs = PrefixTable()
  var serviceCIDRs = PrefixTable()
  /// Those that could be read, in the order of the objects.
  public internal(set) var networkPolicies: [NetworkPolicy] = []
  /// Namespace → places in `networkPolicies`.
  var policiesByNamespace: [String: [Int]] = [:]
  /// Namespace → names of policies that could not be read.
  var unreadPolicies: [String: [String]] = [:]
  /// Labels of the Namespace objects.
  var namespaceLabels: [String: [String: String]] = [:]
  /// At least one Node object was given.
  public internal(set) var hasNodeObjects = false

  /// What the objects' own contradictions and gaps are, in the order of the objects.
  public internal(set) var problems: [ClusterProblem] = []

  static let unownedCIDR = UInt32.max - 1
  static let severalNodes = UInt32.max - 1
  static let severalPods = UInt32.max - 1
}

/// One entrance: an exact socket, or a node port on all nodes.
struct Front: Sendable, Equatable {
  var addressKind: AddressKind
  var portKind: PortKind
  var services: [ServicePortID] = []
  /// Pods with that hostPort, and the container port it leads to.
  var hostPorts: [HostPortTarget] = []
}

struct HostPortTarget: Sendable, Equatable {
  var pod: PodID
  var containerPort: UInt16
}

struct FrontFacts: BitwiseCopyable, Sendable {
  /// The only service port, when there is one and no hostPort.
  var service: UInt32?
  /// The address is a load balancer's, which may lead to a node port instead of an endpoint.
  var leadsToNodePorts: Bool
}

struct ServiceFacts: BitwiseCopyable, Sendable {
  var nodePort: UInt16
  /// The number that every endpoint has; 0 when there is no such rule.
  var onlyPort: UInt16
  var endpointsKnown: Bool
}

extension ServiceMap {
  public init(_ objects: ClusterObjects) {
    self.init(Builder(objects))
  }

  public var isEmpty: Bool { nodeList.isEmpty && podList.isEmpty && serviceList.isEmpty }

  public subscript(_ id: ServicePortID) -> ServicePort { serviceList[Int(id.index)] }
  public subscript(_ id: PodID) -> PodInfo { podList[Int(id.index)] }
  public subscript(_ id: NodeID) -> NodeInfo { nodeList[Int(id.index)] }

  public var nodes: [NodeInfo] { nodeList }
  public var pods: [PodInfo] { podList }
  public var servicePorts: [ServicePort] { serviceList }
  public var servicesWithoutPort: [PortlessService] { portlessServices }
  public var nodeIDs: [NodeID] { nodeList.indices.map { NodeID(index: UInt32($0)) } }
  public var podIDs: [PodID] { podList.indices.map { PodID(index: UInt32($0)) } }
  public var servicePortIDs: [ServicePortID] { serviceList.indices.map { ServicePortID(index: UInt32($0)) } }

  /// Names that a capture file may carry: of nodes, then of pods.
  public var hostNames: [String] { nodeList.map(\.name) + podList.map(\.name) }
}
