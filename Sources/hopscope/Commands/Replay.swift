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

  @OptionGroup var printing: PathOutputOptions

  func validate() throws { try trace.input.requireCapture() }

  mutating func run() throws {
    var run = try ReplayRun(
      trace, form: printing.output.form, describesPaths: selectors.isActive, explains: printing.why,
      text: printing.text(trace.look), announces: true, judges: printing.judges)
    run.outlet.foldsProbes = printing.grouping.noProbes
    try run.select(selectors, sorts: printing.sortsPaths)
    let status = try printing.deliver(&run, look: trace.look, limit: selectors.part.limit)
    if status != .done { throw ExitCode(status.rawValue) }
  }
}
