import Capture
import Cluster
import Glibc
import Render
import Trace

/// `live`: this machine's packets → engine → whoever takes the paths.
///
/// ```
///  init    devices and conntrack are opened, then privileges are given up     one thread
///  run     a capture thread fills blocks; this one traces, records and prints
/// ```
/// What it takes is bounded however long it goes on: flows by `--max-flows`, blocks by the queue, conntrack by its journal.
struct LiveRun: PathRun {
  let options: LivePlan
  private let form: PathForm
  private let explains: Bool
  private let judges: Bool
  private let announces: TracerConfiguration.Announcing
  private let report: DropReport
  let naming: NodeNaming
  let capture: LiveCapture
  var filter: LiveFilter
  var map: LiveMap
  var devices: LiveDevices
  var conntrack: LiveConntrack
  var losses = LiveLosses()
  var outlet: PathOutlet
  /// A screen is drawn while it goes on.
  var refreshes = false
  var timeline: MapTimeline { map.timeline }

  /// Opens everything and gives up privileges; afterwards the process may have another user, and files are made as that.
  /// - Throws: `Failure` when capturing is not permitted, or something cannot be opened.
  init(
    _ options: LivePlan, selectors: SelectorOptions, form: PathForm, explains: Bool = false, text: TextOptions,
    judges: Bool
  ) throws {
    self.options = options
    self.form = form
    self.explains = explains
    self.judges = judges || options.record.trigger?.wantsFindings == true
    if case .none = form, !selectors.isActive, options.record.trigger == nil {
      announces = .nothing
    } else {
      announces = options.look.verbose ? .changes : .openings
    }
    if let namespace = options.capture.netns { try NetworkNamespace.enter(namespace) }
    try CapturePrivilege.check()
    let isQuiet = options.look.quiet
    map = try LiveMap(options.objects)
    naming = Self.naming(options.capture, try LiveDevices.network(), map.latest)
    filter = try LiveFilter(options.expression, selectors, map.timeline, host: naming.name, isQuiet: isQuiet)
    capture = LiveCapture(options.capture.settings)
    try filter.apply(to: capture)
    devices = try LiveDevices(options.capture, map: map.latest, capture: capture, isQuiet: isQuiet)
    conntrack = LiveConntrack(options.capture, host: naming.name)
    report = try PrivilegeDrop.drop(keepingConntrack: conntrack.isRead, user: options.capture.user)
    let printer = PathPrinter(
      form, timeline: map.timeline, files: options.record.write.map { [$0] } ?? ["live"], explains: explains,
      options: text)
    outlet = PathOutlet(printer, timeline: map.timeline, announces: announces != .nothing)
    outlet.judges = self.judges
    outlet.keepsTold = options.record.trigger != nil
  }

  private static func naming(
    _ options: LiveCaptureOptions, _ network: NodeNetwork, _ map: ServiceMap
  ) -> NodeNaming {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    return NodeNaming(
      given: options.nodeName, environment: Terminal.environment("NODE_NAME"),
      addresses: network.devices.flatMap(\.addresses).map(\.address),
      hostname: String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self),
      nodes: map.nodes)
  }

  /// Hands on only some of the paths.
  /// - Parameter sorts: whoever takes them sorts them, and leaves out then what is too many.
  mutating func select(_ selectors: SelectorOptions, sorts: Bool) throws {
    let limit = selectors.part.limit
    outlet.cut = sorts ? limit : .all
    outlet.selection = try selectors.selection(timeline, hosts: [naming.name], limit: sorts ? .all : limit)
  }

  mutating func run<Sink: PathSink & ~Copyable>(into sink: inout Sink) throws -> ExitStatus {
    let notes = LiveNotes(isQuiet: options.look.quiet)
    notes.tellStart(devices, naming, conntrack, map)
    notes.tell(report, isVerbose: options.look.verbose)
    Interrupts.listen()
    Signals.listenLive()
    var stage = try LiveStage(self)
    capture.start()
    try PrivilegeCheck.confirm(report)
    do { try follow(&stage, &sink) } catch {
      // Whoever reads the lines has gone: what was recorded until then is whole.
      stage.close(losses: capture.counters())
      throw error
    }
    return try finish(&stage, &sink)
  }

  func makeTracer() -> Tracer {
    var configuration = TracerConfiguration()
    configuration.maximumFlows = options.maxFlows
    // All clocks are this machine's.
    configuration.skew = 0
    configuration.datagramSkew = 0
    if case .none = form, !outlet.selection.isActive, options.record.trigger == nil {
      configuration.describesPaths = false
    }
    configuration.seed = UInt64.random(in: 0...UInt64.max)
    configuration.explains = explains
    configuration.judges = judges
    configuration.announces = announces
    return Tracer(timeline: timeline, configuration: configuration)
  }

  private mutating func finish<Sink: PathSink & ~Copyable>(_ stage: inout LiveStage, _ sink: inout Sink) throws
    -> ExitStatus
  {
    _ = losses.look(capture, stage.input, &stage.tracer, at: Terminal.wallClock())
    if !stage.isLeft {
      stage.tracer.finish()
      try stage.hand(&outlet, &sink)
      try stage.judge(&outlet, &sink, isLast: true)
      try outlet.finish(&stage.tracer, &sink)
    }
    stage.close(losses: capture.counters())
    var summary = summary(stage)
    summary.part = outlet.part(isStopped: stage.isLeft, leftOut: nil)
    try sink.finish(summary, outlet.printer)
    ReplayNotes(isQuiet: options.look.quiet).tell(summary)
    if !options.look.quiet { for line in FindingRoll.lines(summary.findings) { Messages.plain(line) } }
    return stage.recording.hasFailed ? .failed : summary.complete ? .done : .partial
  }

  func summary(_ stage: borrowing LiveStage) -> RunSummary {
    let tracer = stage.tracer.summary
    var summary = RunSummary(
      trace: tracer, errors: stage.recording.problems, taps: stage.tracer.tapList,
      recordedDrops: losses.kernel &+ losses.interface &+ losses.queue, missing: outlet.missing(stage.tracer.tapList),
      edges: stage.tracer.edges, doubts: outlet.doubts(now: Terminal.wallClock()), probes: outlet.folded)
    summary.losses = places(stage)
    summary.findings = outlet.findings(stage.tracer)
    return summary
  }

  /// What was lost, by place: always all places, so that a zero is told, too.
  func places(_ stage: borrowing LiveStage) -> [TopFacts.Loss] {
    [
      TopFacts.Loss("kernel", losses.kernel), TopFacts.Loss("interface", losses.interface),
      TopFacts.Loss("queue", losses.queue), TopFacts.Loss("recording", stage.recording.missed),
      TopFacts.Loss("conntrack", conntrack.losses),
      TopFacts.Loss("flows", UInt64(clamping: stage.tracer.summary.evicted)),
    ]
  }
}
