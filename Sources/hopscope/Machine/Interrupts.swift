import CShims

/// SIGINT and SIGTERM during a run on live input: the first one asks it to finish, a second one ends it with status 130.
enum Interrupts {
  static func listen() { hopscope_count_interrupts() }

  /// Cheap enough for every packet.
  static var areThere: Bool { hopscope_interrupt_count() > 0 }
}
