import Trace

/// `coverage.clocks` of the summary: one object for each host but the first.
enum ClockJSON {
  static func write(_ clocks: [ClockReport], _ json: inout JSONWriter) {
    guard !clocks.isEmpty else { return }
    json.key("clocks")
    json.array { json in for clock in clocks { json.object { json in write(clock, &json) } } }
  }

  private static func write(_ clock: ClockReport, _ json: inout JSONWriter) {
    let estimate = clock.estimate
    json.field("host", clock.host)
    json.field("relativeTo", clock.reference)
    if estimate.basis != .none {
      json.field("offset_ns", estimate.line.offset)
      json.field("drift_ppm", thousandths: clock.driftPPB)
      json.field("uncertainty_ns", estimate.uncertainty)
    }
    json.field("packets", estimate.packets)
    json.field("basis", estimate.basis.rawValue)
    if !estimate.isSteady { json.field("steady", false) }
    json.field("corrected", estimate.isCorrected)
  }
}
