import CShims
import Glibc

/// What signals ask of the loop over packets.
struct Wishes: OptionSet {
  let rawValue: Int32

  /// The timer went off.
  static let tick = Wishes(rawValue: Int32(HOPSCOPE_TICK.rawValue))
  /// SIGUSR1 came.
  static let statistics = Wishes(rawValue: Int32(HOPSCOPE_STATISTICS.rawValue))

  /// Cheap enough for every packet.
  static var areThere: Bool { hopscope_is_wished() }

  /// The wishes; they are then no longer there.
  static func take() -> Wishes { Wishes(rawValue: hopscope_take_wishes()) }

  /// Ticks come so often, in microseconds; 0 ends it.
  static func tick(every period: Int32) { hopscope_tick_every(period) }
}

enum Signals {
  /// SIGPIPE becomes an error of `write`; SIGUSR1 asks for statistics instead of ending the program.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    hopscope_listen()
  }
}
