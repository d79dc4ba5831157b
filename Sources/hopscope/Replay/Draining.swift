/// What is still read after an interrupt: what is on its way already, for a bounded time.
struct Draining {
  /// Nanoseconds that nothing must come for all to have come: a capturing program that was interrupted too writes its rest.
  private static let quiet: Int64 = 300_000_000
  private static let longest: Int64 = 2_000_000_000
  private var start: Int64?
  private var lastPacket: Int64 = 0

  /// - Parameter hasPacket: one was just read.
  mutating func isOver(at machine: Int64, hasPacket: Bool) -> Bool {
    let begun = start ?? machine
    if start == nil || hasPacket { lastPacket = machine }
    start = begun
    return machine - begun > Self.longest || machine - lastPacket > Self.quiet
  }
}
