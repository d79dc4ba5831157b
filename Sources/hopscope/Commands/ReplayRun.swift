import Capture
import Cluster
import Render
import Trace

/// One replay: captures → engine → printer.
struct ReplayRun {
  private let options: Replay
  private let map: ServiceMap
  private let printer: PathPrinter
  private var coverage: CoverageReport
  private var waiting: [Path] = []
  private var clocks = ClockComparison()

  init(_ options: Replay, map: ServiceMap) {
    self.options = options
    self.map = map
    let isColoured = options.output.file == nil && Terminal.wantsColour(options.look.color)
    printer = PathPrinter(options.output.format.form, map: map, style: Style(isColoured: isColoured))
    coverage = CoverageReport(map: map)
  }

  /// - Returns: how it went; the last line is out.
  mutating func run() throws -> ExitStatus {
    var input = try open()
    var output = try options.output.file.map { try OutputStream(file: $0) } ?? OutputStream()
    var tracer = makeTracer()
    var progress = Progress(isQuiet: options.look.quiet)
    tellInputs(input.interfaces)
    if !options.look.quiet { clocks.tell() }
    var taps = 0
    while input.advance() {
      let packet = input.packet
      if packet.interface >= taps { taps = addTaps(input, &tracer, from: taps) }
      if tracer.receive(packet) { try take(tracer.takePaths(), &output) }
      if progress.isDue() { progress.show(input) }
    }
    tracer.finish()
    progress.finish()
    try take(tracer.takePaths(), &output)
    return try finish(summary(input, tracer), &output)
  }

  private mutating func open() throws -> PacketInput {
    let naming = try options.input.naming(map)
    clocks = ClockComparison(options, naming)
    do {
      return try PacketInput(options.input.captures, naming: naming, shifts: clocks.shifts)
    } catch {
      throw Failure(sentence: error.sentence)
    }
  }

  private func makeTracer() -> Tracer {
    var configuration = TracerConfiguration()
    configuration.maximumFlows = options.maxFlows
    configuration.skew = options.clocks.nanoseconds
    configuration.describesPaths = options.output.format != .none
    configuration.seed = UInt64.random(in: 0...UInt64.max)
    return Tracer(map: map, configuration: configuration)
  }

  /// - Returns: how many taps there are now.
  private func addTaps(_ input: borrowing PacketInput, _ tracer: inout Tracer, from known: Int) -> Int {
    let interfaces = input.interfaces
    for interface in interfaces[known...] {
      tracer.addTap(Tap(host: interface.host, interface: interface.name, file: interface.file))
    }
    return interfaces.count
  }

  private mutating func take(_ paths: [Path], _ output: inout OutputStream) throws {
    coverage.add(paths)
    if options.sort == .start {
      waiting += paths
      return
    }
    for path in paths { try output.write(printer.render(path)) }
    if output.isInteractive { try output.flush() }
  }

  private mutating func finish(_ summary: RunSummary, _ output: inout OutputStream) throws -> ExitStatus {
    waiting.sort { $0.start < $1.start }
    for path in waiting { try output.write(printer.render(path)) }
    try output.write(printer.render(summary))
    try output.close()
    tell(summary)
    return summary.complete ? .done : .partial
  }

  private func summary(_ input: borrowing PacketInput, _ tracer: borrowing Tracer) -> RunSummary {
    let drops = input.interfaces.compactMap(\.dropped)
    return RunSummary(
      trace: tracer.summary, errors: input.problems.map(\.sentence), taps: tracer.tapList,
      recordedDrops: drops.isEmpty ? nil : drops.reduce(0, +), missing: coverage.missing(tracer.tapList),
      clocks: clocks.reports)
  }

  /// What cannot be named, said before the first path.
  private func tellInputs(_ interfaces: [CaptureInterface]) {
    guard !options.look.quiet else { return }
    if map.isEmpty {
      Messages.note("no --cluster: Services, pods and nodes cannot be named; paths are joined from packets alone")
    }
    for problem in map.problems.prefix(10) { Messages.warning(problem.sentence) }
    if map.problems.count > 10 {
      Messages.warning("and \(map.problems.count - 10) more of the kind in the cluster objects")
    }
    var told: Set<String> = []
    for interface in interfaces where !interface.isHostKnown && told.count < 5 {
      guard told.insert(interface.host).inserted else { continue }
      Messages.note("the host of \(interface.host) is unknown; say it with --tap FILE=HOST/INTERFACE")
    }
  }

  private func tell(_ summary: RunSummary) {
    for problem in summary.errors { Messages.error(problem) }
    if summary.trace.evicted > 0 {
      Messages.warning("\(summary.trace.evicted) paths were closed early to make room; give more with --max-flows")
    }
    guard !options.look.quiet else { return }
    Messages.plain(summary.sentence)
  }
}

extension OutputChoice.Format {
  var form: PathForm {
    switch self {
    case .line: .line
    case .path: .table
    case .json: .json
    case .none: .none
    }
  }
}
