import Capture
import Render
import Trace

/// What moves in a live run: the input, the engine, and what records.
struct LiveStage: ~Copyable {
  var input: LiveInput
  var tracer: Tracer
  var recording: LiveRecording
  var progress: Progress
  var clock = LiveClock()
  var pace: LivePace
  private var taps = 0
  private let most: UInt64
  /// Something was lost that programs were not told of.
  var hasLost = false
  /// Nothing more is wanted: the first so many paths were shown, or the person left the screen.
  var isLeft = false

  /// After privileges were given up: files are made here.
  init(_ run: borrowing LiveRun) throws {
    input = LiveInput(run.capture, host: run.naming.name)
    input.setNames(run.devices.names)
    recording = try LiveRecording(run)
    tracer = run.makeTracer()
    progress = Progress(
      isQuiet: run.options.look.quiet, period: run.options.stats?.nanoseconds, refreshes: run.refreshes)
    pace = LivePace(duration: run.options.capture.duration?.nanoseconds, at: Terminal.monotonic())
    most = run.options.capture.count.map(UInt64.init) ?? .max
  }

  enum Turn { case more, idle, end }

  /// Gives the engine the packets that are there, a few hundred at most.
  /// - Returns: whether there may be more at once.
  mutating func takePackets<Sink: PathSink & ~Copyable>(_ outlet: inout PathOutlet, _ sink: inout Sink) throws -> Turn {
    for _ in 0..<512 {
      switch input.step() {
      case .packet: if try take(&outlet, &sink) { return .end }
      case .waiting: return .idle
      case .end: return .end
      }
    }
    return .more
  }

  /// The input's current packet.
  /// - Returns: whether it was the last one wanted.
  @inline(__always)
  private mutating func take<Sink: PathSink & ~Copyable>(_ outlet: inout PathOutlet, _ sink: inout Sink) throws -> Bool
  {
    if input.changes != taps { addTaps(&outlet) }
    clock.note(input.timestamp)
    if recording.isOn {
      recording.record(input.packet)
      if recording.isOver { return true }
    }
    if tracer.receive(input.packet) {
      try hand(&outlet, &sink)
      if outlet.isSatisfied { return true }
    }
    return input.count >= most
  }

  @inline(never)
  private mutating func addTaps(_ outlet: inout PathOutlet) {
    if taps == 0 { outlet.begin(at: input.packet.timestamp) }
    for interface in input.interfaces[taps...] {
      tracer.addTap(Tap(host: interface.host, interface: interface.name, isOneDevice: true))
      recording.add(interface)
    }
    taps = input.interfaces.count
  }

  /// Hands on what the engine has by now.
  mutating func hand<Sink: PathSink & ~Copyable>(_ outlet: inout PathOutlet, _ sink: inout Sink) throws {
    try outlet.hand(&tracer, &sink)
    if outlet.keepsTold { recording.look(outlet.takeTold(), outlet.timeline, now: Terminal.wallClock()) }
  }

  /// Hands on what is wrong by now.
  mutating func judge<Sink: PathSink & ~Copyable>(
    _ outlet: inout PathOutlet, _ sink: inout Sink, isLast: Bool = false
  ) throws {
    let new = try outlet.judge(tracer, &sink, isLast: isLast)
    recording.look(new, now: Terminal.wallClock())
  }

  /// Time goes on, whether or not packets come.
  mutating func advance() { if let time = clock.time(at: Terminal.monotonic()) { tracer.advance(to: time) } }

  mutating func close(losses: [LiveCounters]) {
    recording.close(losses, input)
    progress.finish()
  }
}
