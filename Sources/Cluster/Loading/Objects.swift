import Wire

/// `v1 Node`.
struct NodeObject: Sendable {
  var name: String
  var addresses: [IPAddress] = []
  var podCIDRs: [IPPrefix] = []
  /// Tunnel devices' addresses from CNI annotations.
  var tunnelAddresses: [IPAddress] = []
}

/// `v1 Pod`, or the pod template of a workload.
struct PodObject: Sendable {
  var info: PodInfo
  var nodeName: String?
  /// From the arguments of a kube-apiserver or kube-controller-manager.
  var serviceCIDRs: [IPPrefix] = []
  var podCIDRs: [IPPrefix] = []
}

/// `v1 Service`: its ports, which differ only in what `ServicePort` says of ports.
struct ServiceObject: Sendable {
  var namespace: String
  var name: String
  var ports: [ServicePort] = []
  var type = ServiceType.clusterIP
  var selector: [String: String] = [:]
}

/// One endpoint of a slice or of Endpoints.
struct EndpointObject: Sendable {
  var addresses: [IPAddress] = []
  var ready: Bool?
  var serving: Bool?
  var terminating = false
  var nodeName: String?
  var podName: String?
}

struct EndpointPortObject: Sendable {
  var name: String?
  /// nil for all ports.
  var port: UInt16?
  var transport: TransportProtocol
}

/// `discovery.k8s.io/v1 EndpointSlice`.
struct SliceObject: Sendable {
  var namespace: String
  var name: String
  var service: String?
  /// Addresses are host names: there are endpoints, but nobody knows where.
  var isFQDN = false
  /// nil for all ports.
  var ports: [EndpointPortObject]?
  var endpoints: [EndpointObject] = []
}

/// `v1 Endpoints`, as the slices it would be; `name` of each is the Service's.
struct EndpointsObject: Sendable {
  var subsets: [SliceObject] = []
  var namespace: String
  var name: String
}
