import Capture
import Cluster
import Render
import Trace

/// One replay: captures → engine → whoever takes the paths.
struct ReplayRun {
  private let options: TraceOptions
  let timeline: MapTimeline
  private let witness: ConntrackTable
  private let links: LinkTable
  private let printer: PathPrinter
  private let explains: Bool
  private let describes: Bool
  private var coverage: CoverageReport
  private var doubts: MapDoubts
  private var clocks = ClockComparison()
  /// Kubelet probes are counted but not handed on.
  var foldsProbes = false
  private var folded = FoldedProbes()
  /// What each interface lost, as far as it was known before the replay.
  private var losses: [UInt64] = []
  /// Interfaces that the engine knows.
  private var taps = 0
  /// What the engine knows of the input's interfaces is of this state.
  private(set) var changes = 0
  private let notes: ReplayNotes
  private let announces: TracerConfiguration.Announcing
  private let mode: ReadingMode
  /// Which paths are handed on.
  private var selection: PathSelection
  /// How many of them are shown, when they are sorted first.
  private var cut = PathLimit.all

  /// Reads what is known of the cluster.
  /// - Parameters:
  ///   - describesPaths: also where nothing is printed.
  ///   - isLive: whether connections of live input are told as soon as they are known.
  init(
    _ options: TraceOptions, form: PathForm, describesPaths: Bool = false, explains: Bool, text: TextOptions,
    isLive: Bool = false
  ) throws {
    self.options = options
    notes = ReplayNotes(isQuiet: options.look.quiet)
    mode = isLive ? options.input.mode : .toTheEnd
    announces = mode == .toTheEnd ? .nothing : options.look.verbose ? .changes : .openings
    self.explains = explains
    try FilterNotes.check(options.input.expression)
    if case .none = form { describes = describesPaths } else { describes = true }
    let given = options.input.given
    try options.input.settle(isQuiet: options.look.quiet)
    timeline = try ClusterFiles.loadTimeline(
      try options.mapping.sources(options.input.objects, found: given.found(.objects)))
    let map = timeline[timeline.count - 1]
    witness = try ConntrackFiles.load(
      try options.witness.sources + given.hostFiles(.conntrack), map: map, isQuiet: options.look.quiet)
    links = try LinkFiles.load(options.input, map: map)
    printer = PathPrinter(
      form, timeline: timeline, files: options.input.captures, explains: explains, options: text)
    coverage = CoverageReport(timeline: timeline)
    doubts = MapDoubts(timeline: timeline)
    selection = PathSelection(timeline: timeline)
  }

  /// Hands on only some of the paths.
  ///
  /// - Parameter sorts: whoever takes them sorts them, and leaves out then what is too many.
  /// - Throws: when a selector names what nothing has.
  mutating func select(_ selectors: SelectorOptions, sorts: Bool) throws {
    let hosts = try options.input.naming(timeline.hostNames).taps(of: options.input.captures).map(\.host)
    let limit = selectors.part.limit
    cut = sorts ? limit : .all
    selection = try selectors.selection(timeline, hosts: hosts, limit: sorts ? .all : limit)
  }

  var isQuiet: Bool { options.look.quiet }

  /// - Returns: how it went; the last line is out.
  mutating func run<Sink: PathSink & ~Copyable>(into sink: inout Sink) throws -> ExitStatus {
    var input = try open()
    var tracer = makeTracer()
    notes.tellInputs(timeline)
    if mode == .toTheEnd { notes.tellHosts(input.interfaces) }
    notes.tellParts(input.rotated)
    if !isQuiet { clocks.tell() }
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
    noteLosses(input.interfaces.map { $0.dropped ?? 0 }, &tracer)
    let isStopped = isSatisfied
    if !isStopped {
      tracer.finish()
      try hand(&tracer, &sink)
      try sink.take(selection.finish(now: tracer.latest), printer)
    }
    var summary = summary(input, tracer)
    summary.part = PartReport(selection, isStopped: isStopped, cut: cut, leftOut: gate.leftOut)
    try sink.finish(summary, printer)
    notes.tell(summary)
    return summary.complete ? .done : .partial
  }

  private mutating func runToTheEnd<Sink: PathSink & ~Copyable>(
    _ input: inout PacketInput, _ gate: inout PacketGate, _ tracer: inout Tracer, _ sink: inout Sink
  ) throws {
    var progress = makeProgress()
    while input.advance() {
      if try receive(input, &gate, &tracer) {
        try hand(&tracer, &sink)
        if isSatisfied { break }
      }
      if progress.isDue() { progress.show(input, soFar(tracer)) }
    }
    progress.finish()
  }

  func makeProgress() -> Progress { Progress(isQuiet: isQuiet, period: options.stats?.nanoseconds) }

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
    if input.changes != changes {
      try gate.cover(input)
      addTaps(input, &tracer)
      selection.begin(at: input.packet.timestamp)
    }
    // Not kept in a variable: that would be a copy per packet.
    if gate.isFiltered, !gate.admits(input.packet) { return false }
    return tracer.receive(input.packet)
  }

  /// Whether nothing more will be shown.
  var isSatisfied: Bool { selection.isSatisfied }

  mutating func hand<Sink: PathSink & ~Copyable>(_ tracer: inout Tracer, _ sink: inout Sink) throws {
    if announces != .nothing { try sink.announce(announced(&tracer), printer) }
    let paths = tracer.takePaths()
    coverage.add(paths)
    doubts.add(paths)
    let wanted = foldsProbes ? folded.remaining(of: paths) : paths
    try sink.take(selection.pass(wanted, now: tracer.latest), printer)
  }

  private func announced(_ tracer: inout Tracer) -> [Path] {
    let paths = tracer.takeAnnounced().filter { !foldsProbes || $0.probe == nil }
    return selection.opening(paths, now: tracer.latest)
  }

  private mutating func open() throws -> PacketInput {
    let naming = try options.input.naming(timeline.hostNames)
    clocks = ClockComparison(options, naming)
    losses = clocks.losses ?? DropScan.losses(options.input)
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
    configuration.announces = describes ? announces : .nothing
    configuration.links = links
    return Tracer(timeline: timeline, witness: witness, configuration: configuration)
  }

  /// Names the interfaces that have appeared since the last time.
  mutating func addTaps(_ input: borrowing PacketInput, _ tracer: inout Tracer) {
    let interfaces = input.interfaces
    if mode != .toTheEnd { notes.tellHosts(interfaces[taps...]) }
    for interface in interfaces[taps...] {
      tracer.addTap(Tap(host: interface.host, interface: interface.name, file: interface.file))
    }
    taps = interfaces.count
    changes = input.changes
    for (number, parts) in input.interfaceParts.enumerated() where parts.count > 1 {
      tracer.locate(parts.map { TapFile(file: $0.file, base: $0.base) }, interface: number)
    }
    noteLosses(losses, &tracer)
  }

  private func noteLosses(_ losses: [UInt64], _ tracer: inout Tracer) {
    for (position, lost) in losses.enumerated() where lost > 0 { tracer.noteLoss(lost, interface: position) }
  }

  private func summary(_ input: borrowing PacketInput, _ tracer: borrowing Tracer) -> RunSummary {
    let drops = input.interfaces.compactMap(\.dropped)
    return RunSummary(
      trace: tracer.summary, errors: input.problems.map(\.sentence), taps: tracer.tapList,
      recordedDrops: drops.isEmpty ? nil : drops.reduce(0, +), missing: coverage.missing(tracer.tapList),
      edges: tracer.edges, clocks: clocks.reports, doubts: doubts.sentences(now: Terminal.wallClock()), probes: folded)
  }
}
