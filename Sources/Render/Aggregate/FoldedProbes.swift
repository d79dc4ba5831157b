import Trace

/// Kubelet probes that outputs leave out, counted.
public struct FoldedProbes: Sendable, Equatable {
  public private(set) var count = 0
  public private(set) var failed = 0

  public init() {}

  /// Counts the probes among some paths, and returns the others.
  public mutating func remaining(of paths: [Path]) -> [Path] {
    paths.filter { path in
      guard path.probe != nil else { return true }
      count += 1
      if !path.isOK { failed += 1 }
      return false
    }
  }
}
