import ArgumentParser
import Cluster

/// What every command takes that captures on this machine.
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

  func validate() throws {
    guard (16...16_777_216).contains(maxFlows) else {
      throw ValidationError("--max-flows must lie between 16 and 16777216.")
    }
  }
}
