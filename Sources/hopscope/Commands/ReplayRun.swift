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
  /// Which paths are handed on.
  private var selection: PathSelection
  /// How many of them are shown, when they are sorted first.
  private var cut = PathLimit.all

  /// Reads what is known of the cluster.
  init(_ options: TraceOptions, form: PathForm, describesPaths: Bool = true, explains: Bool, isColoured: Bool) throws {
    self.options = options
    self.explains = explains
    try FilterNotes.check(options.input.expression)
    describes = describesPaths
    let given = options.input.given
    try options.input.settle(isQuiet: options.look.quiet)
    timeline = try ClusterFiles.loadTimeline(
      try options.mapping.sources(options.input.objects, found: given.found(.objects)))
    let map = timeline[timeline.count - 1]
    witness = try ConntrackFiles.load(
      try options.witness.sources + given.hostFiles(.conntrack), map: map, isQuiet: options.look.quiet)
    links = try LinkFiles.load(options.input, map: map)
    printer = PathPrinter(
      form, timeline: timeline, files: options.input.captures, explains: explains, style: Style(isColoured: isColoured))
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

  /// - Returns: how it went; the last line is out.
  mutating func run<Sink: PathSink & ~Copyable>(into sink: inout Sink) throws -> ExitStatus {
    var input = try open()
    var tracer = makeTracer()
    let notes = ReplayNotes(isQuiet: options.look.quiet)
    notes.tellInputs(input.interfaces, timeline)
    if !options.look.quiet { clocks.tell() }
    var filter = PacketFilter(options.input.expression ?? "")
    let isStopped = try read(&input, &filter, &tracer, &sink)
    noteLosses(input.interfaces.map { $0.dropped ?? 0 }, &tracer)
    if !isStopped {
      tracer.finish()
      try hand(&tracer, &sink)
      try sink.take(selection.finish(now: tracer.latest), printer)
    }
    var summary = summary(input, tracer)
    summary.part = PartReport(
      selection, isStopped: isStopped, cut: cut, leftOut: options.input.expression == nil ? nil : filter.leftOut)
    try sink.finish(summary, printer)
    notes.tell(summary)
    return summary.complete ? .done : .partial
  }

  /// - Returns: whether reading ended before the input did, for enough paths were shown.
  private mutating func read<Sink: PathSink & ~Copyable>(
    _ input: inout PacketInput, _ filter: inout PacketFilter, _ tracer: inout Tracer, _ sink: inout Sink
  ) throws -> Bool {
    let isFiltered = options.input.expression != nil
    if isFiltered { try FilterNotes.begin(input, &filter, timeline, isQuiet: options.look.quiet) }
    var progress = Progress(isQuiet: options.look.quiet, period: options.stats?.nanoseconds)
    defer { progress.finish() }
    var taps = 0
    while input.advance() {
      let packet = input.packet
      if packet.interface >= taps {
        if isFiltered { try FilterNotes.cover(input, &filter) }
        taps = addTaps(input, &tracer, from: taps)
        selection.begin(at: packet.timestamp)
      }
      if progress.isDue() { progress.show(input, soFar(tracer)) }
      guard !isFiltered || filter.admits(packet), tracer.receive(packet) else { continue }
      try hand(&tracer, &sink)
      if selection.isSatisfied { return true }
    }
    return false
  }

  private func soFar(_ tracer: borrowing Tracer) -> RunProgress.Paths {
    let summary = tracer.summary
    return RunProgress.Paths(complete: summary.paths, ok: summary.okPaths, flows: tracer.flowsHeld)
  }

  private mutating func hand<Sink: PathSink & ~Copyable>(_ tracer: inout Tracer, _ sink: inout Sink) throws {
    let paths = tracer.takePaths()
    coverage.add(paths)
    doubts.add(paths)
    let wanted = foldsProbes ? folded.remaining(of: paths) : paths
    try sink.take(selection.pass(wanted, now: tracer.latest), printer)
  }

  private mutating func open() throws -> PacketInput {
    let naming = try options.input.naming(timeline.hostNames)
    clocks = ClockComparison(options, naming)
    losses = clocks.losses ?? DropScan.losses(options.input.captures, isQuiet: options.look.quiet)
    do {
      return try PacketInput(options.input.captures, naming: naming, shifts: clocks.shifts)
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
    configuration.links = links
    return Tracer(timeline: timeline, witness: witness, configuration: configuration)
  }

  /// - Returns: how many taps there are now.
  private func addTaps(_ input: borrowing PacketInput, _ tracer: inout Tracer, from known: Int) -> Int {
    let interfaces = input.interfaces
    for interface in interfaces[known...] {
      tracer.addTap(Tap(host: interface.host, interface: interface.name, file: interface.file))
    }
    noteLosses(losses, &tracer)
    return interfaces.count
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
