import Wire

/// A network device as the kernel of its machine describes it (rtnetlink(7), `RTM_NEWLINK` and `RTM_NEWADDR`).
public struct NodeDevice: Sendable, Hashable {
  /// `ifi_index`.
  public var index: UInt32
  /// `IFLA_IFNAME`, at most 15 bytes; untrusted text.
  public var name: String
  /// `IFLA_INFO_KIND`: `veth`, `bridge`, `vxlan` …; nil for hardware and `lo`.
  public var kind: String?
  /// `IFLA_MASTER`: index of the bridge or bond that it is a port of.
  public var master: UInt32?
  /// `IFLA_LINK`: the other end of a cable, or the device below a tunnel or VLAN. In the peer's numbers if it is elsewhere.
  public var lower: UInt32?
  /// `IFLA_LINK_NETNSID`: the other end is in another network namespace, which has this number here.
  public var peerNamespace: Int32?
  public var mtu: UInt32 = 0
  /// `IFF_UP` and `IFF_LOWER_UP`.
  public var isUp = true
  public var hasCarrier = true
  /// `IFF_LOOPBACK`.
  public var isLoopback = false
  public var addresses: [DeviceAddress] = []

  public init(index: UInt32, name: String, kind: String? = nil, master: UInt32? = nil) {
    self.index = index
    self.name = name
    self.kind = kind
    self.master = master
  }
}

/// A route of the main table, as far as it says where a device leads (`RTM_NEWROUTE`).
public struct NodeRoute: Sendable, Hashable {
  /// `0.0.0.0/0` for the default route.
  public var destination: IPPrefix
  /// `RTA_OIF`.
  public var device: UInt32
  /// `RTA_GATEWAY`; nil for what is on the link.
  public var gateway: IPAddress?

  public init(destination: IPPrefix, device: UInt32, gateway: IPAddress? = nil) {
    self.destination = destination
    self.device = device
    self.gateway = gateway
  }
}

/// What a machine's kernel says of its network at one moment.
public struct NodeNetwork: Sendable, Hashable {
  /// In the order of their indexes.
  public var devices: [NodeDevice]
  public var routes: [NodeRoute]

  public init(devices: [NodeDevice] = [], routes: [NodeRoute] = []) {
    self.devices = devices
    self.routes = routes
  }

  public func device(_ index: UInt32) -> NodeDevice? { devices.first { $0.index == index } }
  public func device(named name: String) -> NodeDevice? { devices.first { $0.name == name } }
}
