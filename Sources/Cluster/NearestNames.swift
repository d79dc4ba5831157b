/// Names that someone who wrote another one may have meant.
public enum NearestNames {
  /// How many are told.
  private static let most = 3
  /// Names longer than any of Kubernetes' are not compared.
  private static let longest = 320

  /// The nearest first; none when nothing is near.
  ///
  /// Near is: one is the beginning of the other, or few letters are wrong, missing, too many or swapped. Of
  /// `namespace/name` the same name in another namespace is near too.
  public static func of(_ word: String, among names: some Sequence<String>) -> [String] {
    let wanted = Array(word.lowercased().utf8)
    guard !wanted.isEmpty, wanted.count <= longest else { return [] }
    var found: [(cost: Int, name: String)] = []
    for name in names where name.utf8.count <= longest {
      if let cost = cost(wanted, Array(name.lowercased().utf8)) { found.append((cost, name)) }
    }
    found.sort { ($0.cost, $0.name) < ($1.cost, $1.name) }
    var told: Set<String> = []
    return Array(found.map(\.name).filter { told.insert($0).inserted }.prefix(most))
  }

  /// - Returns: nil for what is not near.
  private static func cost(_ wanted: [UInt8], _ name: [UInt8]) -> Int? {
    let allowed = max(1, wanted.count / 3)
    if abs(name.count - wanted.count) <= allowed, case let edits = edits(wanted, name), edits <= allowed { return edits }
    let (bare, bareName) = (lastPart(wanted), lastPart(name))
    if !bare.isEmpty, bare.elementsEqual(bareName) { return allowed }
    if bare.count >= 3, bareName.starts(with: bare) || bare.starts(with: bareName) && bareName.count >= 3 {
      return allowed + 1
    }
    return nil
  }

  private static func lastPart(_ name: [UInt8]) -> ArraySlice<UInt8> {
    name.lastIndex(of: UInt8(ascii: "/")).map { name[($0 + 1)...] } ?? name[...]
  }

  /// Letters to change, drop, add or swap with their neighbour until one is the other (optimal string alignment).
  private static func edits(_ from: [UInt8], _ to: [UInt8]) -> Int {
    var before: [Int] = []
    var last = Array(0...to.count)
    for row in 1...max(1, from.count) where row <= from.count {
      var current = [row]
      for column in 1...max(1, to.count) where column <= to.count {
        let change = last[column - 1] + (from[row - 1] == to[column - 1] ? 0 : 1)
        var best = min(change, last[column] + 1, current[column - 1] + 1)
        if row > 1, column > 1, from[row - 1] == to[column - 2], from[row - 2] == to[column - 1] {
          best = min(best, before[column - 2] + 1)
        }
        current.append(best)
      }
      (before, last) = (last, current)
    }
    return last[to.count]
  }
}
