import ArgumentParser
import Glibc
import Render

struct TopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "top",
    abstract: "Show Services and their paths on a screen.",
    discussion: """
      Services with their connections, how many went well, times and bytes; the paths of the selected one with their \
      taps side by side; one path with what its translations rest on; failures as they come. ? lists the keys. Without a \
      FILE it shows what passes this machine, as hopscope live does (its options: hopscope live --help); words that are no \
      file are a packet filter.

      Examples:
        sudo hopscope top --cluster cluster.json
        hopscope top node-1_any.pcap --cluster cluster.json
        hopscope top captures/ --cluster cluster.json --service default/nginx-service
        kubectl exec -n web nginx-0 -- tcpdump -i any --immediate-mode -U -w - |
            hopscope top - --cluster cluster.json

      What is not a terminal gets the lines of hopscope replay.

      Exit codes: 0 done; 1 an input could not be read; 3 partial (damaged input, or paths closed early for want of \
      memory); 64 wrong usage; 77 capturing is not permitted.
      """)

  @OptionGroup var trace: TraceOptions

  @OptionGroup(title: "Which paths") var selectors: SelectorOptions

  @Flag(help: "Addresses instead of the names of pods and nodes.")
  var numeric = false

  @Flag(help: "Leave out the kubelet's probes.")
  var noProbes = false

  @OptionGroup(title: "Capture, without a FILE") var capture: LiveCaptureOptions
  @OptionGroup(title: "Recording, without a FILE") var record: RecordOptions

  func validate() throws {
    guard !trace.input.isEmpty || record.write != "-" else {
      throw ValidationError("-w - and a screen cannot both go to standard output.")
    }
    guard !trace.input.isEmpty else { return }
    guard capture.interface.isEmpty, record.write == nil, capture.duration == nil, capture.count == nil else {
      throw ValidationError("-i, -c, --duration and -w are for capturing on this machine: leave FILE away.")
    }
  }

  mutating func run() throws {
    if trace.input.isEmpty { try showLive() } else { try showFiles() }
  }

  private static var hasScreen: Bool { isatty(1) == 1 && Terminal.environment("TERM") != "dumb" }

  private var text: TextOptions {
    var text = trace.look.text()
    text.isNumeric = numeric
    return text
  }

  private func showFiles() throws {
    var run = try ReplayRun(trace, form: .line, explains: false, text: text, announces: true, judges: Self.hasScreen)
    run.refreshes = Self.hasScreen
    try run.select(selectors, sorts: false)
    try show(&run, files: trace.input.captures, isLive: trace.input.mode != .toTheEnd)
  }

  private func showLive() throws {
    let plan = LivePlan(
      capture: capture, record: record, objects: trace.mapping.objects, maxFlows: trace.maxFlows, stats: trace.stats,
      look: trace.look, expression: try capture.expression(trace.input.expression))
    var run = try LiveRun(plan, selectors: selectors, form: .line, text: text, judges: Self.hasScreen)
    run.refreshes = Self.hasScreen
    try run.select(selectors, sorts: false)
    try show(&run, files: ["live"], isLive: true)
  }

  /// What is not a terminal gets lines.
  private func show<Run: PathRun>(_ run: inout Run, files: [String], isLive: Bool) throws {
    run.outlet.foldsProbes = noProbes
    guard Self.hasScreen else { return try printLines(&run) }
    var sink = TopSink(
      timeline: run.timeline, files: files, text: text, depth: TerminalScreen.depth(trace.look.style), isLive: isLive)
    try end(run.run(into: &sink))
  }

  private func printLines<Run: PathRun>(_ run: inout Run) throws {
    if !trace.look.quiet { Messages.note("standard output is no terminal: one line per path, as hopscope replay") }
    var paths = PathStream(
      OutputStream(), limit: selectors.part.limit, telling: PathForm.line.telling(trace.look.verbose))
    try end(run.run(into: &paths))
  }

  private func end(_ status: ExitStatus) throws {
    if status != .done { throw ExitCode(status.rawValue) }
  }
}
