import Cluster
import Wire

/// What connections are put together by. Raw values are the words of `--by`.
public enum Grouping: String, Sendable, CaseIterable {
  /// One group per Service and entrance.
  case service
  /// One per pod, address and port that connections ended at.
  case backend
  /// One per node that they ended on.
  case node
  /// One per pod, node or address that dialled.
  case client
  /// One per Deployment, StatefulSet … that they ended in.
  case workload
  /// One per way from zone to zone.
  case zone
}

/// Whom or what a group is about.
public enum GroupSubject: Hashable, Sendable {
  case service(namespace: String, name: String)
  /// One of several Services, no packet says which.
  case services([String])
  case pod(namespace: String, name: String)
  case workload(namespace: String, Workload)
  case node(String)
  case address(IPAddress, AddressKind)
  /// All addresses of a kind.
  case kind(AddressKind)
  case unknown
}

/// How a Service or pod was dialled.
public struct Entrance: Hashable, Sendable {
  public enum Kind: String, Sendable { case nodePort, port, hostPort, direct, unknown }
  public var kind: Kind
  /// Of the address dialled; nil when that is not known.
  public var addressKind: AddressKind?
  /// nil when what was dialled is not known, and for protocols without ports.
  public var port: UInt16?
  public var transport: TransportProtocol
  /// Where it leads: the Service's targetPort, or the container's port.
  public var target: TargetPort?
}

/// The node or zone that an end is in.
public enum GroupPlace: Hashable, Sendable {
  case named(String)
  /// An address outside the cluster.
  case outside
  /// The objects do not say.
  case unknown
  /// No backend was reached.
  case nowhere
}

/// What the connections of one group have in common.
public enum GroupKey: Hashable, Sendable {
  case entrance(GroupSubject, Entrance)
  /// No socket: no backend was reached, and the subject is what was dialled.
  case backend(GroupSubject, Socket?, node: String?)
  case node(GroupPlace)
  case client(GroupSubject, node: String?)
  /// - Parameter isReached: false: the subject is what was dialled.
  case workload(GroupSubject, isReached: Bool)
  /// - Parameter via: the zone of the node that was dialled, when it lies between.
  case zone(from: GroupPlace, via: String?, to: GroupPlace)
  /// All that found no room.
  case others
}
