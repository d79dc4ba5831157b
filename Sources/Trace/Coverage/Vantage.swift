import Cluster
import Wire

/// One machine or pod and what of it was captured.
public struct Vantage: Sendable, Hashable {
  public struct Device: Sendable, Hashable {
    /// Untrusted text.
    public var name: String
    public var place: DevicePlace
    /// Its packets came through a capture of `any`.
    public var isOfAny: Bool
    public var packets: UInt64
    /// Among them inside a tunnel.
    public var tunnelled: UInt64

    public init(name: String, place: DevicePlace, isOfAny: Bool, packets: UInt64, tunnelled: UInt64) {
      self.name = name
      self.place = place
      self.isOfAny = isOfAny
      self.packets = packets
      self.tunnelled = tunnelled
    }
  }

  public enum Kind: Sendable, Hashable {
    case node
    case pod
    /// The map has nodes, and this is none of them.
    case outside
    /// No map says.
    case unknown
  }

  /// Nil when nothing names it.
  public var host: String?
  public var kind: Kind
  public var devices: [Device]

  public init(host: String?, kind: Kind, devices: [Device]) {
    self.host = host
    self.kind = kind
    self.devices = devices
  }

  func has(_ place: DevicePlace) -> Bool { devices.contains { $0.place == place } }

  /// Every device is in it, named or not.
  var showsAll: Bool { devices.contains { $0.isOfAny || $0.place == .any } }

  /// It does what only nodes do, or the map says so.
  var isNode: Bool {
    switch kind {
    case .node: true
    case .pod, .outside: false
    case .unknown:
      showsAll || devices.contains { $0.tunnelled > 0 || [.bridge, .tunnel, .addresses].contains($0.place) }
        || (has(.uplink) && has(.pod))
    }
  }
}

extension Vantage {
  /// Of each host what all of them show; what nothing names stays apart.
  public static func merged(_ vantages: [Vantage]) -> [Vantage] {
    var merged: [Vantage] = []
    for vantage in vantages {
      if vantage.host != nil, let known = merged.firstIndex(where: { $0.host == vantage.host }) {
        for device in vantage.devices { merged[known].add(device) }
      } else {
        merged.append(vantage)
      }
    }
    return merged
  }

  private mutating func add(_ device: Device) {
    if let known = devices.firstIndex(where: { $0.name == device.name && $0.isOfAny == device.isOfAny }) {
      devices[known].packets += device.packets
      devices[known].tunnelled += device.tunnelled
    } else {
      devices.append(device)
    }
  }
}

/// What captures as a whole say of themselves.
public struct CaptureFacts: Sendable {
  public var vantages: [Vantage]
  public var shapes: FlowShapes
  /// Packets of which headers were cut.
  public var headersCut: UInt64
  /// Packets that the capturing programs lost; nil when at least one does not say.
  public var drops: UInt64?
  public var clockJumps: UInt64
  /// Nodes of the map whose addresses, or whose pods', are in the packets.
  public var nodesInvolved: Set<String>
  /// Ends of tunnels that no node of the map has, or without a map.
  public var tunnelEnds: Set<IPAddress>
  public var hasMap: Bool

  public init(
    vantages: [Vantage], shapes: FlowShapes, headersCut: UInt64, drops: UInt64?, clockJumps: UInt64,
    nodesInvolved: Set<String>, tunnelEnds: Set<IPAddress>, hasMap: Bool
  ) {
    self.vantages = vantages
    self.shapes = shapes
    self.headersCut = headersCut
    self.drops = drops
    self.clockJumps = clockJumps
    self.nodesInvolved = nodesInvolved
    self.tunnelEnds = tunnelEnds
    self.hasMap = hasMap
  }
}
