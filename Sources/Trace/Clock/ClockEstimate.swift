import Wire

/// One clock as another sees it: a straight line.
public struct ClockLine: Hashable, Sendable {
  /// How far it is ahead at `origin`, in nanoseconds; negative: behind.
  public var offset: Int64
  /// By how much it gains: 1e-6 is a microsecond per second.
  public var drift: Double
  /// A time of the other clock, in nanoseconds since 1970.
  public var origin: Int64

  public init(offset: Int64, drift: Double, origin: Int64) {
    self.offset = offset
    self.drift = drift
    self.origin = origin
  }

  public static let same = ClockLine(offset: 0, drift: 0, origin: 0)
  public var isSame: Bool { offset == 0 && drift == 0 }

  /// The other clock as this one sees it.
  public var inverse: ClockLine {
    ClockLine(offset: Int64(0).minus(offset), drift: -drift / (1 + drift), origin: origin.plus(offset))
  }

  /// This clock is seen by a first one, `next` by this one: `next` as the first one sees it.
  func then(_ next: ClockLine) -> ClockLine {
    if isSame { return next }
    if next.isSame { return self }
    let here = origin.plus(offset)
    let gained = Int64(saturating: next.drift * Double(here.minus(next.origin)))
    return ClockLine(
      offset: offset.plus(next.offset).plus(gained), drift: drift + next.drift * (1 + drift), origin: origin)
  }
}

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

extension Int64 {
  func plus(_ other: Int64) -> Int64 {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other < 0 ? .min : .max) : sum
  }

  func minus(_ other: Int64) -> Int64 {
    let (difference, overflow) = subtractingReportingOverflow(other)
    return overflow ? (other > 0 ? .min : .max) : difference
  }

  init(saturating value: Double) {
    let limit = 9.2e18
    self = value.isNaN ? 0 : Int64(Swift.min(limit, Swift.max(-limit, value)).rounded())
  }
}
