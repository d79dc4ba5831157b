import Wire

/// `networking.k8s.io/v1 NetworkPolicy`: what may reach some pods, and what these may reach.
///
/// A pod that no policy selects is open. One that policies select for a direction is open to what **any** of them allows
/// in that direction, and closed to all else: policies only ever add.
public struct NetworkPolicy: Sendable, Hashable {
  public var namespace: String
  public var name: String
  /// Which pods of `namespace` it is about.
  public var podSelector = LabelSelector()
  /// nil when it does not speak of that direction; empty allows nothing.
  public var ingress: [Rule]?
  public var egress: [Rule]?
  /// False for an object that could not be read: it may be about any pod of its namespace.
  var isReadable = true

  /// One way that is allowed: to or from any of the peers, on any of the ports.
  public struct Rule: Sendable, Hashable {
    /// Empty for everybody.
    public var peers: [Peer] = []
    /// Empty for all ports of all protocols.
    public var ports: [Port] = []

    public init() {}
  }

  public enum Peer: Sendable, Hashable {
    case block(IPPrefix, except: [IPPrefix])
    /// Pods by labels (nil: all of them) in namespaces by labels (nil: in the policy's own).
    case pods(LabelSelector?, namespaces: LabelSelector?)
  }

  public struct Port: Sendable, Hashable {
    public enum Number: Sendable, Hashable {
      case all
      /// `port`, up to `endPort`.
      case range(ClosedRange<UInt16>)
      /// A container port's name, which each pod may give another number.
      case name(String)
    }
    public var transport: TransportProtocol
    public var number: Number

    public init(_ transport: TransportProtocol, _ number: Number) {
      self.transport = transport
      self.number = number
    }
  }

  public init(namespace: String, name: String) {
    self.namespace = namespace
    self.name = name
  }
}

extension NetworkPolicy {
  /// One that could not be read.
  init(unread namespace: String, _ name: String) {
    self.init(namespace: namespace, name: name)
    isReadable = false
  }
}
