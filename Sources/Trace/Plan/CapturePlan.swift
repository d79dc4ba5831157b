import Cluster
import Wire

/// Where to capture so that every connection of a Service or pod can be followed, and why there.
public struct CapturePlan: Sendable {
  public enum Target: Sendable, Equatable {
    case service(namespace: String, name: String)
    case pod(namespace: String, name: String)
  }

  /// Why a node sees such connections.
  public enum Reason: Sendable, Equatable {
    /// Pods that connections end at, `namespace/name`; without pods addresses.
    case endpoints([String])
    /// The pod that was asked about.
    case pod
    /// Said with `--from`.
    case client(String)
    /// Said with `--entrance`.
    case entrance
    /// A nodePort, load balancer or external address may bring clients in by it.
    case mayBeEntrance
    /// Clients may run there; nothing else is known.
    case mayHaveClients
  }

  public struct Node: Sendable {
    public var name: String
    public var reasons: [Reason]
  }

  public struct Pod: Sendable {
    public var namespace: String
    public var name: String
    /// It is the client that was said with `--from`.
    public var isClient: Bool
  }

  public var target: Target
  /// Of the nodes that a path surely passes first.
  public var nodes: [Node] = []
  /// Nodes that may be an entrance, too many to plan each.
  public var others: [String] = []
  public var pods: [Pod] = []
  /// Empty where nothing may be left out.
  public var expression = ""
  /// What is worth knowing before capturing, in sentences.
  public var notes: [String] = []

  public init(target: Target) { self.target = target }

  /// The selector that replay and live take for the same question.
  public var selector: (option: String, value: String) {
    switch target {
    case .service(let namespace, let name): ("--service", "\(namespace)/\(name)")
    case .pod(let namespace, let name): ("--pod", "\(namespace)/\(name)")
    }
  }
}
