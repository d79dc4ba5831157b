/// Packets and bytes of each second of the clock, so that the busiest one is known. Bounded: a capture of more seconds with
/// packets than `most` is judged by its first ones, and says so.
public struct Seconds: Sendable {
  public struct Load: Hashable, Sendable, BitwiseCopyable {
    public var packets: UInt64 = 0
    /// On the wire.
    public var bytes: UInt64 = 0
    public init() {}
  }

  /// Twelve days.
  public static let most = 1 << 20

  private var loads: [Int64: Load] = [:]
  private var second = Int64.min
  private var load = Load()
  /// There were more seconds than are kept.
  public private(set) var isCut = false

  public init() {}

  @inline(__always)
  public mutating func add(time: Int64, wireLength: UInt32) {
    let now = time / 1_000_000_000
    if now != second { turn(to: now) }
    load.packets &+= 1
    load.bytes &+= UInt64(wireLength)
  }

  @inline(never)
  private mutating func turn(to now: Int64) {
    keep()
    second = now
    load = Load()
  }

  private mutating func keep() { put(load, at: second) }

  private mutating func put(_ load: Load, at second: Int64) {
    guard load.packets > 0 else { return }
    guard loads.count < Self.most || loads[second] != nil else {
      isCut = true
      return
    }
    loads[second, default: Load()].packets &+= load.packets
    loads[second, default: Load()].bytes &+= load.bytes
  }

  /// The second with the most packets; of several the first.
  public var peak: (time: Int64, load: Load)? {
    let busiest = kept.max { ($0.value.packets, -$0.key) < ($1.value.packets, -$1.key) }
    return busiest.map { ($0.key * 1_000_000_000, $0.value) }
  }

  /// Of the second that has the most.
  public var mostBytes: UInt64 { kept.values.reduce(0) { max($0, $1.bytes) } }

  private var kept: [Int64: Load] {
    var all = self
    all.keep()
    return all.loads
  }

  /// Adds another capture's seconds.
  public mutating func merge(_ other: Seconds) {
    keep()
    load = Load()
    var rest = other
    rest.keep()
    for (second, load) in rest.loads { put(load, at: second) }
    isCut = isCut || other.isCut
  }
}
