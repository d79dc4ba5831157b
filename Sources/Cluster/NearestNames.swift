/// Names that someone who wrote another one may have meant.
public enum NearestNames {
  public struct Candidate {
    var name: String
    var shown: String

    /// - Parameters:
    ///   - name: what is compared.
    ///   - shown: what is told, once.
    public init(name: String, shown: String) {
      self.name = name
      self.shown = shown
    }
  }

  /// Kubernetes' names are shorter; of longer ones the beginning counts.
  private static let longest = 320

  /// The nearest first; none when nothing is near.
  ///
  /// Near is: the text is part of the name, or a third of the letters at most is wrong, missing, too many or swapped. Of
  /// `namespace/name` the same name in another namespace is near too.
  public static func find(_ text: String, among candidates: [Candidate], most: Int = 3) -> [String] {
    let wanted = letters(text)
    guard !wanted.isEmpty else { return [] }
    var found: [(cost: Int, shown: String)] = []
    var told: Set<String> = []
    for candidate in candidates where told.insert(candidate.shown).inserted {
      if let cost = cost(wanted, letters(candidate.name)) { found.append((cost, candidate.shown)) }
    }
    found.sort { ($0.cost, $0.shown) < ($1.cost, $1.shown) }
    return found.prefix(most).map(\.shown)
  }

  public static func find(_ text: String, among names: [String], most: Int = 3) -> [String] {
    find(text, among: names.map { Candidate(name: $0, shown: $0) }, most: most)
  }

  private static func letters(_ text: String) -> [UInt8] { Array(text.lowercased().utf8.prefix(longest)) }

  /// - Returns: nil for what is not near.
  private static func cost(_ wanted: [UInt8], _ name: [UInt8]) -> Int? {
    let (bare, bareName) = (lastPart(wanted), lastPart(name))
    if bare.count >= 3, contains(bareName, bare) { return bare.count == bareName.count ? 0 : 1 }
    let allowed = max(1, max(wanted.count, name.count) / 3)
    guard abs(name.count - wanted.count) <= allowed else { return nil }
    let edits = edits(wanted, name)
    return edits <= allowed ? edits : nil
  }

  private static func lastPart(_ name: [UInt8]) -> ArraySlice<UInt8> {
    name.lastIndex(of: UInt8(ascii: "/")).map { name[($0 + 1)...] } ?? name[...]
  }

  private static func contains(_ name: ArraySlice<UInt8>, _ part: ArraySlice<UInt8>) -> Bool {
    guard name.count >= part.count else { return false }
    return (name.startIndex...(name.endIndex - part.count)).contains { name[$0...].starts(with: part) }
  }

  /// Letters to change, drop, add or swap with their neighbour until one is the other (optimal string alignment).
  private static func edits(_ from: [UInt8], _ to: [UInt8]) -> Int {
    var before: [Int] = []
    var last = Array(0...to.count)
    for row in from.indices {
      var current = [row + 1]
      for column in to.indices {
        let change = last[column] + (from[row] == to[column] ? 0 : 1)
        var best = min(change, last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, from[row] == to[column - 1], from[row - 1] == to[column] {
          best = min(best, before[column - 1] + 1)
        }
        current.append(best)
      }
      (before, last) = (last, current)
    }
    return last[to.count]
  }
}
