import Wire

/// What is known about the clock of one host.
public struct ClockEstimate: Hashable, Sendable {
  public enum Basis: String, Sendable {
    /// Packets in both directions: the offset lies between bounds.
    case both
    /// Packets in one direction only: the offset is bounded on one side.
    case oneWay
    /// No packet that this host and an earlier one saw.
    case none
  }

  public var host: Int
  /// The host whose clock this one is compared with; itself when there is none.
  public var reference: Int
  /// This host's clock as the reference sees it: `same` when they agree or when a correction would not be better.
  public var line = ClockLine.same
  /// The true offset differs by no more, in nanoseconds, from the first common packet to the last; nil when unknown.
  public var uncertainty: Int64?
  /// Of `line.drift`; nil when unknown.
  public var driftUncertainty: Double?
  /// Packet copies that it shares with the neighbour by which it was compared.
  public var packets = 0
  public var basis = Basis.none
  /// False: no straight line fits the bounds, as when a clock was set during the capture.
  public var isSteady = true

  public init(host: Int, reference: Int) {
    self.host = host
    self.reference = reference
  }

  /// Whether times of this host should be changed.
  public var isCorrected: Bool { !line.isSame }
}
