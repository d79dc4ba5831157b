import ArgumentParser

/// What every command that traces takes: captures, and what else is known.
struct TraceOptions: ParsableArguments {
  @OptionGroup var input: InputOptions
  @OptionGroup var mapping: MapOptions
  @OptionGroup var witness: WitnessOptions
  @OptionGroup var clocks: ClockOptions

  @Option(
    help: ArgumentHelp("Flows held in memory at once; beyond it the least promising are closed early.", valueName: "N"))
  var maxFlows = 1_048_576

  @Option(
    help: ArgumentHelp(
      "Print statistics on standard error so often, as 10s or 5m; SIGUSR1 prints them at once.", valueName: "TIME"))
  var stats: TimeSpan?

  @OptionGroup var look: LookOptions

  func validate() throws {
    guard (16...16_777_216).contains(maxFlows) else {
      throw ValidationError("--max-flows must lie between 16 and 16777216.")
    }
    let readers = [
      input.files.contains("-"), mapping.cluster.contains("-"),
      witness.conntrack.contains { $0.hasSuffix("-") && ($0 == "-" || $0.hasSuffix("=-")) },
    ]
    guard readers.count(where: { $0 }) <= 1 else {
      throw ValidationError("Standard input (-) can be read only once.")
    }
  }
}
