/// How far a run is: what progress and statistics are made of.
public struct RunProgress: Sendable {
  /// What is done, when it is not the reading itself.
  public var task = ""
  /// Nanoseconds since the start.
  public var elapsed: Int64 = 0
  public var packets = 0
  /// Names of the inputs.
  public var inputs: [String] = []
  /// As they lie in the files: of a compressed one, compressed bytes.
  public var bytesRead: UInt64 = 0
  /// Nil when an input is a pipe.
  public var bytesTotal: UInt64?
  /// Nil when the run does not look for paths.
  public var paths: Paths?
  /// Bytes of memory in use; nil when the system does not say.
  public var memory: Int?
  /// The latest packet's time, nanoseconds since 1970.
  public var time: Int64?
  /// What was lost, by place; nil where nobody counts.
  public var losses: [TopFacts.Loss]?
  /// Packets come from devices of this machine, not from inputs.
  public var isLive = false
  /// `worker-1/eth0`, as they are called outside.
  public var taps: [String] = []

  public struct Paths: Sendable {
    public var complete: Int
    public var ok: Int
    /// Flows in memory.
    public var flows: Int

    public init(complete: Int, ok: Int, flows: Int) {
      self.complete = complete
      self.ok = ok
      self.flows = flows
    }
  }

  public init() {}

  /// Packets in a second, on average.
  var rate: Int { elapsed <= 0 ? 0 : Int(min(1e15, Double(packets) / Double(elapsed) * 1e9)) }

  /// Bytes read and to read, where their share means something: a file that grows is read beyond its first size.
  private var share: (read: UInt64, total: UInt64)? {
    guard let bytesTotal, bytesTotal > 0, bytesRead <= bytesTotal else { return nil }
    return (bytesRead, bytesTotal)
  }

  public var percent: Int? { share.map { Int(Double($0.read) / Double($0.total) * 100) } }

  /// Seconds, when the rest goes as the part before; nil while nothing was read.
  var secondsLeft: Int? {
    guard let share, share.read > 0 else { return nil }
    let seconds = Double(elapsed) / 1e9 * Double(share.total - share.read) / Double(share.read)
    return Int(min(1e9, seconds.rounded(.up)))
  }
}
