/// What each device of a capture showed: an interface of the file or, of cooked v2 packets, each interface number; and who
/// sent tunnels' packets.
public struct DeviceSightings: Sendable {
  public struct Device: Sendable, Hashable {
    /// Of the file.
    public var interface: Int
    /// Of the host; 0 when the link type has none.
    public var index: UInt32
    public var packets: UInt64 = 0
    public var tunnelled: UInt64 = 0
    /// A direction was told.
    public var isDirected = false

    public init(interface: Int, index: UInt32) {
      self.interface = interface
      self.index = index
    }
  }

  static let mostDevices = 4096
  static let mostPeers = 4096

  public private(set) var devices: [Device] = []
  /// Ends of tunnels.
  public private(set) var peers: Set<IPAddress> = []
  private var positions: [UInt64: Int] = [:]
  private var lastKey = UInt64.max
  private var lastPosition = 0
  private var lastPeers = (IPAddress.unspecified, IPAddress.unspecified)

  public init() {}

  @inline(__always)
  public mutating func add(_ headers: borrowing Headers, interface: Int) {
    let key = UInt64(truncatingIfNeeded: interface) << 32 | UInt64(headers.interfaceIndex)
    if key != lastKey { turn(to: key) }
    devices[lastPosition].packets &+= 1
    if headers.direction != .unknown { devices[lastPosition].isDirected = true }
    guard headers.encapsulation.kind != .none else { return }
    devices[lastPosition].tunnelled &+= 1
    let ends = (headers.encapsulation.source, headers.encapsulation.destination)
    if ends != lastPeers { note(ends) }
  }

  @inline(never)
  private mutating func turn(to key: UInt64) {
    if let known = positions[key] {
      lastPosition = known
    } else if devices.count < Self.mostDevices {
      positions[key] = devices.count
      lastPosition = devices.count
      devices.append(Device(interface: Int(key >> 32), index: UInt32(truncatingIfNeeded: key)))
    } else {
      // Numbers are made up there; what they show is counted where the first was.
      lastPosition = 0
    }
    lastKey = key
  }

  @inline(never)
  private mutating func note(_ ends: (IPAddress, IPAddress)) {
    lastPeers = ends
    guard peers.count < Self.mostPeers else { return }
    peers.insert(ends.0)
    peers.insert(ends.1)
  }

  /// Adds the ends of another capture's tunnels; its devices are numbered by its own interfaces and stay with it.
  public mutating func merge(_ other: DeviceSightings) {
    for peer in other.peers where peers.count < Self.mostPeers { peers.insert(peer) }
  }
}
