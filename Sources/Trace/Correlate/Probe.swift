import Cluster
import Wire

/// Joining by the packets themselves: for UDP, ICMP echo, and TCP whose handshake was not captured.
///
/// The first packets of such a flow are compared with those lately seen elsewhere. One match joins when the packet is
/// distinct (payload under TCP's sequence numbers; an IPv4 identification or IPv6 flow label under UDP) and the map allows
/// it; otherwise it takes two packets, or one and a map that says so outright.
extension Tracer {
  mutating func probe(_ flow: UInt32, _ headers: Headers, fromA: Bool) {
    flows.slab[flow].probesLeft &-= 1
    guard let hash = ring.hash(headers) else { return }
    let record = flows.slab[flow]
    let print = PacketPrint(
      flow: flow, serial: record.serial, time: headers.timestamp, hash: hash, packetID: headers.packetID,
      longPayloadHash: headers.longPayloadHash, payloadLength: headers.payloadLength, fromA: fromA,
      isDistinct: headers.payloadLength > 0 || headers.packetID != 0)
    if let partner = partner(of: print) { join(print, partner) }
    ring.append(print)
  }

  /// The one print of another path that is a copy of this packet; nil when there is none or more than one such path.
  private mutating func partner(of print: PacketPrint) -> PacketPrint? {
    var probe = ring.probe(print.hash)
    var best: PacketPrint?
    while let other = ring.nextPrint(&probe, hash: print.hash) {
      guard isCopy(print, other) else { continue }
      if let known = best, flows.slab[known.flow].path != flows.slab[other.flow].path {
        flows.slab[print.flow].marks.insert(.ambiguous)
        return nil
      }
      best = other
    }
    return best
  }

  private func isCopy(_ print: PacketPrint, _ other: PacketPrint) -> Bool {
    guard other.flow != print.flow, print.time.distance(from: other.time) <= window(for: print) else { return false }
    guard flows.slab[other.flow].serial == other.serial else { return false }
    let path = flows.slab[other.flow].path
    guard path != flows.slab[print.flow].path else { return false }
    guard print.longPayloadHash == other.longPayloadHash || print.longPayloadHash == 0 || other.longPayloadHash == 0
    else { return false }
    guard let tuples = alignedTuples(print, other) else { return false }
    return legality(tuples.0, tuples.1).allows && fits(flows.slab[print.flow].path, path)
  }

  /// Datagrams repeat sooner than sequence numbers do.
  private func window(for print: PacketPrint) -> Int64 {
    print.isTCP(flows) ? window : window - 2_000_000_000
  }

  /// Both flows' request tuples with one idea of who the client is; nil when both are sure and disagree.
  private func alignedTuples(_ print: PacketPrint, _ other: PacketPrint) -> (Tuple, Tuple)? {
    let one = flows.slab[print.flow]
    let two = flows.slab[other.flow]
    if (print.fromA == one.clientIsA) == (other.fromA == two.clientIsA) { return (one.request, two.request) }
    if !one.marks.contains(.clientKnown) { return (one.request.reversed, two.request) }
    if !two.marks.contains(.clientKnown) { return (one.request, two.request.reversed) }
    return nil
  }

  /// One path has one client and one server: at most a client's and a node's source, a front and an endpoint, and one more
  /// of each for every further host that rewrites.
  private func fits(_ one: UInt32, _ other: UInt32) -> Bool {
    var sources: [Socket] = []
    var destinations: [Socket] = []
    for path in [one, other] {
      var flow = paths[path].firstFlow
      while flow != 0 {
        let tuple = flows.slab[flow].request
        let source = Socket(tuple.source, tuple.sourcePort)
        let destination = Socket(tuple.destination, tuple.destinationPort)
        if !sources.contains(source) { sources.append(source) }
        if !destinations.contains(destination) { destinations.append(destination) }
        flow = flows.slab[flow].nextInPath
      }
    }
    let most = taps.hostCount > 1 ? 3 : 2
    return sources.count <= most && destinations.count <= most
  }

  private mutating func join(_ print: PacketPrint, _ other: PacketPrint) {
    guard let tuples = alignedTuples(print, other) else { return }
    let verdict = legality(tuples.0, tuples.1)
    let isSure =
      print.isTCP(flows)
      ? print.payloadLength > 0 : (print.packetID != 0 && print.isDistinct) || verdict == .yes
    if !isSure {
      countHit(print.flow, other.flow)
      guard flows.slab[print.flow].candidateHits >= 2 else { return }
    }
    align(print, other)
    flows.slab[print.flow].marks.subtract(.ambiguous)
    merge(flows.slab[print.flow].path, flows.slab[other.flow].path)
  }

  private mutating func countHit(_ flow: UInt32, _ other: UInt32) {
    if flows.slab[flow].candidate == other {
      flows.slab[flow].candidateHits &+= 1
    } else {
      flows.slab[flow].candidate = other
      flows.slab[flow].candidateHits = 1
    }
  }

  /// Gives both paths one idea of who the client is.
  private mutating func align(_ print: PacketPrint, _ other: PacketPrint) {
    let one = flows.slab[print.flow]
    let two = flows.slab[other.flow]
    if (print.fromA == one.clientIsA) == (other.fromA == two.clientIsA) { return }
    turn(one.marks.contains(.clientKnown) ? two.path : one.path)
  }

  private mutating func turn(_ path: UInt32) {
    var flow = paths[path].firstFlow
    while flow != 0 {
      flows.slab[flow].setClient(isA: !flows.slab[flow].clientIsA)
      flow = flows.slab[flow].nextInPath
    }
  }
}

extension PacketPrint {
  fileprivate func isTCP(_ flows: borrowing FlowStore) -> Bool { flows.slab[flow].transport == .tcp }
}
