import ArgumentParser
import Cluster
import Render
import Trace

struct Diagnose: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what is wrong with the connections in captures, why, and what to do.",
    usage: "hopscope diagnose [<options>] <FILE> ...\nhopscope diagnose --explain ID",
    discussion: """
      Each finding says what is wrong in one sentence, where on the way, how often, which packets and objects show it, how \
      sure that is and what else it may be, a command that confirms it, and the remedy. Then: what is well, which failed \
      connections no finding explains, and what these captures cannot show, with the tap or file that would.

      Examples:
        hopscope diagnose worker-1_*.pcap client_eth0.pcap --cluster cluster.json
        hopscope diagnose case/ --service shop/web
        hopscope diagnose *.pcap --cluster cluster.json \\
            --conntrack worker-1.txt -o findings.json
        hopscope diagnose node.pcap --cluster cluster.json -q --fail-on warning
        hopscope diagnose --explain F24
        hopscope diagnose --explain no-ready-endpoints

      Exit codes: 0 done; 1 an input could not be read; 3 partial (damaged input, or paths closed early for want of \
      memory); 4 --fail-on matched; 64 wrong usage.
      """)

  @OptionGroup var trace: TraceOptions

  @OptionGroup(title: "Which paths") var selectors: SelectorOptions

  @Option(
    name: .shortAndLong, help: DiagnoseOutput.help, completion: DiagnoseOutput.completion,
    transform: DiagnoseOutput.init(parsing:))
  var output = DiagnoseOutput()

  @Option(
    help: ArgumentHelp(
      "Exit with 4 when there is an error, or with warning: an error or a warning. It wins over 3.",
      valueName: "SEVERITY"))
  var failOn: FailOn?

  @Option(
    help: ArgumentHelp(
      "Print the page of a finding by its id or code (no-ready-endpoints, F01), and read no capture.", valueName: "ID"),
    completion: .list(FindingKind.all.map(\.id) + Set(FindingKind.all.map(\.code)).sorted()))
  var explain: String?

  func validate() throws {
    if explain == nil { try trace.input.requireCapture() }
    guard explain == nil || output.form == .text else {
      throw ValidationError("--explain prints a page of text; leave -o \(output) away, or name a FILE.txt.")
    }
    guard selectors.part.limit == .all else {
      throw ValidationError(
        "All selected connections are judged together: leave --first and --last away, or use --since and --until.")
    }
    guard !trace.input.follow else {
      throw ValidationError(
        "hopscope diagnose judges captures that have an end: leave --follow away; hopscope live tells findings at once."
      )
    }
  }

  mutating func run() throws {
    if let explain { return try FindingManual.tell(explain, look: trace.look, to: output.file) }
    let text = trace.look.text(to: output.file)
    var run = try ReplayRun(trace, form: .none, describesPaths: true, explains: false, text: text, judges: true)
    try run.select(selectors, sorts: false)
    let stream = try output.file.map { try OutputStream(file: $0) } ?? OutputStream()
    var sink = DiagnoseSink(
      DiagnosisCollector(timeline: run.timeline), stream, output.form, files: trace.input.captures, text: text)
    let status = try run.run(into: &sink)
    if let failOn, failOn.matches(sink.gravest) { throw ExitCode(ExitStatus.found.rawValue) }
    if status != .done { throw ExitCode(status.rawValue) }
  }
}

extension FailOn {
  /// - Parameter gravest: of what was found; nil where nothing was.
  func matches(_ gravest: Severity?) -> Bool {
    guard let gravest else { return false }
    return gravest <= (self == .error ? .error : .warning)
  }
}
