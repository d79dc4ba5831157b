import Wire

/// How one host's clock runs as another's sees it, from the bounds that their common packets set.
struct ClockFit: Sendable {
  var line = ClockLine.same
  var uncertainty: Int64?
  var driftUncertainty: Double?
  var packets = 0
  var basis = ClockEstimate.Basis.none
  var isSteady = true

  /// Two sockets stamp one event up to this far apart, in nanoseconds, and a copy on a bridge later than the next hop
  /// does: no bound is better than that.
  static let jitter = 50_000.0
  /// Hosts whose packets would arrive at most this long before they were sent, and only a few of them, have equal
  /// clocks.
  static let tolerable = 1_000_000.0

  static func fit(_ copies: SharedCopies) -> ClockFit {
    let cloud = BoundCloud(copies.bounds)
    var fit = ClockFit()
    fit.packets = copies.copies
    guard !cloud.points.isEmpty else { return fit }
    if cloud.isTwoSided {
      fit.basis = .both
      fit.takeTwoWay(cloud)
    } else {
      fit.basis = .oneWay
      fit.takeOneWay(cloud)
    }
    return fit
  }

  private mutating func takeTwoWay(_ cloud: BoundCloud) {
    guard let kept = cloud.agreeing(within: Self.jitter) else {
      takeUnsteady(cloud)
      return
    }
    let corridor = Corridor(kept)
    let slope = Self.slope(corridor)
    let best = corridor.middle(slope)
    let zero = cloud.zero
    let isEqual = BoundCloud.breaches(kept, of: zero, beyond: Self.jitter).areTolerable
    let chosen = isEqual ? zero : best
    line = isEqual ? .same : cloud.clockLine(best)
    let slopes = corridor.slopes(around: slope, slack: Self.jitter)
    let distance = corridor.farthest(from: chosen, slopes: slopes, slack: Self.jitter)
    uncertainty = Int64(saturating: max(Self.jitter, distance))
    driftUncertainty = max(slopes.upperBound - chosen.slope, chosen.slope - slopes.lowerBound)
  }

  /// No drift where a line without drift breaks no bound: a short capture says nothing about it.
  private static func slope(_ corridor: Corridor) -> Double {
    let (widest, level) = (corridor.widest, corridor.width(0))
    let isFlat = level >= 0 || (corridor.width(widest) < 0 && level + 2 * jitter >= 0)
    return isFlat ? 0 : widest
  }

  /// The clock was set, or its speed changed, during the capture: one line cannot be right everywhere. It is used only
  /// where it is much better than none.
  private mutating func takeUnsteady(_ cloud: BoundCloud) {
    isSteady = false
    let best = LeastBroken.line(cloud.points)
    let (bestError, zeroError) = (cloud.worstError(of: best), cloud.worstError(of: cloud.zero))
    guard let bestError, let zeroError else { return }
    let isBetter = bestError * 2 < zeroError
    if isBetter { line = cloud.clockLine(best) }
    uncertainty = Int64(saturating: (isBetter ? bestError : zeroError) + Self.jitter)
  }

  /// One direction: a delay and an offset look alike. Only packets that would arrive before they were sent prove an
  /// offset, and the least one that they allow is taken.
  private mutating func takeOneWay(_ cloud: BoundCloud) {
    let breaches = BoundCloud.breaches(cloud.points, of: cloud.zero, beyond: Self.jitter)
    if !breaches.areTolerable { line = cloud.clockLine(cloud.touching()) }
  }
}
