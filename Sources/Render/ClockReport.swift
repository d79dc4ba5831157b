import Trace

/// How one host's clock was compared with another's, with their names.
public struct ClockReport: Sendable {
  public var host: String
  /// Nil when there is none to compare with.
  public var reference: String?
  public var estimate: ClockEstimate

  public init(host: String, reference: String?, estimate: ClockEstimate) {
    self.host = host
    self.reference = reference
    self.estimate = estimate
  }

  var driftPPB: Int64 { Self.parts(estimate.line.drift) }

  private static func parts(_ drift: Double) -> Int64 { Int64((drift * 1e9).rounded()) }

  /// `clock of node-2 is 5.000123 s ahead of node-1 (± 91µs, drift +100.2 ± 0.3 ppm, 312 packets both ways): corrected`.
  ///
  /// Nil when there is nothing to do and nothing to warn of.
  public var sentence: String? {
    guard estimate.isCorrected || !estimate.isSteady, let reference else { return nil }
    let names = (printable(host), printable(reference))
    guard estimate.isCorrected else {
      return "clock of \(names.0): no steady offset to \(names.1) fits the packets, "
        + "as when a clock is set while capturing (\(margin)\(packets)): not corrected"
    }
    let uneven = estimate.isSteady ? "" : ", but it runs unevenly"
    return "clock of \(names.0) is \(distance) \(names.1) (\(margin)\(drift)\(packets)): corrected\(uneven)"
  }

  private var distance: String {
    let microseconds = (estimate.line.offset.magnitude + 500) / 1000
    let part = TimeText.digits(Int64(microseconds % 1_000_000), 6)
    return "\(microseconds / 1_000_000).\(part) s \(estimate.line.offset < 0 ? "behind" : "ahead of")"
  }

  private var margin: String {
    estimate.uncertainty.map { "± \(TimeText.duration($0)), " } ?? (estimate.basis == .oneWay ? "at least, " : "")
  }

  private var drift: String {
    guard driftPPB != 0 else { return "" }
    let sign = driftPPB < 0 ? "-" : "+"
    let margin = estimate.driftUncertainty.map { " ± \(Self.millionths(Self.parts($0)))" } ?? ""
    return "drift \(sign)\(Self.millionths(driftPPB))\(margin) ppm, "
  }

  private static func millionths(_ parts: Int64) -> String {
    let tenths = (parts.magnitude + 50) / 100
    return "\(tenths / 10).\(tenths % 10)"
  }

  private var packets: String {
    let count = SizeText.plural(estimate.packets, "packet")
    return "\(count) \(estimate.basis == .both ? "both ways" : "in one direction only")"
  }
}
