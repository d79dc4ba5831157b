import Capture
import Cluster
import Wire

/// The packet filter of a run, if there is one.
struct PacketGate: ~Copyable {
  private var filter: PacketFilter
  let isFiltered: Bool

  /// - Throws: what is wrong with the expression, for the interfaces known by now.
  init(_ expression: String?, _ input: borrowing PacketInput) throws {
    filter = PacketFilter(expression ?? "")
    isFiltered = expression != nil
    try cover(input)
  }

  /// Makes ready for all interfaces known by now.
  mutating func cover(_ input: borrowing PacketInput) throws {
    if isFiltered { try FilterNotes.cover(input, &filter) }
  }

  /// Warns when the filter cuts paths.
  func tell(_ timeline: MapTimeline) {
    if isFiltered { FilterNotes.tell(filter.expression, timeline) }
  }

  @inline(__always)
  mutating func admits(_ packet: borrowing Packet) -> Bool { filter.admits(packet) }

  /// Packets not looked at; nil without a filter.
  var leftOut: Int? { isFiltered ? filter.leftOut : nil }
}
