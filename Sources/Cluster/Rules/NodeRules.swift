import Wire

/// IPv4 or IPv6: rules of the two are apart, in kernel and dumps alike.
public enum AddressFamily: String, Sendable, CaseIterable, Hashable {
  case ipv4 = "IPv4"
  case ipv6 = "IPv6"

  public init(_ ip: IPAddress) { self = ip.isIPv4 ? .ipv4 : .ipv6 }
}

/// Where in a dump of rules something stands.
public struct RulePlace: Sendable, Hashable {
  /// The dump, as messages call it.
  public var file: String
  /// Counted from 1; nil in JSON, which has no lines.
  public var line: Int?
  /// The chain, or nftables' map.
  public var chain: String

  public init(file: String, line: Int?, chain: String) {
    self.file = file
    self.line = line
    self.chain = chain
  }
}

/// A Service port as rules call it.
public struct RuleService: Sendable, Hashable {
  public var namespace: String
  public var name: String
  /// nil for a Service's only, unnamed port.
  public var portName: String?

  public init(namespace: String, name: String, portName: String?) {
    self.namespace = namespace
    self.name = name
    self.portName = portName
  }
}

/// One address and port that rules translate connections to.
public struct RuleEndpoint: Sendable, Hashable {
  public var socket: Socket
  /// Where its DNAT stands.
  public var place: RulePlace

  public init(_ socket: Socket, _ place: RulePlace) {
    self.socket = socket
    self.place = place
  }
}

/// An entrance that a node's rules know, and where they lead it.
public struct RuleFront: Sendable {
  public enum Entrance: Sendable, Hashable {
    /// A ClusterIP, load balancer's or external IP with a port.
    case address(Socket)
    /// A port of all addresses of the node.
    case nodePort(UInt16, AddressFamily)
    /// A pod's hostPort; with an address, only there.
    case hostPort(UInt16, IPAddress?, AddressFamily)
  }

  /// Which endpoints rules were made with.
  public enum Scope: Sendable, Hashable {
    /// All of the Service: traffic policy Cluster.
    case cluster
    /// Those of the node: traffic policy Local.
    case local
  }

  public enum Refusal: Sendable, Hashable {
    /// An ICMP error tells the client.
    case reject
    /// Silence.
    case drop
  }

  public var entrance: Entrance
  public var transport: TransportProtocol
  /// nil when the dump does not name it (comments left out, a long name cut).
  public var service: RuleService?
  /// Each once, in the order of the rules.
  public var endpoints: [RuleEndpoint] = []
  /// nil when it leads nowhere, so that both look the same.
  public var scope: Scope?
  /// What happens to connections that are not translated.
  public var refusal: Refusal?
  /// Only some clients may use it: loadBalancerSourceRanges.
  public var restrictsSources = false
  /// False: a rule on the way is missing or could not be read, so there may be more endpoints.
  public var isComplete = true
  /// Where it is first named.
  public var place: RulePlace

  init(_ entrance: Entrance, _ transport: TransportProtocol, _ place: RulePlace) {
    self.entrance = entrance
    self.transport = transport
    self.place = place
  }
}

extension RuleFront.Entrance {
  public var family: AddressFamily {
    switch self {
    case .address(let socket): AddressFamily(socket.ip)
    case .nodePort(_, let family), .hostPort(_, _, let family): family
    }
  }
}

extension RuleFront {
  public var family: AddressFamily { entrance.family }
}

/// What a node's packet filter does with Services and hostPorts: which entrances it knows, and where they lead.
///
/// Read from `iptables-save`, `ip6tables-save`, `nft list ruleset` or `nft -j list ruleset`. All else in them is left out.
public struct NodeRules: Sendable {
  /// What printed the dump.
  public enum Program: Sendable { case iptables, nftables }

  /// Of several dumps that of the first with rules of kube-proxy.
  public var program = Program.iptables
  /// In the order of the dump; each entrance once.
  public var fronts: [RuleFront] = []
  /// Families in which kube-proxy has rules here.
  public var families: Set<AddressFamily> = []
  /// Those of them in which the dump also has what refuses connections (iptables: the filter table).
  public var refusingFamilies: Set<AddressFamily> = []
  /// Those in which the CNI plugin portmap has chains: hostPorts are its business here.
  public var portmapFamilies: Set<AddressFamily> = []
  /// A dump ends too early, or is too large: there may be more.
  public var isCut = false
  /// Sentences on what could not be read.
  public var problems: [String] = []

  public init() {}
}
