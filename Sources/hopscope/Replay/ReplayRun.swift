import Capture
import Cluster
import Render
import Trace

/// One replay: captures → engine → whoever takes the paths.
///
/// `ClusterKnowledge` is what it is judged by, `TapRoll` what the engine knows of the input, `PathOutlet` what happens to
/// paths that are found. The two loops over packets are `runToTheEnd` and, for pipes and growing files, `runLive`.
struct ReplayRun: PathRun {
  private let options: TraceOptions
  private let known: ClusterKnowledge
  private let explains: Bool
  let judges: Bool
  private let describes: Bool
  private let announces: TracerConfiguration.Announcing
  private let mode: ReadingMode
  private let notes: ReplayNotes
  private var clocks = ClockComparison()
  private var taps = TapRoll()
  var outlet: PathOutlet
  /// Whoever takes the paths draws a screen of them, and may end the run.
  var refreshes = false
  private var isLeft = false

  /// Reads what is known of the cluster.
  /// - Parameters:
  ///   - describesPaths: also where nothing is printed.
  ///   - announces: whether connections of live input are told as soon as they are known.
  ///   - judges: whether it is said what is wrong with them.
  /// - Throws: `Failure` when an input cannot be used, or the filter's words are wrong.
  init(
    _ options: TraceOptions, form: PathForm, describesPaths: Bool = false, explains: Bool, text: TextOptions,
    announces: Bool = false, judges: Bool = false
  ) throws {
    self.options = options
    self.explains = explains
    self.judges = judges
    notes = ReplayNotes(isQuiet: options.look.quiet)
    mode = options.input.mode
    if case .none = form { describes = describesPaths } else { describes = true }
    let isTold = describes && announces && mode != .toTheEnd
    self.announces = !isTold ? .nothing : options.look.verbose ? .changes : .openings
    try FilterNotes.check(options.input.expression)
    known = try ClusterKnowledge(options)
    let printer = PathPrinter(
      form, timeline: known.timeline, files: options.input.captures, explains: explains, options: text)
    outlet = PathOutlet(printer, timeline: known.timeline, announces: isTold)
    outlet.judges = judges
  }

  var timeline: MapTimeline { known.timeline }
  var isQuiet: Bool { options.look.quiet }

  /// Hands on only some of the paths.
  ///
  /// - Parameter sorts: whoever takes them sorts them, and leaves out then what is too many.
  /// - Throws: when a selector names what nothing has.
  mutating func select(_ selectors: SelectorOptions, sorts: Bool) throws {
    let hosts = try options.input.naming(timeline.hostNames).taps(of: options.input.captures).map(\.host)
    let limit = selectors.part.limit
    outlet.cut = sorts ? limit : .all
    outlet.selection = try selectors.selection(timeline, hosts: hosts, limit: sorts ? .all : limit)
  }

  /// - Returns: how it went; the last line is out.
  /// - Throws: `Failure` when nothing could be read; whatever the sink throws.
  mutating func run<Sink: PathSink & ~Copyable>(into sink: inout Sink) throws -> ExitStatus {
    var input = try open()
    var tracer = makeTracer()
    tellBefore(input)
    var gate = try PacketGate(options.input.expression, input)
    if !isQuiet { gate.tell(timeline) }
    if mode == .toTheEnd {
      try runToTheEnd(&input, &gate, &tracer, &sink)
    } else {
      try runLive(&input, &gate, &tracer, &sink)
    }
    if tracer.summary.packets == 0, let foreign = input.problems.first(where: \.isForeign) {
      throw Failure(sentence: foreign.sentence)
    }
    TapRoll.noteLosses(input.interfaces.map { $0.dropped ?? 0 }, &tracer)
    let isStopped = outlet.isSatisfied || isLeft
    if !isStopped {
      tracer.finish()
      try outlet.finish(&tracer, &sink)
    }
    var summary = summary(input, tracer)
    summary.part = outlet.part(isStopped: isStopped, leftOut: gate.leftOut)
    try sink.finish(summary, outlet.printer)
    notes.tell(summary)
    return summary.complete ? .done : .partial
  }

  private func tellBefore(_ input: borrowing PacketInput) {
    notes.tellInputs(timeline)
    if mode == .toTheEnd { notes.tellHosts(input.interfaces) }
    notes.tellParts(input.rotated)
    if !isQuiet { clocks.tell() }
  }

  private mutating func runToTheEnd<Sink: PathSink & ~Copyable>(
    _ input: inout PacketInput, _ gate: inout PacketGate, _ tracer: inout Tracer, _ sink: inout Sink
  ) throws {
    var progress = makeProgress()
    while input.advance() {
      if try receive(input, &gate, &tracer) {
        try outlet.hand(&tracer, &sink)
        if outlet.isSatisfied { break }
      }
      if progress.isDue(), try !tell(&progress, input, tracer, &sink) { break }
    }
    progress.finish()
  }

