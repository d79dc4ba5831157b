import Wire

/// One thing worth knowing about what is explained. `code` is its name in `hopscope.explain/1`.
public enum ExplainFact: Sendable, Equatable {
  case nodeGateway
  case everyNodeAnswers
  case parallelEntrances
  case clusterIPHasNoInterface
  case clusterIPFromOutside
  case clusterIPUnallocated
  case addressPending
  case headless
  case externalName
  case loadBalancer
  case loadBalancerIsProxy
  case externalIP
  /// externalTrafficPolicy: Cluster.
  case externalPolicyCluster
  /// externalTrafficPolicy: Local, and the nodes with a ready endpoint.
  case externalPolicyLocal([NodeID])
  /// internalTrafficPolicy: Local.
  case internalPolicyLocal([NodeID])
  case internalPolicyCluster
  case clientKeptInside
  case sessionAffinity(seconds: Int)
  case sourceRanges([IPPrefix])
  case healthCheck(port: UInt16)
  /// The port asked about is the health check of a Service.
  case isHealthCheck(ServicePortID)
  case noEndpoints
  /// Neither a slice nor a pod of it is among the objects.
  case endpointsUnknown
  case noReadyEndpoints
  case endpointsAssumed
  case publishNotReady
  case hostPort
  case hostNetwork
  case containerPort
  case podIPAssigned
  case podsReachEachOther
  case podGone
  case podTemplate(replicas: Int)
  /// No object has this port; a node draws such numbers for connections that it masquerades.
  case drawnPort
  /// No Service has this port, though it lies where nodePorts are usually taken from.
  case unusedNodePort
  /// No object declares this port; a pod may listen on it all the same.
  case undeclaredPort
  /// No object has this port.
  case nobodysPort
  case noObject
  case loopback
  case linkLocal
  case multicast
  case ambiguous
  case inferred

  public var code: String {
    switch self {
    case .externalPolicyLocal: "externalPolicyLocal"
    case .internalPolicyLocal: "internalPolicyLocal"
    case .sessionAffinity: "sessionAffinity"
    case .sourceRanges: "sourceRanges"
    case .healthCheck: "healthCheck"
    case .isHealthCheck: "isHealthCheck"
    case .podTemplate: "podTemplate"
    default: "\(self)"
    }
  }
}
