import Wire

/// Where copies of one flow's packets were lost, by what each tap counted.
///
/// ```
///   tap        1     2     3     4
///   copies    13    12    13     5      tap 2 missed one itself, for tap 3 had it;
///   reached   13    13    13     5      eight were lost between 3 and 4
/// ```
/// TCP is counted in sequence space, repetitions included: the same at every tap however the data was cut (GSO, GRO).
/// A sender repeats what was lost, so TCP lost no more than was repeated; and a tap that captured late or stopped early
/// shows the same as a loss would: fewer than three copies are no claim, nor are any where a capture itself lost packets.
enum Loss {
  /// Less is no claim.
  static let leastCopies = 3
  /// Datagrams are not repeated, so a tap must have gone on to see the flow until its end, within so many nanoseconds.
  static let patience: Int64 = 100_000_000

  struct Count {
    /// Sequence space of TCP, else packets. Modulo 2³².
    var carried: UInt32
    var packets: Int
    var repeated: Int
    var last: Int64
  }

  /// - Parameter counts: of one direction, in the order in which its packets passed.
  /// - Returns: copies lost between each tap and the next.
  static func between(_ counts: [Count], isTCP: Bool) -> [Int] {
    guard let first = counts.first, counts.count > 1 else { return [] }
    let relative = counts.map { Int64(Int32(bitPattern: $0.carried &- first.carried)) }
    let reached = relative.indices.map { relative[$0...].max() ?? 0 }
    return (0..<counts.count - 1).map { position in
      let missing = reached[position] - reached[position + 1]
      guard missing > 0 else { return 0 }
      var lost = copies(missing, counts[position], counts[position + 1], isTCP: isTCP)
      if isTCP { lost = min(lost, counts.map(\.repeated).max() ?? 0) }
      guard lost >= leastCopies else { return 0 }
      if isTCP { return lost }
      return counts[position].last.since(counts[position + 1].last) < patience ? lost : 0
    }
  }

  /// Sequence space as packets: the difference in packets where the taps saw the same cuts, else by the mean segment.
  private static func copies(_ missing: Int64, _ before: Count, _ behind: Count, isTCP: Bool) -> Int {
    guard isTCP else { return Int(missing) }
    let fewer = before.packets - behind.packets
    if fewer > 0 && Int64(fewer) <= missing { return fewer }
    let mean = max(1, Int64(before.carried) / Int64(max(1, before.packets)))
    return Int((missing + mean - 1) / mean)
  }
}
