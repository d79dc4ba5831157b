import Wire

/// From a directed tuple to the records that have it: open addressing over groups, at most half full.
///
/// ```
/// slots:   hash → group + 1          one per different tuple
/// begins:  group → first of members
/// members: record, record, …        each group in the order of the records
/// ```
/// The hash is seeded per process, so that a file cannot choose colliding tuples; answers do not depend on the seed.
struct TupleIndex: Sendable {
  enum Side { case original, translated }

  private let side: Side
  private var slots: [UInt32] = []
  private var begins: [UInt32] = []
  private var members: [UInt32] = []
  private let seed = UInt64(bitPattern: Int64(Hasher().finalize())) | 1

  /// - Parameter records: fewer than 2³¹, in the order in which `subscript` shall return them.
  init(_ side: Side, _ records: [ConntrackRecord]) {
    self.side = side
    guard !records.isEmpty else { return }
    slots = Array(repeating: 0, count: Self.powerOfTwo(atLeast: 2 * records.count))
    let groups = group(records)
    for group in groups { begins[Int(group) + 1] += 1 }
    for group in 1..<begins.count { begins[group] += begins[group - 1] }
    fill(groups)
  }

  /// The records with exactly this tuple, as indices.
  func callAsFunction(_ tuple: Tuple, _ records: [ConntrackRecord]) -> ArraySlice<UInt32> {
    guard !slots.isEmpty else { return [] }
    var place = hash(tuple) & (slots.count - 1)
    while slots[place] != 0 {
      let group = Int(slots[place]) - 1
      if key(records[Int(members[Int(begins[group])])]) == tuple {
        return members[Int(begins[group])..<Int(begins[group + 1])]
      }
      place = (place + 1) & (slots.count - 1)
    }
    return []
  }

  /// Gives every different tuple a number.
  ///
  /// - Returns: the number of each record's; `begins` has one place more than there are numbers, all 0.
  private mutating func group(_ records: [ConntrackRecord]) -> [UInt32] {
    var first: [UInt32] = []
    var groups: [UInt32] = []
    groups.reserveCapacity(records.count)
    for index in records.indices {
      let tuple = key(records[index])
      var place = hash(tuple) & (slots.count - 1)
      while slots[place] != 0, key(records[Int(first[Int(slots[place]) - 1])]) != tuple {
        place = (place + 1) & (slots.count - 1)
      }
      if slots[place] == 0 {
        first.append(UInt32(index))
        slots[place] = UInt32(first.count)
      }
      groups.append(slots[place] - 1)
    }
    begins = Array(repeating: 0, count: first.count + 1)
    return groups
  }

  private mutating func fill(_ groups: [UInt32]) {
    members = Array(repeating: 0, count: groups.count)
    var next = begins
    for (index, group) in groups.enumerated() {
      members[Int(next[Int(group)])] = UInt32(index)
      next[Int(group)] += 1
    }
  }

  @inline(__always)
  private func key(_ record: ConntrackRecord) -> Tuple { side == .original ? record.original : record.translated }

  private func hash(_ tuple: Tuple) -> Int {
    let rest = UInt64(tuple.sourcePort) << 24 | UInt64(tuple.destinationPort) << 8 | UInt64(tuple.transport.rawValue)
    let source = fold(tuple.source.low ^ seed, tuple.source.high ^ 0x9e37_79b9_7f4a_7c15)
    let destination = fold(tuple.destination.low ^ source, tuple.destination.high ^ 0xe703_7ed1_a0b4_28db &* seed)
    return Int(truncatingIfNeeded: fold(rest ^ destination, seed ^ 0xc2b2_ae3d_27d4_eb4f) >> 1)
  }

  @inline(__always)
  private func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }

  private static func powerOfTwo(atLeast count: Int) -> Int { 1 << (Int.bitWidth - (count - 1).leadingZeroBitCount) }
}
