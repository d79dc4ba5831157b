import CShims
import Glibc
import Render

/// The terminal as a screen of cells: drawn without waiting for it, and read without waiting for a person.
struct TerminalScreen: ~Copyable {
  private let descriptor: Int32
  private let depth: ColourDepth
  private var shown: CellGrid?
  private var pending: ArraySlice<UInt8> = []
  private var parser = TopKeyParser()

  /// - Throws: `Failure` when the terminal cannot be had.
  static func open(_ depth: ColourDepth) throws -> TerminalScreen {
    // Opened anew: that it does not block is then nobody else's concern, and standard input may be a capture.
    let flags = O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC
    var opened = Glibc.open("/proc/self/fd/1", flags)
    if opened < 0 { opened = Glibc.open("/dev/tty", flags) }
    guard opened >= 0 else { throw Failure(sentence: "cannot open the terminal: \(SystemError.text)") }
    let screen = TerminalScreen(descriptor: opened, depth)
    try screen.enter()
    Messages.hold()
    return screen
  }

  private init(descriptor: Int32, _ depth: ColourDepth) {
    self.descriptor = descriptor
    self.depth = depth
  }

  deinit {
    hopscope_terminal_leave()
    close(descriptor)
    Messages.release()
  }

  private func enter() throws {
    let reason = hopscope_terminal_enter(descriptor)
    guard reason == 0 else {
      throw Failure(sentence: "cannot use the terminal as a screen: \(String(cString: strerror(reason)))")
    }
  }

  /// Colours as asked for, and as many as the terminal says that it has.
  static func depth(_ style: Style) -> ColourDepth {
    guard style.isColoured else { return .none }
    let term = Terminal.environment("TERM") ?? ""
    let hasTrue = Terminal.environment("COLORTERM").map { !$0.isEmpty } ?? false
    return term.contains("256") || hasTrue || term.hasPrefix("tmux") || term.hasPrefix("screen") ? .many : .sixteen
  }

  /// Columns and rows.
  var size: (Int, Int) {
    var size = winsize()
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return (80, 24) }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// After a resize, or when the program was stopped meanwhile: everything is drawn anew.
  mutating func takeEvents() throws {
    let events = hopscope_terminal_events()
    guard events != 0 else { return }
    if events & Int32(HOPSCOPE_CONTINUED.rawValue) != 0 { try enter() }
    forget()
  }

  mutating func forget() { shown = nil }

  /// What the terminal shows is not known.
  var isForgotten: Bool { shown == nil }

  /// Whether what was drawn last is out; else the next screen is left out.
  mutating func isReady() throws -> Bool {
    while !pending.isEmpty {
      let written = pending.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if written < 0 {
        if errno == EINTR { continue }
        if errno == EAGAIN { return false }
        throw Failure(sentence: "the terminal is gone: \(SystemError.text)")
      }
      pending = pending.dropFirst(written)
    }
    return true
  }

  mutating func draw(_ grid: CellGrid) throws {
    pending = GridDiff.bytes(from: shown, to: grid, depth)[...]
    shown = grid
    _ = try isReady()
  }

  /// Keys that were pressed since the last time.
  mutating func keys() throws -> [TopKey] {
    var bytes = [UInt8](repeating: 0, count: 1024)
    let count = read(descriptor, &bytes, bytes.count)
    // In raw mode an end of input reads as nothing, as no key does; a terminal that is gone is an error.
    if count < 0, errno != EAGAIN, errno != EINTR {
      throw Failure(sentence: "the terminal is gone: \(SystemError.text)")
    }
    return parser.keys(bytes.prefix(max(0, count)), isIdle: count <= 0)
  }

  /// Waits for a key or a signal, at most so long.
  func wait(milliseconds: Int32) throws {
    var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    let count = Glibc.poll(&poll, 1, parser.isWaiting ? min(milliseconds, 50) : milliseconds)
    if count > 0, poll.revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 {
      throw Failure(sentence: "the terminal is gone")
    }
  }

  /// The shell has the terminal, until somebody lets the program go on.
  mutating func suspend() throws {
    hopscope_terminal_leave()
    kill(0, SIGTSTP)
    try enter()
    forget()
  }
}
