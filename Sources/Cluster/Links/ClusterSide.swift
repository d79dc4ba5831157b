import Wire

/// What the map says that helps to tell devices apart. Nothing, without a map.
public struct ClusterSide: Sendable, Hashable {
  /// Addresses of all nodes.
  public var nodes: [IPAddress]
  public var podCIDRs: [IPPrefix]

  public init(nodes: [IPAddress] = [], podCIDRs: [IPPrefix] = []) {
    self.nodes = nodes
    self.podCIDRs = podCIDRs
  }

  public init(_ map: ServiceMap) {
    self.init(nodes: map.nodes.flatMap(\.addresses), podCIDRs: map.nodes.flatMap(\.podCIDRs))
  }
}
