import Foundation
import Synchronization

/// Reads a pipe on a thread of its own and keeps each line with the moment it came.
final class LineLog: Sendable {
  struct Line: Sendable {
    var text: String
    /// Seconds since 1970.
    var moment: Double
  }

  private struct State {
    var lines: [Line] = []
    var isPaused = false
    var isAtEnd = false
  }

  private let state = Mutex(State())

  init(_ file: FileHandle, isPaused: Bool = false) {
    state.withLock { $0.isPaused = isPaused }
    Thread { [self] in read(file) }.start()
  }

  var lines: [Line] { state.withLock { $0.lines } }
  var text: String { lines.map { $0.text + "\n" }.joined() }
  var isAtEnd: Bool { state.withLock { $0.isAtEnd } }

  /// While paused nothing is read: who writes has to wait.
  func pause(_ isPaused: Bool) { state.withLock { $0.isPaused = isPaused } }

  @discardableResult func waitForEnd(within seconds: Double) -> Bool {
    eventually(within: seconds) { isAtEnd ? true : nil } ?? false
  }

  private func read(_ file: FileHandle) {
    var held: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65_536)
    while true {
      while state.withLock({ $0.isPaused }) { usleep(5_000) }
      let count = Glibc.read(file.fileDescriptor, &block, block.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { break }
      held += block[..<count]
      take(&held)
    }
    if !held.isEmpty { keep([String(decoding: held, as: UTF8.self)]) }
    state.withLock { $0.isAtEnd = true }
  }

  private func take(_ held: inout [UInt8]) {
    guard let end = held.lastIndex(of: 0x0a) else { return }
    keep(
      held[..<end].split(separator: 0x0a, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) })
    held.removeSubrange(...end)
  }

  private func keep(_ texts: [String]) {
    let moment = Date().timeIntervalSince1970
    state.withLock { state in state.lines += texts.map { Line(text: $0, moment: moment) } }
  }
}
