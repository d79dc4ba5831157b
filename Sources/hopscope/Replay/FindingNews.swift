import Trace

/// Which findings were told before: one is told when it first appears.
struct FindingNews {
  private var told: Set<FindingIdentity> = []

  /// - Parameter findings: all that there are.
  /// - Returns: those that were not among them the last time.
  mutating func take(_ findings: [Finding]) -> [Finding] {
    findings.filter { told.insert($0.identity).inserted }
  }
}
