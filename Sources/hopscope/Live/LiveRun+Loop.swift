import Capture
import Render
import Trace

/// The loop of a live run, on the main thread: packets, then everything else a few times a second.
extension LiveRun {
  /// Without a packet everything else is looked at so often.
  private static let idleMilliseconds = 50
  /// What was captured is read so long after the end was asked for, in nanoseconds; then it is counted instead.
  private static let longestDrain: Int64 = 1_000_000_000

  mutating func follow<Sink: PathSink & ~Copyable>(_ stage: inout LiveStage, _ sink: inout Sink) throws {
    var isStopping = false
    var deadline = Int64.max
    while true {
      // What conntrack says of packets comes before them.
      if let problem = conntrack.read(into: &stage.tracer) { Messages.warning(problem) }
      let turn = try stage.takePackets(&outlet, &sink)
      if turn == .end { return end(&stage, isStopping) }
      let now = Terminal.monotonic()
      if stage.pace.isTick(now) { try tick(&stage, &sink, now) }
      if stage.isLeft { return end(&stage, isStopping) }
      if !isStopping, Interrupts.areThere || stage.pace.isOver(now) {
        isStopping = true
        deadline = now + Self.longestDrain
        capture.stop()
      }
      if now > deadline, capture.hasStopped {
        losses.noteUnread(
          stage.input.discard(), capture.counters(), &stage.tracer, at: Terminal.wallClock())
        return
      }
      if turn == .idle {
        stage.advance()
        try stage.hand(&outlet, &sink)
        try sink.flush()
        stage.input.wait(milliseconds: Self.idleMilliseconds)
      }
    }
  }

  /// Nothing more is wanted of the capture; what is on its way is not waited for.
  private func end(_ stage: inout LiveStage, _ isStopping: Bool) {
    stage.isLeft = stage.isLeft || outlet.isSatisfied
    if !isStopping { capture.stop() }
    _ = stage.input.discard()
  }

  private mutating func tick<Sink: PathSink & ~Copyable>(
    _ stage: inout LiveStage, _ sink: inout Sink, _ now: Int64
  ) throws {
    if devices.follow(at: now) {
      stage.input.setNames(devices.names)
      stage.recording.note(devices)
    }
    try stage.judge(&outlet, &sink)
    try lookForLosses(&stage, &sink, now)
    stage.recording.tick(capture.counters(), stage.input, now: Terminal.wallClock())
    try grant(Wishes.take(), &stage, &sink)
  }

  private mutating func lookForLosses<Sink: PathSink & ~Copyable>(
    _ stage: inout LiveStage, _ sink: inout Sink, _ now: Int64
  ) throws {
    if losses.look(capture, stage.input, &stage.tracer, at: Terminal.wallClock()) {
      stage.recording.noteDrops(now: Terminal.wallClock())
      stage.hasLost = true
    }
    if let words = losses.words(at: now) { Messages.warning(words) }
    guard stage.hasLost, stage.pace.isSecond(now) else { return }
    stage.hasLost = false
    try sink.tellLosses(summary(stage), outlet.printer)
  }

  private mutating func grant<Sink: PathSink & ~Copyable>(
    _ wishes: Wishes, _ stage: inout LiveStage, _ sink: inout Sink
  ) throws {
    if wishes.contains(.flush) { stage.recording.flush() }
    if wishes.contains(.reload) { reload(&stage, &sink) }
    stage.progress.note(
      packets: Int(clamping: stage.input.count), losses: places(stage),
      taps: refreshes ? stage.tracer.tapList.map(\.screenName) : [],
      time: stage.input.count > 0 ? stage.tracer.latest : nil)
    let trace = stage.tracer.summary
    let paths = RunProgress.Paths(complete: trace.paths, ok: trace.okPaths, flows: stage.tracer.flowsHeld)
    stage.progress.show(paths, inputs: [], isAsked: wishes.contains(.statistics))
    if refreshes { stage.isLeft = try !sink.refresh(stage.progress.state) }
  }

  /// SIGHUP: the objects are read again. What cannot be read leaves the map as it was.
  private mutating func reload<Sink: PathSink & ~Copyable>(_ stage: inout LiveStage, _ sink: inout Sink) {
    guard map.isGiven else { return Messages.warning("there is no --cluster to read again") }
    do {
      _ = try map.reload(at: max(stage.tracer.latest, Terminal.wallClock()))
      stage.tracer.update(map.timeline)
      outlet.update(map.timeline)
      sink.update(map.timeline)
      if let problem = filter.recompile(map.timeline, capture) { Messages.warning(problem) }
      Messages.note("the cluster's objects were read again; what comes from now on is named by them")
    } catch let failure as Failure {
      Messages.warning("the cluster's objects stay as they were: \(failure.sentence)")
    } catch {
      Messages.warning("the cluster's objects stay as they were")
    }
  }
}
