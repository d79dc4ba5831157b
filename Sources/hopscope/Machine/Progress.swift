import Capture

/// A progress line on standard error while files are read: only on a terminal, only when the size is known, at most four
/// times a second.
struct Progress {
  private let isShown: Bool
  private let start = Terminal.monotonic()
  private var next: Int64
  private var packets = 0
  private let task: String

  /// - Parameter task: what is done, when it is not the reading itself.
  init(isQuiet: Bool, task: String = "") {
    self.task = task
    isShown = !isQuiet && Messages.isTerminal
    next = start + 500_000_000
  }

  /// Called once per packet; looks at the clock once per 65,536.
  mutating func isDue() -> Bool {
    packets &+= 1
    guard isShown, packets & 0xffff == 0, Terminal.monotonic() >= next else { return false }
    next = Terminal.monotonic() + 250_000_000
    return true
  }

  func show(_ input: borrowing PacketInput) {
    show(read: input.bytesRead, total: input.totalBytes, elapsed: Terminal.monotonic() - start)
  }

  private func show(read: UInt64, total: UInt64?, elapsed: Int64) {
    let rate = Int64(packets) * 1_000_000 / max(1, elapsed / 1000) / 1000
    var line = "\(read / 1_000_000) MB  \(packets) packets  \(rate) k packets/s"
    if let total, total > 0, read <= total {
      let left = elapsed / 1_000_000_000 * Int64(total - read) / Int64(max(1, read))
      line = "\(read * 100 / total) %  \(line)  \(left) s left"
    }
    Messages.raw("\r\u{1b}[K\(task.isEmpty ? "" : task + ": ")\(line)")
  }

  func finish() {
    if isShown && next > start + 500_000_000 { Messages.raw("\r\u{1b}[K") }
  }
}
