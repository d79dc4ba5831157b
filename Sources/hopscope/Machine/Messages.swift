import Glibc
import Render

/// Diagnostics go to standard error, one line each, made printable.
enum Messages {
  /// What `--ascii` asks of them; the program has one thread and one standard error.
  nonisolated(unsafe) static var isASCII = false

  static func error(_ text: String) { write("error: \(text)") }
  static func warning(_ text: String) { write("warning: \(text)") }
  static func note(_ text: String) { write("note:  \(text)") }
  static func plain(_ text: String) { write(text) }

  /// While a screen is drawn they wait: nil when there is none.
  nonisolated(unsafe) private static var held: [String]?
  private static let mostHeld = 100

  static func hold() { held = held ?? [] }

  static func release() {
    let waiting = held ?? []
    held = nil
    for text in waiting { write(text) }
  }

  private static func write(_ text: String) {
    if let held {
      if held.count < mostHeld { self.held?.append(text) }
      return
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { printable(String($0)) }
    raw(spelled(lines.joined(separator: "\n")) + "\n")
  }

  static func spelled(_ text: String) -> String { Style(isColoured: false, isASCII: isASCII).spelled(text) }

  private static func raw(_ text: String) {
    StatusLine.wipe()
    StandardError.write(text)
  }

  static var isTerminal: Bool { isatty(2) == 1 }
}

enum StandardError {
  /// Text of our own, escape sequences included.
  static func write(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Glibc.write(2, $0.baseAddress, $0.count) }
      if written < 0 && errno == EINTR { continue }
      guard written > 0 else { return }
      bytes = bytes.dropFirst(written)
    }
  }
}
