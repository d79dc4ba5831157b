/// What the header tells of the run.
public struct TopFacts: Sendable, Equatable {
  public enum Phase: Sendable, Equatable {
    /// Files are read; percent where that can be said.
    case reading(Int?)
    case live
    /// There is nothing more to come.
    case ended
  }

  /// What was lost at one place: `kernel`, `queue`.
  public struct Loss: Sendable, Equatable {
    public var place: String
    public var count: UInt64

    public init(_ place: String, _ count: UInt64) {
      self.place = place
      self.count = count
    }
  }

  public var phase = Phase.reading(nil)
  public var packets = 0
  /// Packets in the last second; nil where that is not known.
  public var rate: Int?
  /// The latest packet's time; nanoseconds since 1970.
  public var time: Int64?
  /// Nil where nobody counts.
  public var losses: [Loss]?
  /// When the cluster was as the map has it; nil without a map, or when it does not say.
  public var mapTime: Int64?
  /// There are objects to name addresses by.
  public var hasMap = false
  /// `worker-1/eth0`, as they are called outside: made printable here.
  public var taps: [String] = []

  public init() {}

  /// Whether a screen shows it: times in seconds.
  func looksOtherwise(than other: TopFacts) -> Bool {
    var same = other
    if let time, let before = other.time, time / 1_000_000_000 == before / 1_000_000_000 { same.time = time }
    return self != same
  }
}
