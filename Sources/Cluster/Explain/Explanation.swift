import Wire

/// What an address, a port or an object is in a cluster, in the terms of Kubernetes: facts only; the words are Render's.
public struct Explanation: Sendable {
  public let map: ServiceMap
  public let subject: ExplainSubject
  /// The moment asked about; `.max` for as of the dump.
  public let time: Int64
  /// What an address is there. Several when one port is something over TCP and over UDP; none for an object.
  public internal(set) var roles: [ExplainedRole] = []
  /// Services that take part, in the order of their importance here.
  public internal(set) var services: [ExplainedService] = []
  /// The Service asked about, when it has no port.
  public internal(set) var portless: PortlessService?
  public internal(set) var pods: [PodID] = []
  public internal(set) var nodes: [NodeID] = []
  /// Whose the port is, when it is none of the address asked about.
  public internal(set) var wrongPorts: [WrongPort] = []
  /// Owners of that number beyond those in `wrongPorts`.
  public internal(set) var moreOwners = 0
  public internal(set) var facts: [ExplainFact] = []
  public internal(set) var reach: [Reach] = []
  public internal(set) var commands: [KubectlCommand] = []

  init(map: ServiceMap, subject: ExplainSubject, time: Int64) {
    self.map = map
    self.subject = subject
    self.time = time
  }

  /// Several objects claim the socket, and nothing here tells which is meant.
  public var isAmbiguous: Bool { roles.contains { $0.role.isAmbiguous } }
}

/// What a socket is over one protocol; without a port, over all of them.
public struct ExplainedRole: Sendable, Equatable {
  public var transport: TransportProtocol?
  public var role: Role
}

/// One Service, and which of its ports the question is about.
public struct ExplainedService: Sendable, Equatable {
  public var ports: [ServicePortID]
  /// Empty when the question is not about single ports.
  public var asked: [ServicePortID]

  /// The ports whose mapping answers the question.
  public var shown: [ServicePortID] { asked.isEmpty ? ports : asked }
}

/// One socket to dial.
public struct Door: Sendable, Equatable {
  public var addressKind: AddressKind
  public var portKind: PortKind?
  /// nil when no object says it: a manifest.
  public var ip: IPAddress?
  public var port: UInt16?
  /// The name that cluster DNS gives it.
  public var name: String?
}

/// How the thing explained is reached from one place.
public struct Reach: Sendable, Equatable {
  public enum Origin: String, Sendable, CaseIterable { case pod, node, outside }
  public var origin: Origin
  public var doors: [Door]
  public var conditions: [ReachCondition]
}

/// What must be so for a door to open.
public enum ReachCondition: Sendable, Equatable {
  /// Nothing is ready behind it.
  case needsEndpoint
  /// `internalTrafficPolicy: Local`: only endpoints of the caller's own node answer; these nodes have one.
  case ownNode([NodeID])
  /// `externalTrafficPolicy: Local`: only these nodes answer.
  case nodesWithEndpoint([NodeID])
  /// There is no entrance for the outside.
  case noEntrance
  /// A nodePort or LoadBalancerIP that is still to be given, or is not in the objects.
  case entrancePending
  /// Routers outside must know the way to the pod network.
  case podNetworkRouted
  /// Something must bring packets for this address to a node.
  case routedToNode
  case sourceRanges
  case networkPolicy
  case firewall
  /// Only when something listens on it.
  case listens
}

/// One kubectl command, as its arguments.
public struct KubectlCommand: Sendable, Equatable {
  public var arguments: [String]
  public init(_ arguments: [String]) { self.arguments = arguments }
}

extension KubectlCommand {
  /// What Kubernetes itself takes for a name (RFC 1123): no dump can put anything else into a command.
  public static func isSayable(_ name: String) -> Bool {
    guard let first = name.utf8.first, (1...253).contains(name.utf8.count) else { return false }
    let isLetter: (UInt8) -> Bool = { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) }
    return isLetter(first)
      && name.utf8.allSatisfy { isLetter($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
  }
}
