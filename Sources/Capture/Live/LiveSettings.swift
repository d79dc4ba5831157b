/// How devices are captured.
public struct LiveSettings: Sendable {
  /// Bytes taken of each packet: 320 hold the headers of two tunnels with options.
  public var snapLength = 320
  /// The kernel's ring for each device.
  public var bufferBytes = 8 << 20
  /// It makes a bridge hand over frames that it would not have (dataplane: observer effects); never for `any`.
  public var isPromiscuous = false
  /// Each packet at once, by TPACKET_V2; otherwise in blocks, by TPACKET_V3, at a twentieth of the cost.
  public var isImmediate = false
  public var direction = LiveDirection.both
  /// Blocks between the capture thread and the engine.
  public var queueBytes = 64 << 20

  public init() {}
}

/// Which way packets go at a device.
public enum LiveDirection: String, Sendable, CaseIterable {
  case both, incoming, outgoing
}

/// Why a device cannot be captured.
public struct LiveOpenError: Error, Sendable, Hashable {
  public enum Kind: Sendable {
    /// CAP_NET_RAW is missing.
    case noPermission
    case noSuchDevice
    case other
  }

  public var device: String
  public var kind: Kind
  /// libpcap's, without the device's name.
  public var words: String
}

/// What became of one handle's packets since it was opened.
public struct LiveCounters: Sendable, Hashable {
  public var device: String
  /// Given to the engine.
  public var taken: UInt64 = 0
  /// The kernel's ring was full (`ps_drop`).
  public var kernelDrops: UInt64 = 0
  /// Dropped by the device or its driver (`ps_ifdrop`).
  public var interfaceDrops: UInt64 = 0
  /// All our blocks were in use.
  public var queueDrops: UInt64 = 0
  /// What passed the filter, the kernel's drops included (`ps_recv` on Linux).
  public var received: UInt64 = 0

  public init(device: String) { self.device = device }

  /// Differences of counters of 32 bits.
  mutating func add(received: UInt32, kernel: UInt32, interface: UInt32) {
    self.received &+= UInt64(received)
    kernelDrops &+= UInt64(kernel)
    interfaceDrops &+= UInt64(interface)
  }

  public var lost: UInt64 { kernelDrops &+ interfaceDrops &+ queueDrops }
}

/// Something that happened to a handle.
public struct LiveEvent: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    /// It can be read no more, and was closed: the device is gone, or reading failed.
    case ended(String)
    /// The kernel would not take a filter, and libpcap filters by itself.
    case filterRefused(String)
  }

  public var handle: Int
  public var device: String
  public var kind: Kind
}
