import Capture
import Glibc
import Render

/// What a run tells of itself on standard error while it goes on: a progress line on a terminal once it takes more than a
/// second, and statistics when SIGUSR1 or `--stats` asks for them.
struct Progress {
  private let isShown: Bool
  private let refreshes: Bool
  private let period: Int64?
  private let start = Terminal.monotonic()
  private var nextStatistics: Int64
  private(set) var state = RunProgress()

  /// - Parameters:
  ///   - task: what is done, when it is not the reading itself.
  ///   - period: statistics so often, in nanoseconds.
  ///   - refreshes: a screen is drawn from it, ten times a second; there is then no line of progress.
  init(isQuiet: Bool, task: String = "", period: Int64? = nil, refreshes: Bool = false) {
    state.task = task
    self.refreshes = refreshes
    isShown = !isQuiet && !refreshes && StatusLine.isPossible
    self.period = period
    nextStatistics = start + (period ?? 0)
    if isTicking { Wishes.tick(every: refreshes ? 100_000 : 250_000) }
  }

  private var isTicking: Bool { isShown || refreshes || period != nil }

  /// Called once per packet.
  mutating func isDue() -> Bool {
    state.packets &+= 1
    return Wishes.areThere
  }

  /// - Parameter paths: nil when the run does not look for paths.
  mutating func show(_ input: borrowing PacketInput, _ paths: RunProgress.Paths? = nil) {
    state.bytesRead = input.bytesRead
    state.bytesTotal = input.totalBytes
    let wishes = Wishes.take()
    let isAsked = wishes.contains(.statistics)
    let names = isAsked || period != nil ? input.inputs.map(\.name) : []
    show(paths, inputs: names, isAsked: isAsked)
  }

  /// What a live run knows of itself.
  mutating func note(packets: Int, losses: [TopFacts.Loss], taps: [String], time: Int64?) {
    state.isLive = true
    state.packets = packets
    state.losses = losses
    state.taps = taps
    state.time = time
  }

  /// - Parameters:
  ///   - inputs: for statistics.
  ///   - isAsked: SIGUSR1 asks for statistics.
  mutating func show(_ paths: RunProgress.Paths?, inputs: [String], isAsked: Bool) {
    let now = Terminal.monotonic()
    state.elapsed = now - start
    state.paths = paths
    if isAsked || isTimeForStatistics(now) {
      state.inputs = inputs
      state.memory = Self.memory
      Messages.plain(ProgressText.statistics(state))
    }
    guard isShown, state.elapsed >= 1_000_000_000 else { return }
    StatusLine.draw(ProgressText.line(state, width: StatusLine.width))
  }

  func finish() {
    if isTicking { Wishes.tick(every: 0) }
    StatusLine.wipe()
  }

  private mutating func isTimeForStatistics(_ now: Int64) -> Bool {
    guard let period, now >= nextStatistics else { return false }
    nextStatistics = now + period
    return true
  }

  /// Bytes of memory that are resident; the second number of statm(5) counts pages.
  private static var memory: Int? {
    guard let bytes = try? FileBytes.read("/proc/self/statm", what: "memory in use", advice: "") else { return nil }
    let numbers = String(decoding: bytes, as: UTF8.self).split(separator: " ")
    return numbers.count > 1 ? Int(numbers[1]).map { $0 * sysconf(Int32(_SC_PAGESIZE)) } : nil
  }
}
