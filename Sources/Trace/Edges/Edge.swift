import Wire

/// A capture point of one direction and tunnel: what an edge leads from and to.
public struct EdgePlace: Sendable, Hashable {
  /// Number of the tap, in the order in which the engine met them.
  public var tap: Int
  public var direction: PacketDirection
  public var tunnel: TunnelKind

  /// - Parameter tap: by which the hop's place is known.
  init(_ hop: Hop, tap: Int) {
    self.tap = tap
    direction = hop.direction
    tunnel = hop.tunnel?.kind ?? .none
  }
}

/// What lies between two capture points that packets passed one after the other.
public enum EdgeKind: String, Sendable, CaseIterable {
  /// DNAT, SNAT or both, on one host.
  case translation
  /// Encapsulation or its end, on one host.
  case tunnel
  /// Bridging and routing on one host.
  case node
  /// Between two hosts.
  case wire

  init(_ from: Hop, _ to: Hop) {
    if from.host != to.host {
      self = .wire
    } else if from.tunnel?.kind != to.tunnel?.kind {
      self = .tunnel
    } else {
      self = from.tuple == to.tuple ? .node : .translation
    }
  }
}

/// What all connections together say about one edge.
public struct Edge: Sendable {
  public var from: EdgePlace
  public var to: EdgePlace
  public var kind: EdgeKind
  /// Connections that passed both.
  public var paths = 0
  /// Nanoseconds from the one to the other of a connection's first packet, and of its first answer the other way.
  public var requestLatency = LatencyCounts()
  public var replyLatency = LatencyCounts()
  /// Copies seen before and never behind; see `Loss`.
  public var lost = BothWays(request: 0, reply: 0)
}

/// How often which time was measured: exact to 3 %, in constant space.
public struct LatencyCounts: Sendable, Equatable {
  /// Buckets are powers of two cut into so many parts.
  private static let parts = 32
  private var buckets: [UInt16: UInt32] = [:]
  public private(set) var count = 0
  public private(set) var greatest: Int64 = 0

  public init() {}

  public mutating func add(_ nanoseconds: Int64) {
    count += 1
    greatest = max(greatest, nanoseconds)
    buckets[Self.bucket(UInt64(max(0, nanoseconds))), default: 0] &+= 1
  }

  /// - Parameter share: 0.5 for the median.
  /// - Returns: nanoseconds; nil when nothing was measured.
  public func percentile(_ share: Double) -> Int64? {
    guard count > 0 else { return nil }
    var rest = max(1, Int((share * Double(count)).rounded(.up)))
    for bucket in buckets.keys.sorted() {
      rest -= Int(buckets[bucket] ?? 0)
      if rest <= 0 { return min(greatest, Int64(clamping: Self.middle(of: bucket))) }
    }
    return greatest
  }

  private static func bucket(_ value: UInt64) -> UInt16 {
    guard value >= UInt64(parts) else { return UInt16(value) }
    let exponent = 63 - value.leadingZeroBitCount
    let shift = exponent - parts.trailingZeroBitCount
    return UInt16((shift + 1) * parts) + UInt16(value >> UInt64(shift)) - UInt16(parts)
  }

  private static func middle(of bucket: UInt16) -> UInt64 {
    guard bucket >= parts else { return UInt64(bucket) }
    let shift = UInt64(bucket) / UInt64(parts) - 1
    let base = UInt64(parts) + UInt64(bucket) % UInt64(parts)
    return base << shift + (1 << shift) / 2
  }
}
