import Wire

/// A host that shares packets with each other one in one direction only, as the node that translates for direct server
/// return: client → it, it → the pod's node, and the answer past it. Where the others' clocks are known, the two one-sided
/// bounds are a corridor together.
struct ClockTriangle {
  private let pairs: [HostPair: SharedCopies]
  private let known: [ClockEstimate]

  init(_ pairs: [HostPair: SharedCopies], _ known: [ClockEstimate]) {
    self.pairs = pairs
    self.known = known
  }

  /// The estimates, with those improved that several known clocks bound from both sides.
  var estimates: [ClockEstimate] {
    known.map { estimate in
      estimate.basis == .oneWay ? improved(estimate) ?? estimate : estimate
    }
  }

  private func improved(_ estimate: ClockEstimate) -> ClockEstimate? {
    var all = SharedCopies()
    var rest: Int64 = 0
    for (pair, copies) in pairs.sorted(by: { $0.key < $1.key }) {
      let isSecond = pair.second == estimate.host
      guard isSecond || pair.first == estimate.host, let other = anchor(isSecond ? pair.first : pair.second, estimate)
      else { continue }
      rest = max(rest, other.uncertainty ?? 0)
      all.take(copies, of: other.line, isSecond: isSecond)
    }
    let fit = ClockFit.fit(all)
    guard fit.basis == .both, fit.isSteady, let uncertainty = fit.uncertainty else { return nil }
    var better = estimate
    better.line = fit.line
    better.uncertainty = uncertainty.plus(rest)
    better.driftUncertainty = fit.driftUncertainty
    better.packets = fit.packets
    better.basis = .both
    return better
  }

  /// A host with the same reference whose clock is known: the reference itself, or one compared both ways.
  private func anchor(_ host: Int, _ estimate: ClockEstimate) -> ClockEstimate? {
    guard known.indices.contains(host) else { return nil }
    let other = known[host]
    let isKnown = other.host == other.reference || (other.basis == .both && other.isSteady)
    return isKnown && other.reference == estimate.reference ? other : nil
  }
}

extension SharedCopies {
  /// Adds another pair's bounds as bounds on one of its hosts' clock against the reference.
  /// - Parameters:
  ///   - line: the other host's clock as the reference sees it.
  ///   - isSecond: the host in question is the pair's second.
  fileprivate mutating func take(_ copies: SharedCopies, of line: ClockLine, isSecond: Bool) {
    let back = line.inverse
    add(copies: copies.copies)
    for bound in copies.bounds {
      // By the other host's clock: when it saw the copy.
      let seen = isSecond ? bound.time : bound.time.plus(bound.difference)
      let reference = back.reading(at: seen)
      let own = isSecond ? bound.time.plus(bound.difference) : bound.time
      add(
        Bound(
          time: reference, difference: own.minus(reference), isCeiling: isSecond ? bound.isCeiling : !bound.isCeiling))
    }
  }
}
