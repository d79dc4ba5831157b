import ArgumentParser
import Glibc
import Render

struct TopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "top",
    abstract: "Show Services and their paths on a screen.",
    discussion: """
      Services with their connections, how many went well, times and bytes; the paths of the selected one with their \
      taps side by side; one path with what its translations rest on; failures as they come. ? lists the keys.

      Examples:
        hopscope top node-1_any.pcap --cluster cluster.json
        hopscope top captures/ --cluster cluster.json --service default/nginx-service
        kubectl exec -n web nginx-0 -- tcpdump -i any --immediate-mode -U -w - |
            hopscope top - --cluster cluster.json

      What is not a terminal gets the lines of hopscope replay.

      Exit codes: 0 done; 1 an input could not be read; 3 partial (damaged input, or paths closed early for want of \
      memory); 64 wrong usage.
      """)

  @OptionGroup var trace: TraceOptions

  @OptionGroup(title: "Which paths") var selectors: SelectorOptions

  @Flag(help: "Addresses instead of the names of pods and nodes.")
  var numeric = false

  @Flag(help: "Leave out the kubelet's probes.")
  var noProbes = false

  mutating func run() throws {
    let source = try source()
    if Self.hasScreen { try show(source) } else { try printLines(source) }
  }

  /// Where packets come from. Live capture belongs here: without a file.
  private func source() throws -> TraceOptions { trace }

  private static var hasScreen: Bool { isatty(1) == 1 && Terminal.environment("TERM") != "dumb" }

  private var text: TextOptions {
    var text = trace.look.text()
    text.isNumeric = numeric
    return text
  }

  private func show(_ source: TraceOptions) throws {
    var run = try ReplayRun(source, form: .line, explains: false, text: text, announces: true)
    run.outlet.foldsProbes = noProbes
    run.refreshes = true
    try run.select(selectors, sorts: false)
    var sink = TopSink(
      timeline: run.timeline, files: source.input.captures, text: text,
      depth: TerminalScreen.depth(source.look.style), isLive: source.input.mode != .toTheEnd)
    try end(run.run(into: &sink))
  }

  private func printLines(_ source: TraceOptions) throws {
    if !source.look.quiet { Messages.note("standard output is no terminal: one line per path, as hopscope replay") }
    var run = try ReplayRun(source, form: .line, explains: false, text: text, announces: true)
    run.outlet.foldsProbes = noProbes
    try run.select(selectors, sorts: false)
    var paths = PathStream(
      OutputStream(), limit: selectors.part.limit, telling: PathForm.line.telling(source.look.verbose))
    try end(run.run(into: &paths))
  }

  private func end(_ status: ExitStatus) throws {
    if status != .done { throw ExitCode(status.rawValue) }
  }
}
