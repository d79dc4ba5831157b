import Cluster
import Wire

/// Who was behind a socket at a moment: collects, of all paths, those that had it.
public struct BehindSearch: Sendable {
  public struct Question: Sendable {
    public var socket: Socket
    /// nil for any.
    public var transport: TransportProtocol?
    /// nil for the whole of the captures.
    public var time: Int64?
    /// So far, in nanoseconds, the log's clock and the captures' may differ.
    public var tolerance: Int64
    /// The other end, as the log has it.
    public var peer: (ip: IPAddress, port: UInt16?)?

    public init(
      socket: Socket, transport: TransportProtocol? = nil, time: Int64? = nil, tolerance: Int64 = 0,
      peer: (ip: IPAddress, port: UInt16?)? = nil
    ) {
      self.socket = socket
      self.transport = transport
      self.time = time
      self.tolerance = tolerance
      self.peer = peer
    }
  }

  public enum Verdict: String, Sendable {
    case one, several, none
    /// Only at other times.
    case otherTime
  }

  public let question: Question
  /// Within the tolerance, the nearest first.
  public private(set) var matches: [Appearance] = []
  /// The nearest ones beyond it.
  public private(set) var others: [Appearance] = []
  public private(set) var matchCount = 0
  public private(set) var otherCount = 0
  public private(set) var pathCount = 0
  /// First and last packet of all paths.
  public private(set) var covered: ClosedRange<Int64>?
  /// That many of each are kept.
  static let most = 256

  public init(_ question: Question) { self.question = question }

  public mutating func add(_ path: Path) {
    pathCount += 1
    let (start, end) = (path.start, max(path.start, path.end))
    covered = covered.map { min($0.lowerBound, start)...max($0.upperBound, end) } ?? start...end
    guard
      let appearance = Appearance(
        of: question.socket, transport: question.transport, peer: question.peer, in: path)
    else { return }
    let distance = distance(appearance)
    if distance <= question.tolerance.magnitude {
      matchCount += 1
      Self.insert(appearance, into: &matches, by: self.distance)
    } else {
      otherCount += 1
      Self.insert(appearance, into: &others, by: self.distance)
    }
  }

  private func distance(_ appearance: Appearance) -> UInt64 {
    question.time.map { appearance.distance(to: $0).magnitude } ?? 0
  }

  private static func insert(
    _ appearance: Appearance, into list: inout [Appearance], by distance: (Appearance) -> UInt64
  ) {
    let key = distance(appearance)
    let place = list.firstIndex { distance($0) > key } ?? list.count
    guard place < most else { return }
    list.insert(appearance, at: place)
    if list.count > most { list.removeLast() }
  }

  /// Several connections of one client are one answer.
  public var verdict: Verdict {
    guard !matches.isEmpty else { return others.isEmpty ? .none : .otherTime }
    let sources = matches.filter { $0.part != .destination }
    if sources.isEmpty { return matchCount == 1 ? .one : .several }
    return Set(sources.map(\.path.client)).count == 1 ? .one : .several
  }
}
