import Wire

/// Compares the clocks of hosts by the packets that several of them saw: fed with every packet of all captures in any
/// order, it then says how far each clock is from the first one.
///
/// A packet that went from A to B was there no earlier than it left: `clock(B) - clock(A)` is at most the difference of
/// its two times. A packet from B to A bounds it from below. Which way a packet went is told by its TTL, which routers
/// only lower; where it is equal, by what answers it. Many packets both ways leave a narrow corridor for the offset.
///
/// Memory: at most 11 MiB.
public struct ClockSampler: Sendable {
  /// Handshakes have a table of their own, so that no bulk transfer crowds them out.
  private var handshakes = SampleTable()
  private var others = SampleTable()

  public init() {}

  /// - Parameter host: a number for the host whose tap saw the packet; taps of one host share one clock.
  @inline(__always)
  public mutating func add(_ headers: Headers, host: Int) {
    guard let mark = CopyMark(headers) else { return }
    if mark.isHandshake {
      if handshakes.keeps(mark.hash) { keep(headers, mark, host) }
    } else if others.keeps(mark.hash) {
      keep(headers, mark, host)
    }
  }

  @inline(never)
  private mutating func keep(_ headers: Headers, _ mark: CopyMark, _ host: Int) {
    guard let host = UInt16(exactly: host) else { return }
    let sighting = SampleTable.Sighting(
      first: headers.timestamp, last: headers.timestamp, connection: headers.connection, next: -1, host: host,
      ttl: headers.ttl)
    if mark.isHandshake { handshakes.add(mark, sighting) } else { others.add(mark, sighting) }
  }

  /// How the clocks of all hosts differ from the first host with which they share packets.
  ///
  /// - Parameter hostCount: hosts are numbered from 0 to below it.
  /// - Returns: one for each host, in their order.
  public func estimates(hostCount: Int) -> [ClockEstimate] {
    let pairs = SharedCopies.collect([handshakes, others])
    let tree = ClockTree(pairs.mapValues { ClockFit.fit($0) }, hostCount: hostCount)
    return ClockTriangle(pairs, tree.estimates).estimates
  }
}
