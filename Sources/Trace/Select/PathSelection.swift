import Cluster

/// Lets pass, of the paths as they are completed, those that a person wants to see. Holds back no more than it must: the
/// last ones, and those of which the capture's end decides.
public struct PathSelection: Sendable {
  public let selector: PathSelector
  private var window: TimeWindow
  private let limit: PathLimit
  private var timeline: MapTimeline
  /// Paths of which the end will decide.
  private var undecided: [Path] = []
  /// The last ones so far; twice as many as wanted at most.
  private var latest: [Path] = []
  private var isSettled = false
  /// How many undecided ones there may be before they are looked through again.
  private var roomUndecided = 64
  /// Paths let pass.
  public private(set) var shown = 0
  /// From the first packet of all to the last, where a time was asked for and all were read.
  public private(set) var span: ClosedRange<Int64>?
  private var firstPacket: Int64?

  /// - Parameter limit: in the order of completion; sort and cut elsewhere what has another order.
  public init(_ selector: PathSelector, window: TimeWindow, limit: PathLimit, timeline: MapTimeline) {
    self.selector = selector
    self.window = window
    self.limit = limit
    self.timeline = timeline
  }

  /// Lets all paths pass.
  public init(timeline: MapTimeline) {
    self.init(.everything, window: TimeWindow(since: nil, until: nil), limit: .all, timeline: timeline)
  }

  /// More maps have come; positions of those before stay.
  public mutating func update(_ timeline: MapTimeline) { self.timeline = timeline }

  /// Whether anything may be left out.
  public var isActive: Bool { !selector.isEverything || !window.isOpen || limit != .all }

  /// Whether nothing more will pass.
  public var isSatisfied: Bool { if case .first(let count) = limit { shown >= count } else { false } }

  /// The first packet of all was read.
  public mutating func begin(at time: Int64) {
    guard !isSettled else { return }
    isSettled = true
    firstPacket = time
    window.settle(firstPacket: time)
  }

  /// - Parameter now: the latest packet's time so far.
  /// - Returns: those that pass by now.
  public mutating func pass(_ paths: [Path], now: Int64) -> [Path] {
    guard isActive else {
      shown += paths.count
      return paths
    }
    let selected = paths.filter { selector.selects($0, timeline[$0.mapIndex]) }
    guard !window.isOpen else { return release(selected) }
    // The beginning moves on with the packets: what it leaves behind is let go, but not looked for each time.
    if undecided.count >= roomUndecided {
      undecided = undecided.filter { decide($0, now, isEnd: false) != .outside }
      roomUndecided = max(64, 2 * undecided.count)
    }
    var passed: [Path] = []
    for path in selected {
      switch decide(path, now, isEnd: false) {
      case .inside: passed.append(path)
      case .later: undecided.append(path)
      case .outside: break
      }
    }
    return release(passed)
  }

  /// Of paths that are not complete yet, those that are told of already: where only some will pass, none is.
  public func opening(_ paths: [Path], now: Int64) -> [Path] {
    guard limit == .all else { return [] }
    return paths.filter { path in
      selector.selects(path, timeline[path.mapIndex]) && (window.isOpen || decide(path, now, isEnd: false) == .inside)
    }
  }

  /// All paths were passed on.
  /// - Parameter now: the last packet's time.
  public mutating func finish(now: Int64) -> [Path] {
    let rest = undecided.filter { decide($0, now, isEnd: true) == .inside }
    undecided = []
    if !window.isOpen, let firstPacket { span = firstPacket...max(firstPacket, now) }
    let passed = release(rest)
    guard case .last(let count) = limit else { return passed }
    let last = Array(latest.suffix(count))
    shown = last.count
    return last
  }

  private func decide(_ path: Path, _ now: Int64, isEnd: Bool) -> TimeWindow.Verdict {
    window.verdict(start: path.start, end: path.end, now: now, isEnd: isEnd)
  }

  private mutating func release(_ paths: [Path]) -> [Path] {
    switch limit {
    case .all:
      shown += paths.count
      return paths
    case .first(let count):
      let passed = Array(paths.prefix(max(0, count - shown)))
      shown += passed.count
      return passed
    case .last(let count):
      latest += paths
      if latest.count > 2 * count { latest.removeFirst(latest.count - count) }
      return []
    }
  }
}
