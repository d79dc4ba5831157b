/// The time of packets where none come: the last one's, and what has passed since it was read.
struct LiveClock {
  private var packet = Int64.min
  private var isNew = false
  private var anchor: (packet: Int64, machine: Int64)?

  mutating func note(_ time: Int64) {
    if time > packet {
      packet = time
      isNew = true
    }
  }

  /// - Parameter machine: nanoseconds on a clock that only moves forward.
  /// - Returns: nil before the first packet.
  mutating func time(at machine: Int64) -> Int64? {
    if isNew {
      isNew = false
      anchor = (packet, machine)
    }
    guard let anchor else { return nil }
    let (time, overflow) = anchor.packet.addingReportingOverflow(machine - anchor.machine)
    return overflow ? .max : time
  }
}
