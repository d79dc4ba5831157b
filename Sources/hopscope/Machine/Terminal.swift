import Glibc

enum Terminal {
  static func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  /// Colour on a terminal only; NO_COLOR (https://no-color.org) and TERM=dumb turn it off, CLICOLOR_FORCE on.
  static func wantsColour(_ choice: ColourChoice) -> Bool {
    switch choice {
    case .always: return true
    case .never: return false
    case .auto:
      if let off = environment("NO_COLOR"), !off.isEmpty { return false }
      if let force = environment("CLICOLOR_FORCE"), !force.isEmpty, force != "0" { return true }
      return isatty(1) == 1 && environment("TERM") != "dumb"
    }
  }

  /// How many columns standard output has: `COLUMNS`, else what the terminal says; nil (no limit) in a pipe or a file.
  static var columns: Int? {
    if let text = environment("COLUMNS"), let columns = Int(text), columns > 0 { return columns }
    var size = winsize()
    guard isatty(1) == 1, ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  /// Nanoseconds on a clock that only moves forward: for progress, never for packets.
  static func monotonic() -> Int64 { read(CLOCK_MONOTONIC) }

  /// Nanoseconds since 1970, as this machine has it.
  static func wallClock() -> Int64 { read(CLOCK_REALTIME) }

  private static func read(_ clock: Int32) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
