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
        hopscope replay worker-1_eth0.pcap worker-1_cni0.pcap \\
            --cluster service.yaml --cluster pod.yaml -o path
        hopscope replay node-*.pcapng client_eth0.pcap --cluster cluster.json \\
            --conntrack node-1.txt -o path --why
        hopscope replay uplink.pcap --tap uplink.pcap=worker-1/eth0 \\
            --cluster cluster.json -o json
        hopscope replay node.pcap --cluster before.json --cluster after.json \\
            --at before.json=2026-11-24T10:00:00Z
        hopscope replay *.pcap --cluster cluster.json \\
            --service default/nginx-service --not --state ok
        hopscope replay node.pcap --cluster cluster.json -n shop --since 10m \\
            --first 20
        hopscope replay node.pcap --cluster cluster.json host 10.244.1.7 and port 80
        hopscope replay *.pcap --cluster cluster.json -o wide --sort-by connect
        hopscope replay *.pcap --cluster cluster.json \\
            -o 'jsonpath={.id} {.translations[*].host}{"\\n"}'
        hopscope replay *.pcap --cluster cluster.json \\
            -o custom-columns=ID:.id,POD:.backend.pod,US:.handshake_us
        hopscope replay *.pcap --cluster cluster.json -o paths.csv
        hopscope replay node-1_any.pcap.zst node-2_any.pcap.gz --cluster cluster.json
        kubectl exec -n web nginx-0 -- tcpdump -i any --immediate-mode -U -w - |
            hopscope replay - --cluster cluster.json
        hopscope replay --follow node-1_any.pcap --cluster cluster.json

      Of a pipe, a FIFO or with --follow each connection is printed as soon as it is known, and again only if it ends \
      otherwise (-o json: events open and close; -v: update too). SIGINT or SIGTERM ends such a run with its last line.

      Exit codes: 0 done; 1 an input could not be read; 3 partial (damaged input, or paths closed early for want of \
      memory); 64 wrong usage.
      """)

  @OptionGroup var trace: TraceOptions

  @OptionGroup(title: "Which paths") var selectors: SelectorOptions

  @Option(
    name: .shortAndLong, help: OutputChoice.help, completion: OutputChoice.completion,
    transform: OutputChoice.init(parsing:))
  var output = OutputChoice(form: .line, word: "line")

  @OptionGroup var choices: TextChoices

  @OptionGroup var grouping: GroupOptions

  @Flag(
    help: """
      With -o path, json or yaml: what each translation rests on: packets by file and number, fields, the map's objects, and which \
      alternatives were refused and why.
      """)
  var why = false

  @Option(
    name: [.customLong("sort-by"), .customLong("sort")],
    help: ArgumentHelp(
      """
      Wait for the end and sort by start, end, lasted, state, service, client, front, backend, pod, node, connect, packets, \
      bytes, id, a column of -o csv, or an expression on hopscope.path/1 (.hops[0].first). Paths without it come first. \
      Without this a path is printed when it is complete. Tables of groups: conns, failed, connect, bytes or another column, \
      the greatest first; without this most failed first.
      """, valueName: "KEY"), completion: .list(PathOrder.wordList + GroupOrder.wordList),
    transform: SortKey.init(parsing:))
  var sortBy: SortKey?

  func validate() throws {
    guard !why || output.form.canExplain else {
      throw ValidationError("--why explains paths and their hops: add -o path, -o json or -o yaml.")
    }
    try choices.check(output)
    try grouping.check(output, isNumeric: choices.numeric)
    if grouping.by(output.form) != nil { _ = try sortBy?.groups() } else { _ = try sortBy?.paths() }
  }

  mutating func run() throws {
    let text = choices.text(trace.look, output)
    var run = try ReplayRun(
      trace, form: output.form, describesPaths: selectors.isActive, explains: why, text: text, announces: true)
    run.outlet.foldsProbes = grouping.noProbes
    try run.select(selectors, sorts: sortBy != nil && grouping.by(output.form) == nil)
    let file = try output.file.map { try OutputStream(file: $0) } ?? OutputStream()
    let status: ExitStatus
    if let by = grouping.by(output.form), let form = grouping.form(output.form) {
      var groups = GroupSink(
        file, by: by, order: try sortBy?.groups(), timeline: run.timeline, form: form, text: text,
        isQuiet: trace.look.quiet)
      status = try run.run(into: &groups)
    } else {
      var paths = PathStream(
        file, order: try sortBy?.paths(), limit: selectors.part.limit, telling: output.form.telling(trace.look.verbose))
      status = try run.run(into: &paths)
    }
    if status != .done { throw ExitCode(status.rawValue) }
  }
}
