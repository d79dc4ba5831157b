/// How many paths of those selected: all, the first ones, or the last ones.
public enum PathLimit: Sendable, Hashable {
  case all
  case first(Int)
  case last(Int)

  /// Of paths that are in their order.
  public func cut(_ paths: [Path]) -> [Path] {
    switch self {
    case .all: paths
    case .first(let count): Array(paths.prefix(count))
    case .last(let count): Array(paths.suffix(count))
    }
  }
}
