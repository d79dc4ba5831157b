/// What nodes say of their network interfaces: the name behind a number, and what kind of device it is.
public struct LinkTable: Sendable, Hashable {
  private struct Place: Hashable {
    var host: String
    var index: UInt32
  }

  private var links: [Place: Link] = [:]
  /// Whose tables there are.
  public private(set) var hosts: Set<String> = []

  public init() {}

  public var isEmpty: Bool { hosts.isEmpty }

  /// The first table of a host that has the number says what it is.
  mutating func add(_ list: [Link], host: String) {
    hosts.insert(host)
    for link in list where links[Place(host: host, index: link.index)] == nil {
      links[Place(host: host, index: link.index)] = link
    }
  }

  public func link(host: String?, index: UInt32) -> Link? {
    host.flatMap { links[Place(host: $0, index: index)] }
  }

  /// By its name; untrusted text on both sides.
  public func link(host: String?, name: String) -> Link? {
    guard let host, hosts.contains(host) else { return nil }
    return links.values.first { $0.name == name && links[Place(host: host, index: $0.index)] == $0 }
  }
}

/// One network interface of a host.
public struct Link: Sendable, Hashable {
  public var index: UInt32
  /// Untrusted text.
  public var name: String
  /// `veth`, `vxlan`, `bridge`; nil when the table was made without `-d`.
  public var kind: String?
  /// The bridge or bond that it is a port of.
  public var master: String?

  public init(index: UInt32, name: String, kind: String? = nil, master: String? = nil) {
    self.index = index
    self.name = name
    self.kind = kind
    self.master = master
  }
}
