import Capture
import Trace

/// A replay of pipes and growing files: told as packets come; wall time moves time on where none do.
extension ReplayRun {
  /// Without a packet the time is looked at so often.
  private static var idleMilliseconds: Int { 100 }

  mutating func runLive<Sink: PathSink & ~Copyable>(
    _ input: inout PacketInput, _ gate: inout PacketGate, _ tracer: inout Tracer, _ sink: inout Sink
  ) throws {
    Interrupts.listen()
    var clock = LiveClock()
    var draining = Draining()
    var progress = makeProgress()
    defer { progress.finish() }
    while true {
      switch input.step() {
      case .packet:
        clock.note(input.packet.timestamp)
        if try receive(input, &gate, &tracer) {
          try outlet.hand(&tracer, &sink)
          if outlet.isSatisfied { return }
        }
        if progress.isDue(), try !tell(&progress, input, tracer, &sink) { return }
        if Interrupts.areThere, draining.isOver(at: Terminal.monotonic(), hasPacket: true) { return }
      case .waiting:
        try rest(&input, &tracer, &sink, &clock)
        if Wishes.areThere, try !tell(&progress, input, tracer, &sink) { return }
        if Interrupts.areThere, draining.isOver(at: Terminal.monotonic(), hasPacket: false) { return }
        input.wait(milliseconds: Self.idleMilliseconds)
      case .end: return
      }
    }
  }

  /// Tells what is known by now, before waiting.
  private mutating func rest<Sink: PathSink & ~Copyable>(
    _ input: inout PacketInput, _ tracer: inout Tracer, _ sink: inout Sink, _ clock: inout LiveClock
  ) throws {
    if let time = clock.time(at: Terminal.monotonic()) { tracer.advance(to: time) }
    try outlet.hand(&tracer, &sink)
    try sink.flush()
    for name in input.takeSilent() where !isQuiet {
      Messages.note("nothing comes from \(name): going on without it; what it brings later is taken as it comes")
    }
  }
}
