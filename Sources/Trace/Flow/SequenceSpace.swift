/// TCP sequence numbers of one direction of one connection, compared on their circle.
enum SequenceSpace {
  /// Further apart than windows and losses bring two numbers of one connection within the time that taps differ.
  static let reach: Int32 = 1 << 24

  /// Nil when further apart than `reach`.
  @inline(__always) static func distance(_ one: UInt32, _ other: UInt32) -> Int64? {
    let distance = Int32(bitPattern: one &- other)
    return distance < reach && distance > -reach ? Int64(distance.magnitude) : nil
  }

  @inline(__always) static func isNear(_ one: UInt32, _ other: UInt32) -> Bool {
    distance(one, other) != nil
  }
}
