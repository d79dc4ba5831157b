import Wire

/// What was read from Kubernetes objects, before it is joined into a `ServiceMap`. Only the fields the map uses.
public struct ClusterObjects: Sendable {
  var nodes: [NodeObject] = []
  var pods: [PodObject] = []
  var services: [ServiceObject] = []
  var slices: [SliceObject] = []
  var endpoints: [EndpointsObject] = []
  var templates: [PodObject] = []
  /// Every workload with its owner, also those that have pods of their own.
  var owned: [OwnedObject] = []
  var policies: [NetworkPolicy] = []
  var namespaces: [NamespaceObject] = []
  var serviceCIDRs: [IPPrefix] = []
  var podCIDRs: [IPPrefix] = []

  /// Objects that were read into one of the lists above.
  public internal(set) var count = 0
  /// Objects of kinds that say nothing about packets' ways; nothing of them is kept.
  public internal(set) var ignored = 0
  /// Some of their kinds.
  var ignoredKinds: Set<String> = []
  /// How many of them are Secrets, which nobody should hand around.
  public internal(set) var secrets = 0
  /// Objects that could not be read, each with the field and the reason.
  public internal(set) var problems: [ClusterProblem] = []

  /// The latest time that an object says something happened to it: the objects are no older.
  public internal(set) var newest: Int64?
  /// The highest `metadata.resourceVersion`, as far as they are numbers: the API server counts changes with it.
  var newestRevision: UInt64?

  public init() {}
  public var isEmpty: Bool { count == 0 }
}
