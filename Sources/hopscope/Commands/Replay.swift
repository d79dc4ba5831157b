import ArgumentParser
import Cluster
import Trace

struct Replay: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the path of every connection in captures.",
    discussion: """
      One line per connection: where the client sent it, which Service that was, and which pod it reached, joined over \
      DNAT and SNAT from the packets themselves. Results go to standard output, everything else to standard error.

      Examples:
        hopscope replay node-1_any.pcap --cluster cluster.json
        hopscope replay worker-1_eth0.pcap worker-1_cni0.pcap --cluster service.yaml --cluster pod.yaml -o path
        hopscope replay uplink.pcap --tap uplink.pcap=worker-1/eth0 --cluster cluster.json -o json
        kubectl exec -n web nginx-0 -- tcpdump -i any -w - | hopscope replay - --cluster cluster.json

      Exit codes: 0 done; 1 an input could not be read; 3 partial (damaged input, or paths closed early for want of \
      memory); 64 wrong usage.
      """)

  @OptionGroup var input: InputOptions
  @OptionGroup var mapping: MapOptions
  @OptionGroup var clocks: ClockOptions

  @Option(
    name: .shortAndLong,
    help: "line: one line per connection. path: its table of hops. json: hopscope.path/1, one object per line. none.")
  var output = OutputChoice(.line)

  @Option(help: "start: wait for the end and sort by start. Without it a path is printed when it is complete.")
  var sort: SortOrder?

  @Option(
    help: ArgumentHelp("Flows held in memory at once; beyond it the least promising are closed early.", valueName: "N"))
  var maxFlows = 1_048_576

  @OptionGroup var look: LookOptions

  func validate() throws {
    guard (16...16_777_216).contains(maxFlows) else {
      throw ValidationError("--max-flows must lie between 16 and 16777216.")
    }
  }

  mutating func run() throws {
    let map = try ClusterFiles.load(mapping.cluster + input.objects)
    var run = ReplayRun(self, map: map)
    let status = try run.run()
    if status != .done { throw ExitCode(status.rawValue) }
  }
}

enum SortOrder: String, ExpressibleByArgument, CaseIterable { case start }
