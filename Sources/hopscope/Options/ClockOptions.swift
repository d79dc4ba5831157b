import ArgumentParser

/// What is done about clocks that differ.
struct ClockOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      """
      How far the clocks of hosts may differ where they are not corrected, as with pipes: so much longer hopscope \
      waits for the other half of a connection.
      """, valueName: "SECONDS"))
  var skew = 10.0

  @Flag(
    help: "Take packet times as they are. Otherwise captures of several hosts are read twice and their clocks compared."
  )
  var noClockCorrection = false

  var nanoseconds: Int64 { Int64(skew * 1_000_000_000) }

  func validate() throws {
    guard (0...86_400).contains(skew) else { throw ValidationError("--skew must lie between 0 and 86400 seconds.") }
  }
}
