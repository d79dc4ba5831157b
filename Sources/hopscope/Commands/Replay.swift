import ArgumentParser
import Render

struct Replay: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the path of every connection in captures.",
    discussion: """
      One line per connection: where the client sent it, which Service that was, and which pod it reached, joined over \
      DNAT and SNAT, interfaces and nodes from the packets themselves. Results go to standard output, everything else to \
      standard error.

      Examples:
        hopscope replay node-1_any.pcap --cluster cluster.json
        hopscope replay worker-1_eth0.pcap worker-1_cni0.pcap --cluster service.yaml --cluster pod.yaml -o path
        hopscope replay node-*.pcapng client_eth0.pcap --cluster cluster.json --conntrack node-1.txt -o path --why
        hopscope replay uplink.pcap --tap uplink.pcap=worker-1/eth0 --cluster cluster.json -o json
        hopscope replay node.pcap --cluster before.json --cluster after.json --at before.json=2026-11-24T10:00:00Z
        hopscope replay *.pcap --cluster cluster.json --service default/nginx-service --not --state ok
        hopscope replay node.pcap --cluster cluster.json -n shop --since 10m --first 20
        hopscope replay node.pcap --cluster cluster.json host 10.244.1.7 and port 80
        kubectl exec -n web nginx-0 -- tcpdump -i any -w - | hopscope replay - --cluster cluster.json

      Exit codes: 0 done; 1 an input could not be read; 3 partial (damaged input, or paths closed early for want of \
      memory); 64 wrong usage.
      """)

  @OptionGroup var trace: TraceOptions

  @OptionGroup(title: "Which paths (docs/selecting.md)") var selectors: SelectorOptions

  @Option(
    name: .shortAndLong,
    help: """
      line: one line per connection. path: its table of hops, and what was measured between taps. table: one row per \
      Service and entrance. json: hopscope.path/1, one object per line; with --by hopscope.group/1. none.
      """)
  var output = OutputChoice(.line)

  @OptionGroup var grouping: GroupOptions

  @Flag(
    help: """
      With -o path or json: what each translation rests on: packets by file and number, fields, the map's objects, and which \
      alternatives were refused and why.
      """)
  var why = false

  @Option(help: "start: wait for the end and sort by start. Without it a path is printed when it is complete.")
  var sort: SortOrder?

  func validate() throws {
    guard !why || output.format == .path || output.format == .json else {
      throw ValidationError("--why explains paths and their hops: add -o path or -o json.")
    }
  }

  mutating func run() throws {
    let isColoured = output.file == nil && Terminal.wantsColour(trace.look.color)
    var run = try ReplayRun(
      trace, form: output.format.form, describesPaths: output.format != .none || selectors.isActive, explains: why,
      isColoured: isColoured)
    run.foldsProbes = grouping.noProbes
    let sorts = sort == .start && grouping.by(output.format) == nil
    try run.select(selectors, sorts: sorts)
    let file = try output.file.map { try OutputStream(file: $0) } ?? OutputStream()
    let status: ExitStatus
    if let by = grouping.by(output.format) {
      var groups = GroupSink(
        file, by: by, timeline: run.timeline, form: output.format == .json ? .json : .table,
        style: Style(isColoured: isColoured), isQuiet: trace.look.quiet,
        width: output.file == nil ? Terminal.columns : nil)
      status = try run.run(into: &groups)
    } else {
      var paths = PathStream(file, sorts: sorts, limit: selectors.part.limit)
      status = try run.run(into: &paths)
    }
    if status != .done { throw ExitCode(status.rawValue) }
  }
}

enum SortOrder: String, ExpressibleByArgument, CaseIterable { case start }

extension OutputChoice.Format {
  var form: PathForm {
    switch self {
    case .line: .line
    case .path: .table
    case .json: .json
    case .table, .none: .none
    }
  }
}
