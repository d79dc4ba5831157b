import ArgumentParser
import Capture
import Render
import Wire

struct Info: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Say what is in captures, how good they are, and what they can and cannot prove.",
    usage: "hopscope info [<options>] <FILE> ...",
    discussion: """
      Formats, interfaces, times, rates, protocols, tunnels, losses, repeated packets, jumps of the clock; where the taps \
      are, what that shows, and what a further tap would add. Several files are also summed up. Counts are given twice: for \
      the innermost headers (inside VXLAN, Geneve, GRE, IP-in-IP) and for the outermost.

      Examples:
        hopscope info node-1.pcapng
        hopscope info case/ --cluster cluster.json
        hopscope info *.pcap -o json
        hopscope info --flows overlay.pcap -o json
      """)

  @OptionGroup var input: InputOptions
  @OptionGroup var mapping: MapOptions

  @Option(
    name: .shortAndLong,
    help: "text; json: hopscope.info/1, one object per file, and one of the sum; yaml: the same data.")
  var output = InfoFormat.text

  @Flag(help: "Also list the innermost flows.")
  var flows = false

  @OptionGroup var look: LookOptions

  func validate() throws {
    try input.requireCapture()
    if let expression = input.expression {
      throw ValidationError("info looks at all packets: leave the filter “\(expression)” away, or use hopscope replay.")
    }
  }

  mutating func run() throws {
    let run = try makeRun()
    var output = OutputStream()
    var status = ExitStatus.done
    let files = input.captures
    var reports: [InfoReport] = []
    for file in files {
      do {
        var report = try run.read(file)
        if files.count == 1 { report.claims = run.claims(report) }
        if let error = report.error {
          Messages.error(error.sentence)
          if status == .done { status = .partial }
        }
        try output.write(render(report))
        try output.flush()
        if files.count > 1 { reports.append(report) }
      } catch let failure as Failure {
        Messages.error(failure.sentence)
        status = failure.status
      }
    }
    if reports.count > 1 { try output.write(render(sum(reports, run))) }
    try output.close()
    if status != .done { throw ExitCode(status.rawValue) }
  }

  private func makeRun() throws -> InfoRun {
    try input.settle(isQuiet: look.quiet)
    let timeline = try mapping.timeline(beside: input, isQuiet: look.quiet)
    let map = timeline[timeline.count - 1]
    return InfoRun(
      naming: try input.naming(timeline.hostNames), map: map, links: try LinkFiles.load(input, map: map),
      isQuiet: look.quiet)
  }

  private func sum(_ reports: [InfoReport], _ run: InfoRun) -> InfoReport {
    var sum = InfoReport.sum(reports)
    sum.claims = run.claims(sum)
    return sum
  }

  private func render(_ report: InfoReport) -> [UInt8] {
    switch output {
    case .json: return InfoJSON.render(report, withFlows: flows)
    case .yaml: return YAMLWriter.document(of: InfoJSON.render(report, withFlows: flows))
    case .text:
      let text = InfoText(withFlows: flows, style: look.style, columns: Terminal.columns ?? 80)
      return Array(look.style.spelled(text.render(report)).utf8)
    }
  }
}

enum InfoFormat: String, ExpressibleByArgument, CaseIterable { case text, json, yaml }
