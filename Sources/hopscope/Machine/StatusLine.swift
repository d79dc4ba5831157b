import Glibc

/// The one line of standard error that is written over: drawn, and wiped before anything else is written.
///
/// The program has one thread and one standard error.
enum StatusLine {
  nonisolated(unsafe) private static var isDrawn = false

  /// A terminal that can go back on a line.
  static var isPossible: Bool { Messages.isTerminal && Terminal.environment("TERM") != "dumb" }

  /// - Parameter text: our own words and numbers, not wider than `width`.
  static func draw(_ text: String) {
    StandardError.write("\r\u{1b}[K\(Messages.spelled(text))")
    isDrawn = true
  }

  static func wipe() {
    guard isDrawn else { return }
    isDrawn = false
    StandardError.write("\r\u{1b}[K")
  }

  /// Columns of the terminal that standard error is, less the last one, where some terminals already go to the next line.
  static var width: Int {
    var size = winsize()
    guard ioctl(2, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1 else { return 79 }
    return Int(size.ws_col) - 1
  }
}
