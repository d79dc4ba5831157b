/// The line that breaks bounds least, when some of them are wrong: least sum of breaches, where ceilings together weigh
/// as much as floors. Few wrong bounds move it little, however wrong they are, as a median is moved little.
enum LeastBroken {
  static func line(_ points: [BoundPoint]) -> OffsetLine {
    let (ceilings, floors) = (points.filter(\.isCeiling), points.filter { !$0.isCeiling })
    let slope = Search.slope { -level(ceilings, floors, slope: $0).cost }
    return OffsetLine(level: level(ceilings, floors, slope: slope).level, slope: slope)
  }

  /// The best line with the given slope.
  static func line(_ points: [BoundPoint], slope: Double) -> OffsetLine {
    let best = level(points.filter(\.isCeiling), points.filter { !$0.isCeiling }, slope: slope)
    return OffsetLine(level: best.level, slope: slope)
  }

  /// Gives up the lowest ceilings and the highest floors, equal parts of each, until those that are left agree.
  private static func level(
    _ ceilings: [BoundPoint], _ floors: [BoundPoint], slope: Double
  ) -> (level: Double, cost: Double) {
    let tops = ceilings.map { $0.y - slope * $0.x }.sorted()
    let bottoms = floors.map { $0.y - slope * $0.x }.sorted(by: >)
    guard !tops.isEmpty, !bottoms.isEmpty else { return (tops.first ?? bottoms.first ?? 0, 0) }
    var (top, bottom) = (0, 0)
    while tops[top] < bottoms[bottom], top + 1 < tops.count, bottom + 1 < bottoms.count {
      if (top + 1) * bottoms.count <= (bottom + 1) * tops.count { top += 1 } else { bottom += 1 }
    }
    let level = (tops[top] + bottoms[bottom]) / 2
    let above = tops.reduce(0) { $0 + max(0, level - $1) } / Double(tops.count)
    let below = bottoms.reduce(0) { $0 + max(0, $1 - level) } / Double(bottoms.count)
    return (level, above + below)
  }
}
