/// A bound as a point: `x` time, `y` offset, both in nanoseconds from somewhere near.
struct BoundPoint: BitwiseCopyable {
  var x: Double
  var y: Double
  /// The line must pass below, otherwise above.
  var isCeiling: Bool
}

/// A straight line `level + slope · x`.
struct OffsetLine: BitwiseCopyable {
  var level: Double
  var slope: Double
  func at(_ x: Double) -> Double { level + slope * x }

  /// By how much it is on the wrong side of a bound; negative on the right side.
  func breach(_ point: BoundPoint) -> Double {
    point.isCeiling ? at(point.x) - point.y : point.y - at(point.x)
  }
}

/// All straight lines that pass below some ceilings and above some floors.
///
/// ```
///   y │   ‾ ‾   ‾  ‾ ‾     ceilings: packets from first to second
///     │ ───────────────    a line: offset and drift
///     │  _   _ _    _ _    floors: packets from second to first
///     └──────────────── x
/// ```
/// For one slope the levels that fit are an interval; its width is a concave function of the slope, and only the
/// corners of two convex hulls can touch a line. So everything asked here is a search over one number.
struct Corridor {
  /// No oscillator of a computer is further off: 1000 ppm.
  static let steepest = 1e-3

  private let ceilings: [BoundPoint]
  private let floors: [BoundPoint]
  /// First and last time of a bound.
  let start: Double
  let end: Double

  /// - Parameter points: by ascending `x`, at least one.
  init(_ points: [BoundPoint]) {
    ceilings = Self.hull(points.filter(\.isCeiling), sign: 1)
    floors = Self.hull(points.filter { !$0.isCeiling }, sign: -1)
    start = points[0].x
    end = points[points.count - 1].x
  }

  /// The corners that a line can touch from below (`sign` 1) or from above (-1).
  private static func hull(_ points: [BoundPoint], sign: Double) -> [BoundPoint] {
    var corners: [BoundPoint] = []
    for point in points {
      while let last = corners.last, corners.count > 1 || last.x == point.x {
        if last.x == point.x {
          if sign * point.y >= sign * last.y { break }
        } else {
          let before = corners[corners.count - 2]
          let turn = (last.x - before.x) * (point.y - before.y) - (last.y - before.y) * (point.x - before.x)
          if sign * turn > 0 { break }
        }
        corners.removeLast()
      }
      if corners.last?.x != point.x { corners.append(point) }
    }
    return corners
  }

  /// The highest level of a line with this slope.
  func highest(_ slope: Double) -> Double { ceilings.reduce(.infinity) { min($0, $1.y - slope * $1.x) } }
  /// The lowest.
  func lowest(_ slope: Double) -> Double { floors.reduce(-.infinity) { max($0, $1.y - slope * $1.x) } }
  /// Negative: no line with this slope fits.
  func width(_ slope: Double) -> Double { highest(slope) - lowest(slope) }

  /// The slope that leaves most room above and below.
  var widest: Double { Search.slope(width) }

  /// In the middle between ceilings and floors.
  func middle(_ slope: Double) -> OffsetLine {
    OffsetLine(level: (highest(slope) + lowest(slope)) / 2, slope: slope)
  }

  /// The slopes of the lines that fit.
  ///
  /// - Parameters:
  ///   - slope: one of them.
  ///   - slack: how far a line may be on the wrong side of a bound.
  func slopes(around slope: Double, slack: Double) -> ClosedRange<Double> {
    let fits = { width($0) + 2 * slack >= 0 }
    let least = Search.edge(from: slope, to: -Self.steepest, fits)
    return least...max(least, Search.edge(from: slope, to: Self.steepest, fits))
  }

  /// How far the lines that fit are from the given one, at most, between the first bound and the last.
  func farthest(from line: OffsetLine, slopes: ClosedRange<Double>, slack: Double) -> Double {
    var distance = 0.0
    for x in [start, end] {
      let top = Search.maximum(slopes.lowerBound, slopes.upperBound) { highest($0) + $0 * x }
      let bottom = Search.maximum(slopes.lowerBound, slopes.upperBound) { -(lowest($0) + $0 * x) }
      let above = highest(top) + top * x + slack - line.at(x)
      let below = line.at(x) - (lowest(bottom) + bottom * x - slack)
      distance = max(distance, above, below)
    }
    return distance
  }
}

/// Searches over one number.
enum Search {
  private static let steps = 64
  private static let golden = 0.618_033_988_749_894_9

  /// The slope for which a concave function is greatest; none when it is as great without one.
  static func slope(_ value: (Double) -> Double) -> Double {
    let best = maximum(-Corridor.steepest, Corridor.steepest, value)
    return value(0) >= value(best) ? 0 : best
  }

  /// Where a concave function is greatest.
  static func maximum(_ low: Double, _ high: Double, _ value: (Double) -> Double) -> Double {
    var (low, high) = (low, high)
    var left = high - golden * (high - low)
    var right = low + golden * (high - low)
    var (atLeft, atRight) = (value(left), value(right))
    for _ in 0..<steps {
      if atLeft < atRight {
        (low, left, atLeft) = (left, right, atRight)
        right = low + golden * (high - low)
        atRight = value(right)
      } else {
        (high, right, atRight) = (right, left, atLeft)
        left = high - golden * (high - low)
        atLeft = value(left)
      }
    }
    return (low + high) / 2
  }

  /// The last number for which `fits` holds, on the way from one for which it does.
  static func edge(from inside: Double, to outside: Double, _ fits: (Double) -> Bool) -> Double {
    if fits(outside) { return outside }
    var (inside, outside) = (inside, outside)
    for _ in 0..<steps {
      let middle = (inside + outside) / 2
      if fits(middle) { inside = middle } else { outside = middle }
    }
    return inside
  }
}
