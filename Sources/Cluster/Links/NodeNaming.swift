import Wire

/// Which Node of the map the machine is that captures.
public struct NodeNaming: Sendable, Hashable {
  public enum Source: Sendable, Hashable {
    /// `--node-name`
    case given
    /// `NODE_NAME`, as the downward API sets it (`spec.nodeName`).
    case environment
    /// One Node has this address, and so has the machine.
    case address(IPAddress)
    /// Its host name; a Node's name unless there is a doubt.
    case hostname
  }

  public var name: String
  public var source: Source
  /// What speaks against it, and what to do; nil when nothing does. Names in it are untrusted text.
  public var doubt: String?

  /// - Parameters:
  ///   - given: `--node-name`.
  ///   - environment: `NODE_NAME`.
  ///   - addresses: of all devices of this machine.
  ///   - hostname: uname(2).
  ///   - nodes: of the map; none without one.
  public init(
    given: String?, environment: String?, addresses: [IPAddress], hostname: String, nodes: [NodeInfo]
  ) {
    let owners = Self.owners(addresses, nodes)
    let host = hostname.lowercased()
    if let given, !given.isEmpty {
      self.init(given, .given, Self.doubt(given, owners, nodes))
    } else if let environment, !environment.isEmpty {
      self.init(environment, .environment, Self.doubt(environment, owners, nodes))
    } else if let owner = owners.count == 1 ? owners.first : owners.first(where: { $0.name == host }) {
      self.init(owner.name, .address(owner.address), nil)
    } else if !owners.isEmpty {
      let names = owners.prefix(3).map(\.name).joined(separator: ", ")
      self.init(host, .hostname, "Nodes \(names) have addresses of this machine: say which it is with --node-name.")
    } else {
      self.init(host, .hostname, Self.doubt(host, owners, nodes))
    }
  }

  private init(_ name: String, _ source: Source, _ doubt: String?) {
    self.name = name
    self.source = source
    self.doubt = doubt
  }

  /// Nodes that have an address of this machine, with the first such. Every machine has loopback and link-local addresses.
  private static func owners(_ addresses: [IPAddress], _ nodes: [NodeInfo]) -> [(name: String, address: IPAddress)] {
    let own = Set(addresses.filter { !$0.isLoopback && !$0.isLinkLocal && !$0.isUnspecified })
    return nodes.compactMap { node in node.addresses.first { own.contains($0) }.map { (node.name, $0) } }
  }

  private static func doubt(
    _ name: String, _ owners: [(name: String, address: IPAddress)], _ nodes: [NodeInfo]
  ) -> String? {
    if nodes.isEmpty || owners.contains(where: { $0.name == name }) { return nil }
    if let owner = owners.first {
      return "This machine has \(owner.address), an address of Node \(owner.name), and is called \(name)."
    }
    if nodes.contains(where: { $0.name == name }) { return nil }
    let near = NearestNames.find(name, among: nodes.map(\.name))
    let advice =
      near.isEmpty ? "--node-name says which it is" : "\(near.joined(separator: ", ")) may be meant (--node-name)"
    return "The map has no Node \(name), and none with an address of this machine: \(advice)."
  }
}
