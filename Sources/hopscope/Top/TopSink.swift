import Cluster
import Render
import Trace

/// Shows paths on a screen that a person moves in. It appears with the first thing to show, so that what goes wrong before
/// is told as always; after the last path it stays until the person leaves it.
struct TopSink: PathSink, ~Copyable {
  private var model: TopModel
  private let depth: ColourDepth
  private var screen: TerminalScreen?
  private var rate = RateMeter()
  private var hasQuit = false
  /// What the last screen was made of.
  private var drawn = (changes: -1, width: 0, height: 0)
  /// Writes packets of paths to a file, where somebody keeps them; returns what became of it.
  var write: ((_ paths: [String], _ filter: String) throws -> String)?

  init(timeline: MapTimeline, files: [String], text: TextOptions, depth: ColourDepth, isLive: Bool) {
    model = TopModel(timeline: timeline, files: files, isNumeric: text.isNumeric, style: text.style)
    model.facts.mapTime = timeline.age.stated ?? timeline.age.newest
    if isLive { model.facts.phase = .live }
    self.depth = depth
  }

  mutating func take(_ paths: [Path], _ printer: PathPrinter) { model.add(paths) }
  mutating func judge(_ findings: [Finding], new: [Finding], _ printer: PathPrinter) { model.judge(findings) }
  mutating func announce(_ paths: [Path], _ printer: PathPrinter) { model.announce(paths) }

  /// The map is another from now on.
  mutating func update(_ timeline: MapTimeline) { model.update(timeline) }

  mutating func refresh(_ progress: RunProgress) throws -> Bool {
    model.facts.packets = progress.packets
    model.facts.rate = rate.note(progress.packets, at: progress.elapsed)
    model.facts.time = progress.time ?? model.facts.time
    model.facts.losses = progress.losses
    model.facts.taps = progress.taps
    if case .reading = model.facts.phase { model.facts.phase = .reading(progress.percent) }
    return try show()
  }

  /// - Returns: false when the person leaves.
  private mutating func show() throws -> Bool {
    if Interrupts.areThere { hasQuit = true }
    guard !hasQuit else { return false }
    if screen == nil { screen = try TerminalScreen.open(depth) }
    try screen?.takeEvents()
    for key in try screen?.keys() ?? [] {
      if let action = model.press(key) { try act(action) }
      if hasQuit { return false }
    }
    guard try screen?.isReady() ?? false, let (width, height) = screen?.size else { return true }
    model.settle(at: Terminal.monotonic())
    model.setPage(height: height)
    let now = (changes: model.changes, width: width, height: height)
    guard now != drawn || screen?.isForgotten ?? true else { return true }
    drawn = now
    try screen?.draw(model.render(width: width, height: height))
    return true
  }

  private mutating func act(_ action: TopAction) throws {
    switch action {
    case .quit: hasQuit = true
    case .suspend: try screen?.suspend()
    case .redraw: screen?.forget()
    case .write(let paths, let filter):
      guard let write else {
        return model.tell(
          "packets are not kept while a capture is read: give Wireshark the filter of y, or hopscope path \(paths[0])")
      }
      model.tell(try write(paths, filter))
    }
  }

  mutating func finish(_ summary: RunSummary, _ printer: PathPrinter) throws {
    defer { screen = nil }
    guard !hasQuit else { return }
    Interrupts.listen()
    model.facts.phase = .ended
    model.facts.packets = summary.trace.packets
    model.facts.rate = nil
    model.facts.taps = summary.taps.map(\.screenName)
    model.facts.losses = summary.recordedDrops.map { [TopFacts.Loss("while capturing", $0)] }
    while try show() { try screen?.wait(milliseconds: 1000) }
  }
}

extension Tap {
  /// `worker-1/eth0`.
  var screenName: String { host.map { "\($0)/\(interface)" } ?? interface }
}

/// Packets in a second, of counts that only grow.
struct RateMeter {
  private var (start, then): (packets: Int, time: Int64) = (0, 0)
  private var last: Int?

  /// - Parameter time: nanoseconds.
  mutating func note(_ packets: Int, at time: Int64) -> Int? {
    guard time - then >= 1_000_000_000 else { return last }
    last = Int(Double(packets - start) / Double(time - then) * 1e9)
    (start, then) = (packets, time)
    return last
  }
}
