import ArgumentParser
import Cluster

/// What `live` takes.
struct LiveOptions: ParsableArguments {
  @OptionGroup(title: "Capture") var capture: LiveCaptureOptions
  @OptionGroup(title: "Recording") var record: RecordOptions
  @OptionGroup var objects: ClusterOptions

  @Option(
    help: ArgumentHelp("Flows held in memory at once; beyond it the least promising are closed early.", valueName: "N"))
  var maxFlows = 131_072

  @Option(
    help: ArgumentHelp(
      "Print statistics on standard error so often, as 10s or 5m; SIGUSR1 prints them at once.", valueName: "TIME"))
  var stats: TimeSpan?

  @OptionGroup var look: LookOptions

  @Argument(
    help: ArgumentHelp(
      "A packet filter, pcap-filter(7), for the kernel: host 10.0.0.1 and port 80.", valueName: "EXPRESSION"))
  var words: [String] = []

  func validate() throws {
    guard (16...16_777_216).contains(maxFlows) else {
      throw ValidationError("--max-flows must lie between 16 and 16777216.")
    }
  }

  var plan: LivePlan {
    get throws {
      LivePlan(
        capture: capture, record: record, objects: objects, maxFlows: maxFlows, stats: stats, look: look,
        expression: try capture.expression(words.isEmpty ? nil : words.joined(separator: " ")))
    }
  }
}

/// What a live run does, whichever command asks for it.
struct LivePlan {
  var capture: LiveCaptureOptions
  var record: RecordOptions
  var objects: ClusterOptions
  var maxFlows: Int
  var stats: TimeSpan?
  var look: LookOptions
  /// The person's own packet filter.
  var expression: String?
}
