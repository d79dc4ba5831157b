/// What one address and port is in the cluster.
public struct Role: Sendable, Equatable {
  public var addressKind: AddressKind
  public var portKind: PortKind?
  /// Service ports that have this socket as entrance or endpoint, by `portKind`. More than one entrance is ambiguous.
  public var services: [ServicePortID] = []
  /// Pods that hold the address (or, of hostNetwork pods, the port). More than one is ambiguous.
  public var pods: [PodID] = []
  public var node: NodeID?
  /// The address is one that its node masquerades with.
  public var isNodeGateway = false
  /// The only pod is being deleted: its termination had begun.
  public var terminating = false
  /// Concluded from a port of a manifest, from the other end of a translation, or from who has the address now; not
  /// stated by an object.
  public var inferred = false
  /// A sentence about a well-known or odd address, or nil.
  public var note: String?

  public init(_ addressKind: AddressKind, portKind: PortKind? = nil) {
    self.addressKind = addressKind
    self.portKind = portKind
  }
}

extension Role {
  /// Several Services claim the entrance, or several pods the address.
  public var isAmbiguous: Bool {
    switch portKind {
    case .nodePort, .port, .hostPort: services.count + pods.count > 1
    case .targetPort, .containerPort, nil: pods.count > 1
    }
  }
}

/// The names of one joined connection.
public struct Resolution: Sendable, Equatable {
  public var client: Role
  /// nil when the front was not observed.
  public var front: Role?
  /// nil when no translation or endpoint was seen.
  public var backend: Role?
  /// The mapping used, when it is known.
  public var service: ServicePortID?
  /// Mappings that may have been used, when it is not known which, or whether any.
  public var candidates: [ServicePortID] = []
  /// More than one mapping or pod fits.
  public var ambiguous = false
  /// Something was concluded, not stated by an object: see the roles.
  public var inferred = false

  public init(client: Role, front: Role? = nil, backend: Role? = nil) {
    self.client = client
    self.front = front
    self.backend = backend
  }
}

/// Something about the objects that breaks traffic, or that the map had to leave out.
public struct ClusterProblem: Sendable, Hashable {
  public enum Code: String, Sendable, CaseIterable {
    case skippedObject, selectorMatchesNothing, noSelectorNoEndpoints, namedTargetPortMissing, targetPortNotDeclared
    case duplicateNodePort, duplicateHostPort, clusterIPOutsideRange, duplicateAddress
    case undatedDumps, dumpOlderThanContent, tooManyVersions
  }
  public var code: Code
  /// `Service default/web`.
  public var object: String
  /// What, where, why, what next.
  public var sentence: String
  /// nil when it is about no single object.
  public var subject: Subject?
  /// Fields of objects that show it: `Service default/web: spec.selector app=web`.
  public var evidence: [String] = []

  public enum Subject: Sendable, Hashable {
    case service(namespace: String, name: String)
    case pod(namespace: String, name: String)
    case node(String)
  }

  public init(
    _ code: Code, object: String, sentence: String, subject: Subject? = nil, evidence: [String] = []
  ) {
    self.code = code
    self.object = object
    self.sentence = sentence
    self.subject = subject
    self.evidence = evidence
  }
}
