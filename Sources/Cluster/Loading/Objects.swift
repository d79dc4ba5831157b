import Wire

/// `v1 Node`.
struct NodeObject: Sendable, Equatable {
  var name: String
  var addresses: [IPAddress] = []
  var podCIDRs: [IPPrefix] = []
  /// Tunnel devices' addresses from CNI annotations.
  var tunnelAddresses: [IPAddress] = []
  var zone: String?
}

/// `v1 Pod`, or the pod template of a workload.
struct PodObject: Sendable, Equatable {
  var info: PodInfo
  var nodeName: String?
  /// `metadata.uid`, which tells two pods of one name apart.
  var uid: String?
  /// `metadata.creationTimestamp`.
  var created: Int64?
  /// It is of the next dump (see `Foresight`): no pod of this one, but one that may have had its address by then.
  var isForeseen = false
  /// From the arguments of a kube-apiserver or kube-controller-manager.
  var serviceCIDRs: [IPPrefix] = []
  var podCIDRs: [IPPrefix] = []
}

/// `v1 Service`: its ports, which differ only in what `ServicePort` says of ports.
struct ServiceObject: Sendable, Equatable {
  var namespace: String
  var name: String
  var ports: [ServicePort] = []
  var type = ServiceType.clusterIP
  var selector: [String: String] = [:]
  /// It is of the next dump (see `Foresight`), so its pods may not be among these.
  var isForeseen = false
}

/// One endpoint of a slice or of Endpoints.
struct EndpointObject: Sendable, Equatable {
  var addresses: [IPAddress] = []
  var ready: Bool?
  var serving: Bool?
  var terminating = false
  var nodeName: String?
  var podName: String?
  var hintedZones: [String] = []
  var hintedNodes: [String] = []
}

struct EndpointPortObject: Sendable, Equatable {
  var name: String?
  /// nil for all ports.
  var port: UInt16?
  var transport: TransportProtocol
}

/// `discovery.k8s.io/v1 EndpointSlice`.
struct SliceObject: Sendable, Equatable {
  var namespace: String
  var name: String
  var service: String?
  /// Addresses are host names: there are endpoints, but nobody knows where.
  var isFQDN = false
  /// nil for all ports.
  var ports: [EndpointPortObject]?
  var endpoints: [EndpointObject] = []
  /// It is of the next dump (see `Foresight`): between two dumps there may have been endpoints that neither knows.
  var isForeseen = false
}

/// `v1 Endpoints`, as the slices it would be; `name` of each is the Service's.
struct EndpointsObject: Sendable, Equatable {
  var subsets: [SliceObject] = []
  var namespace: String
  var name: String
}