  func makeProgress() -> Progress {
    Progress(isQuiet: isQuiet, period: options.stats?.nanoseconds, refreshes: refreshes)
  }

  /// Shows how far the run is.
  /// - Returns: false when nothing more is wanted.
  mutating func tell<Sink: PathSink & ~Copyable>(
    _ progress: inout Progress, _ input: borrowing PacketInput, _ tracer: borrowing Tracer, _ sink: inout Sink
  ) throws -> Bool {
    progress.show(input, soFar(tracer))
    guard refreshes else { return true }
    try outlet.judge(tracer, &sink)
    var state = progress.state
    state.time = tracer.summary.packets > 0 ? tracer.latest : nil
    state.taps = tracer.tapList.map(\.screenName)
    let drops = input.interfaces.compactMap(\.dropped)
    state.losses = drops.isEmpty ? nil : [TopFacts.Loss("while capturing", drops.reduce(0, &+))]
    isLeft = try !sink.refresh(state)
    return !isLeft
  }

  func soFar(_ tracer: borrowing Tracer) -> RunProgress.Paths {
    let summary = tracer.summary
    return RunProgress.Paths(complete: summary.paths, ok: summary.okPaths, flows: tracer.flowsHeld)
  }

  /// The input's current packet.
  /// - Returns: whether paths may be ready.
  @inline(__always)
  mutating func receive(
    _ input: borrowing PacketInput, _ gate: inout PacketGate, _ tracer: inout Tracer
  ) throws -> Bool {
    if input.changes != taps.changes {
      try gate.cover(input)
      let new = taps.add(input, to: &tracer)
      if mode != .toTheEnd { notes.tellHosts(new) }
      outlet.begin(at: input.packet.timestamp)
    }
    // Not kept in a variable: that would be a copy per packet.
    if gate.isFiltered, !gate.admits(input.packet) { return false }
    return tracer.receive(input.packet)
  }
}

extension ReplayRun {
  private mutating func open() throws -> PacketInput {
    let naming = try options.input.naming(timeline.hostNames)
    clocks = ClockComparison(options, naming)
    taps = TapRoll(losses: clocks.losses ?? DropScan.losses(options.input))
    do {
      return try PacketInput(options.input.captures, naming: naming, shifts: clocks.shifts, mode: mode)
    } catch {
      throw Failure(sentence: error.sentence)
    }
  }

  private func makeTracer() -> Tracer {
    var configuration = TracerConfiguration()
    configuration.maximumFlows = options.maxFlows
    configuration.skew =
      clocks.uncompared.isEmpty ? clocks.rest ?? options.clocks.nanoseconds : options.clocks.nanoseconds
    configuration.datagramSkew = clocks.rest
    configuration.uncomparedHosts = clocks.uncompared
    configuration.clocks = clocks.corrected
    configuration.describesPaths = describes
    configuration.seed = UInt64.random(in: 0...UInt64.max)
    configuration.explains = explains
    configuration.judges = judges
    configuration.announces = announces
    configuration.links = known.links
    return Tracer(timeline: timeline, witness: known.witness, configuration: configuration)
  }

  private func summary(_ input: borrowing PacketInput, _ tracer: borrowing Tracer) -> RunSummary {
    let drops = input.interfaces.compactMap(\.dropped)
    var summary = RunSummary(
      trace: tracer.summary, errors: input.problems.map(\.sentence), taps: tracer.tapList,
      recordedDrops: drops.isEmpty ? nil : drops.reduce(0, +), missing: outlet.missing(tracer.tapList),
      edges: tracer.edges, clocks: clocks.reports, doubts: outlet.doubts(now: Terminal.wallClock()),
      probes: outlet.folded)
    guard judges else { return summary }
    summary.findings = outlet.findings(tracer)
    summary.vantages = vantages(input.interfaces, tracer.tapList)
    return summary
  }

  /// Where each tap stands.
  private func vantages(_ interfaces: [CaptureInterface], _ taps: [Tap]) -> [Vantage] {
    let places = VantageNaming(map: timeline[timeline.count - 1], links: known.links)
    return taps.map { tap in
      let interface = interfaces.first { $0.file == tap.file && $0.host == tap.host }
      return places.vantage(
        VantageNaming.Sight(
          host: interface?.isHostKnown == true ? tap.host : nil, name: tap.interface,
          isCooked2: interface?.linkType == .linuxCooked2 && !tap.isOneDevice,
          isCooked1: interface?.linkType == .linuxCooked))
    }
  }
}
