import Wire

/// One difference between what a node's rules do and what the objects say they should.
public enum RuleDrift: Sendable {
  /// No entrance of a Service port is in the rules, though it has endpoints.
  case serviceMissing(ServicePortID, [RuleFront.Entrance])
  /// One entrance of a Service port is missing; others are there.
  case entranceMissing(ServicePortID, RuleFront.Entrance)
  /// Endpoints that entrances should lead to, and do not.
  case endpointsMissing(ServicePortID, [RuleFront], [Backend])
  /// An endpoint that entrances lead to, and should not.
  case endpointStale(ServicePortID, [RuleFront], RuleEndpoint, StaleReason)
  /// An entrance has the rules of the other traffic policy.
  case wrongScope(ServicePortID, RuleFront)
  /// loadBalancerSourceRanges are in the object, and not in the rules.
  case unrestricted(ServicePortID, RuleFront)
  /// Entrances of one Service that no object has.
  case serviceUnknown([RuleFront])
  case hostPortMissing(PodID, ContainerPort, AddressFamily)
  /// A hostPort leads to a pod that does not have it, or is not there.
  case hostPortStale(RuleFront, RuleEndpoint)

  /// Why an endpoint should not be in the rules.
  public enum StaleReason: Sendable, Hashable {
    /// No object has that address.
    case gone
    /// A pod has the address, but is no endpoint of this Service port with this port.
    case noEndpoint(PodID)
    case notReady
    case terminating
    /// Traffic policy Local, and it is on another node.
    case otherNode(NodeID?)
    /// It is for other nodes or zones: topology hints.
    case hintedElsewhere
  }
}
