import Wire

/// The bounds of one pair of hosts as points near zero, where differences of large times keep their nanoseconds.
struct BoundCloud {
  /// Of each kind at most; beyond, every n-th is taken.
  private static let mostPoints = 2048

  /// By time.
  let points: [BoundPoint]
  private let baseTime: Int64
  private let baseDifference: Int64

  init(_ bounds: [SharedCopies.Bound]) {
    let sorted = bounds.sorted { $0.time != $1.time ? $0.time < $1.time : $0.difference < $1.difference }
    let times = sorted.map(\.time)
    let differences = sorted.map(\.difference).sorted()
    let (time, difference) = sorted.isEmpty ? (0, 0) : (times[times.count / 2], differences[differences.count / 2])
    (baseTime, baseDifference) = (time, difference)
    let chosen = Self.spread(sorted.filter(\.isCeiling)) + Self.spread(sorted.filter { !$0.isCeiling })
    points = chosen.map { bound in
      BoundPoint(
        x: Double(bound.time.minus(time)), y: Double(bound.difference.minus(difference)), isCeiling: bound.isCeiling)
    }.sorted { $0.x != $1.x ? $0.x < $1.x : $0.y < $1.y }
  }

  private static func spread(_ bounds: [SharedCopies.Bound]) -> [SharedCopies.Bound] {
    guard bounds.count > mostPoints else { return bounds }
    return (0..<mostPoints).map { bounds[$0 * bounds.count / mostPoints] }
  }

  var isTwoSided: Bool { points.contains(where: \.isCeiling) && points.contains { !$0.isCeiling } }

  /// Equal clocks.
  var zero: OffsetLine { OffsetLine(level: Double(Int64(0).minus(baseDifference)), slope: 0) }

  func clockLine(_ line: OffsetLine) -> ClockLine {
    ClockLine(offset: baseDifference.plus(Int64(saturating: line.level)), drift: line.slope, origin: baseTime)
  }

  /// The points that one line satisfies, but for `slack`, when they are nearly all and when at no time most are broken.
  ///
  /// What is left out are false matches. Leaving out a true bound would only widen the corridor.
  func agreeing(within slack: Double) -> [BoundPoint]? {
    let corridor = Corridor(points)
    if corridor.width(corridor.widest) + 2 * slack >= 0 { return points }
    var line = LeastBroken.line(points)
    var kept = points.filter { line.breach($0) <= slack }
    for _ in 0..<3 where kept.contains(where: \.isCeiling) && kept.contains(where: { !$0.isCeiling }) {
      let corridor = Corridor(kept)
      line = corridor.middle(corridor.widest)
      kept = points.filter { line.breach($0) <= slack }
    }
    let isTwoSided = kept.contains(where: \.isCeiling) && kept.contains { !$0.isCeiling }
    let isSteady = Self.breaches(points, of: line, beyond: slack).areFew && !changes(line, slack)
    return isTwoSided && isSteady ? kept : nil
  }

  /// Whether most bounds of one kind are broken somewhere on the way, however few they are in all.
  private func changes(_ line: OffsetLine, _ slack: Double) -> Bool {
    slices(of: 16).contains { slice in Breaches(slice, line, beyond: slack).areMost }
  }

  private func slices(of size: Int) -> [ArraySlice<BoundPoint>] {
    stride(from: 0, to: points.count, by: size).map { points[$0..<min($0 + size, points.count)] }
  }

  static func breaches(_ points: [BoundPoint], of line: OffsetLine, beyond slack: Double) -> Breaches {
    Breaches(points[...], line, beyond: slack)
  }

  /// The greatest distance of the line from what the bounds of one part of the time allow, without any belief that the
  /// clock runs evenly; nil when no part has both kinds of bounds.
  func worstError(of line: OffsetLine) -> Double? {
    let parts = slices(of: max(32, points.count / 16 + 1))
    return parts.compactMap { Self.error(of: line, $0) }.max()
  }

  private static func error(of line: OffsetLine, _ part: ArraySlice<BoundPoint>) -> Double? {
    let residuals = part.map { BoundPoint(x: $0.x, y: $0.y - line.at($0.x), isCeiling: $0.isCeiling) }
    let level = LeastBroken.line(residuals, slope: 0)
    let kept = residuals.filter { level.breach($0) <= 0 }
    guard let top = kept.filter(\.isCeiling).map(\.y).min(), let bottom = kept.filter({ !$0.isCeiling }).map(\.y).max()
    else { return nil }
    return max(abs(top), abs(bottom))
  }

  /// In one direction, delays that grow look like drift; in less than a minute of nanoseconds no clock drifts enough to
  /// matter.
  private static let shortestDrift = 60e9

  /// Of bounds of one kind: the line nearest to zero that breaks none but the worst fiftieth.
  func touching() -> OffsetLine {
    let sign: Double = points[0].isCeiling ? 1 : -1
    let centre = points.reduce(0) { $0 + $1.x } / Double(points.count)
    let level = { (slope: Double) in sign * points.map { sign * ($0.y - slope * $0.x) }.sorted()[points.count / 50] }
    let span = points[points.count - 1].x - points[0].x
    let slope = span < Self.shortestDrift ? 0 : Search.slope { sign * (level($0) + $0 * centre) }
    return OffsetLine(level: level(slope), slope: slope)
  }
}

/// How many bounds a line breaks.
struct Breaches {
  private struct Count {
    var all = 0
    var broken = 0
    var isTolerable: Bool { broken * 50 <= all }
    var isFew: Bool { broken <= max(all / 10, all >= 8 ? 1 : 0) }
    var isMost: Bool { broken >= 3 && broken * 2 > all }
  }

  private var ceilings = Count()
  private var floors = Count()
  private var worst = 0.0

  init(_ points: ArraySlice<BoundPoint>, _ line: OffsetLine, beyond slack: Double) {
    for point in points {
      let breach = line.breach(point)
      let broken = breach > slack ? 1 : 0
      worst = max(worst, breach)
      if point.isCeiling {
        ceilings = Count(all: ceilings.all + 1, broken: ceilings.broken + broken)
      } else {
        floors = Count(all: floors.all + 1, broken: floors.broken + broken)
      }
    }
  }

  /// So few and by so little that the line is as good as any.
  var areTolerable: Bool {
    ceilings.isTolerable && floors.isTolerable
      && (worst <= ClockFit.tolerable || (ceilings.broken + floors.broken == 0))
  }
  /// As many as false matches may be.
  var areFew: Bool { ceilings.isFew && floors.isFew }
  var areMost: Bool { ceilings.isMost || floors.isMost }
}
