import CShims
import Glibc

/// What signals ask of the loop over packets.
struct Wishes: OptionSet {
  let rawValue: Int32

  /// The timer went off.
  static let tick = Wishes(rawValue: Int32(HOPSCOPE_TICK.rawValue))
  /// SIGUSR1 came.
  static let statistics = Wishes(rawValue: Int32(HOPSCOPE_STATISTICS.rawValue))
  /// SIGUSR2 came: what is recorded is to be on the disk.
  static let flush = Wishes(rawValue: Int32(HOPSCOPE_FLUSH.rawValue))
  /// SIGHUP came: the map is to be read again.
  static let reload = Wishes(rawValue: Int32(HOPSCOPE_RELOAD.rawValue))

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

  /// Of a live run: SIGUSR2 flushes the recording, SIGHUP reloads the map. Threads that must not be interrupted block all
  /// four (`SIGUSR1` and `SIGINT` too) before they start, so that the main thread's wait is the one that ends.
  static func listenLive() { hopscope_listen_live() }
}
