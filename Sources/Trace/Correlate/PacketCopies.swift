import Wire

/// Whether two packets of different flows are copies of one.
extension Tracer {
  func isCopy(_ print: PacketPrint, _ other: PacketPrint) -> Bool {
    isComparable(print, other) && objection(print, other) == nil
  }

  /// Seen near enough to each other, in flows that are not one path already.
  func isComparable(_ print: PacketPrint, _ other: PacketPrint) -> Bool {
    guard other.flow != print.flow, print.time.distance(from: other.time) <= window(for: print) else { return false }
    guard flows.slab[other.flow].serial == other.serial else { return false }
    guard flows.slab[other.flow].path != flows.slab[print.flow].path else { return false }
    return (print.payloadLength == 0) == (other.payloadLength == 0)
      && !flows.slab[print.flow].key.hasSameEnds(as: flows.slab[other.flow].key)
  }

  /// Why what looks alike at first is no copy; nil when it is one.
  func objection(_ print: PacketPrint, _ other: PacketPrint) -> Refusal? {
    if print.longPayloadHash != other.longPayloadHash, print.longPayloadHash != 0, other.longPayloadHash != 0 {
      return .payload
    }
    let (one, two) = (flows.slab[print.flow], flows.slab[other.flow])
    if one.marks.contains(.isnKnown), two.marks.contains(.isnKnown), one.clientISN != two.clientISN {
      return .clientISN
    }
    guard let tuples = alignedTuples(print, other) else { return .direction }
    return legality(tuples.0, tuples.1).allows || isOverwhelming(print, tuples) ? nil : .map
  }

  /// More than a stale map can outweigh: numbers that nobody else has, or the very same datagram from the very same socket.
  private func isOverwhelming(_ print: PacketPrint, _ tuples: (Tuple, Tuple)) -> Bool {
    if print.isTCP(flows) { return print.payloadLength > 0 && flows.slab[print.flow].marks.contains(.hasTimestamp) }
    return print.packetID != 0 && print.longPayloadHash != 0 && tuples.0.hasSameSource(as: tuples.1)
  }

  /// Datagrams repeat sooner than sequence numbers do.
  func window(for print: PacketPrint) -> Int64 {
    if print.isTCP(flows) { return window }
    let skew = taps.hostCount > 1 ? configuration.datagramSkew ?? configuration.skew : 0
    return Self.datagramWindow + skew
  }

  /// Copies of a datagram pass the taps of one host within this time, in nanoseconds.
  static var datagramWindow: Int64 { 500_000_000 }

  /// Both flows' request tuples with one idea of who the client is; nil when both are sure and disagree.
  func alignedTuples(_ print: PacketPrint, _ other: PacketPrint) -> (Tuple, Tuple)? {
    let one = flows.slab[print.flow]
    let two = flows.slab[other.flow]
    if (print.fromA == one.clientIsA) == (other.fromA == two.clientIsA) { return (one.request, two.request) }
    if !one.marks.contains(.clientKnown) { return (one.request.reversed, two.request) }
    if !two.marks.contains(.clientKnown) { return (one.request, two.request.reversed) }
    return nil
  }
}

extension PacketPrint {
  func isTCP(_ flows: borrowing FlowStore) -> Bool { flows.slab[flow].transport == .tcp }
}
