import Cluster
import Wire

/// Joining by the packets themselves: for UDP, ICMP echo, and TCP whose handshake was not captured at every tap.
///
/// The first packets of a flow are compared with those lately seen elsewhere, and again when it speaks after a pause, for
/// its mapping may have changed meanwhile. One match joins when the packet is distinct (payload under TCP's sequence
/// numbers; an IPv4 identification or IPv6 flow label under UDP) and the map allows it; otherwise it takes two packets, or
/// one and a map that says so outright.
extension Tracer {
  mutating func probe(_ flow: UInt32, _ position: Int, fromA: Bool) {
    let headers = unsafe batch[position]
    if flows.slab[flow].marks.contains(.isnKnown) {
      // Its SYN has been compared; and once its translation is known there is nothing left to find.
      guard headers.flags.isDisjoint(with: [.syn, .rst]) else { return }
      if paths[flows.slab[flow].path].isTranslated && !flows.slab[flow].marks.contains(.resumed) {
        flows.slab[flow].probesLeft = 0
        return
      }
    }
    flows.slab[flow].probesLeft &-= 1
    guard let print = print(of: headers, flow, fromA: fromA) else { return }
    if let partner = partner(of: print) ?? neighbour(of: print, position) { join(print, partner) }
    ring.append(print)
  }

  private mutating func print(of headers: Headers, _ flow: UInt32, fromA: Bool) -> PacketPrint? {
    guard let hash = ring.hash(headers) else { return nil }
    let isDistinct = headers.isDistinct && (headers.isNumbered || !ring.isRepeated(headers))
    return PacketPrint(
      flow: flow, serial: flows.slab[flow].serial, time: headers.timestamp, number: headers.number, hash: hash,
      packetID: headers.packetID, longPayloadHash: headers.longPayloadHash, payloadLength: headers.payloadLength,
      fromA: fromA, isDistinct: isDistinct)
  }

  /// The one print of another path that is a copy of this packet; nil when there is none or more than one such path.
  private mutating func partner(of print: PacketPrint) -> PacketPrint? {
    var probe = ring.probe(print.hash)
    var best: PacketPrint?
    var bestRelation = Relation.apart
    while let other = ring.nextPrint(&probe, hash: print.hash) {
      guard isComparable(print, other) else { continue }
      let relation = relation(of: print.flow, and: other.flow)
      if let refusal = objection(print, other) ?? (relation == .apart ? .map : nil) {
        refuse(print.flow, other.flow, refusal)
        continue
      }
      if relation == .parallel && bestRelation == .one { continue }
      // Who sends what others send too is not proven to be mapped anew.
      if relation == .parallel && !print.isDistinct { continue }
      if let known = best, relation == bestRelation, !areKin(known.flow, other.flow) {
        // Stretches of one way that have not met yet are no alternatives: the nearest will do.
        guard self.relation(of: known.flow, and: other.flow) == .one, !map.isEmpty || isFresh(print) else {
          doubt(print.flow, known.flow, other.flow)
          return nil
        }
        if print.time.distance(from: known.time) <= print.time.distance(from: other.time) { continue }
      }
      best = other
      bestRelation = relation
    }
    return best
  }

  /// Nobody sent the like before this packet passed its first tap.
  private func isFresh(_ print: PacketPrint) -> Bool {
    var probe = ring.probe(print.hash)
    let passage = Self.passage + window(for: print) - Self.datagramWindow
    while let other = ring.nextPrint(&probe, hash: print.hash) {
      if other.time.distance(from: print.time) > passage { return false }
    }
    return true
  }

  private mutating func doubt(_ flow: UInt32, _ candidate: UInt32, _ rival: UInt32) {
    flows.slab[flow].marks.insert(.ambiguous)
    flows.slab[flow].candidate = candidate
    flows.slab[flow].rival = rival
    flows.slab[flow].candidateHits = 0
  }

  /// Several flows fitted, and they are not known to be one connection by now.
  private func isDoubtful(_ flow: UInt32) -> Bool {
    guard flows.slab[flow].marks.contains(.ambiguous) else { return false }
    let (one, two) = (flows.slab[flow].candidate, flows.slab[flow].rival)
    return one == 0 || two == 0 || !areKin(one, two)
  }

  /// A flow that ran for long leaves no prints; but its copy of this packet is among the packets just read.
  private mutating func neighbour(of print: PacketPrint, _ position: Int) -> PacketPrint? {
    guard unsafe batch[position].transport == .tcp ? print.payloadLength > 0 : batch[position].transport == .sctp
    else { return nil }
    for other in 0..<batch.count where other != position && batch.hasFlow(other) {
      guard unsafe batch[other].sequence == batch[position].sequence, unsafe ring.hash(batch[other]) == print.hash
      else { continue }
      let flow = unsafe flows.owner(of: batch[other], batch.keys[other])
      guard flow != 0, let copy = unsafe self.print(of: batch[other], flow, fromA: batch.keys[other].fromA),
        isCopy(print, copy), relation(of: print.flow, and: flow) != .apart
      else { continue }
      return copy
    }
    return nil
  }

  private mutating func join(_ print: PacketPrint, _ other: PacketPrint) {
    guard let tuples = alignedTuples(print, other) else { return }
    guard isSure(print, tuples) || isConfirmed(print, other) else { return }
    align(print, other)
    for flow in [print.flow, other.flow] where !isDoubtful(flow) { flows.slab[flow].marks.subtract(.ambiguous) }
    flows.slab[print.flow].marks.subtract(.ambiguous)
    unite(print.flow, other.flow, .packet)
    flows.slab[print.flow].join.number = print.number
    flows.slab[print.flow].join.otherNumber = other.number
  }

  /// Whether one packet suffices. A datagram that others send too may be anybody's where its source was rewritten: then
  /// only the next packet tells.
  private func isSure(_ print: PacketPrint, _ tuples: (Tuple, Tuple)) -> Bool {
    if print.isTCP(flows) { return print.payloadLength > 0 }
    if tuples.0.hasSameSource(as: tuples.1), print.packetID != 0 || legality(tuples.0, tuples.1) == .yes { return true }
    return print.isDistinct && (print.packetID != 0 || legality(tuples.0, tuples.1) == .yes)
  }

  /// Whether a second packet matches too, none of them is common, and no other flow ever fitted as well.
  private mutating func isConfirmed(_ print: PacketPrint, _ other: PacketPrint) -> Bool {
    if isDoubtful(print.flow) || isDoubtful(other.flow) || isCommon(print, other) { return false }
    return countHit(print, other.flow) >= 2
  }

  /// Whether others lately sent the like: without an identification it is then nobody's mark. What passed within the time
  /// of one way may be the same packet on a stretch of it that has not been joined yet.
  private func isCommon(_ print: PacketPrint, _ other: PacketPrint) -> Bool {
    var probe = ring.probe(print.hash)
    while let third = ring.nextPrint(&probe, hash: print.hash) {
      guard flows.slab[third.flow].serial == third.serial, !areKin(third.flow, print.flow),
        !areKin(third.flow, other.flow)
      else { continue }
      if third.time.distance(from: print.time) > Self.passage + window(for: print) - Self.datagramWindow { return true }
      if relation(of: third.flow, and: other.flow) == .apart || relation(of: third.flow, and: print.flow) == .apart {
        return true
      }
    }
    return false
  }

  /// A packet passes all taps within this time, in nanoseconds.
  private static var passage: Int64 { 20_000_000 }

  /// - Returns: how many packets the two flows have in common by now, wherever each was seen first.
  private mutating func countHit(_ print: PacketPrint, _ other: UInt32) -> Int {
    let mark = UInt32(truncatingIfNeeded: print.hash)
    let known = max(hits(print.flow, other, besides: mark), hits(other, print.flow, besides: mark))
    flows.slab[print.flow].candidate = other
    flows.slab[print.flow].candidatePrint = mark
    flows.slab[print.flow].candidateHits = known &+ 1
    return Int(known) + 1
  }

  /// Packets of a flow that matched another one's path before this one.
  private func hits(_ flow: UInt32, _ other: UInt32, besides mark: UInt32) -> UInt8 {
    let record = flows.slab[flow]
    guard record.candidate != 0, record.candidateHits < .max, record.candidatePrint != mark,
      record.candidate == other || areKin(record.candidate, other)
    else { return 0 }
    return record.candidateHits
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

extension Headers {
  /// Nobody else sends the like: an identification; payload under TCP's sequence numbers; a transaction or connection
  /// identifier in the payload (DNS, RFC 1035 §4.1.1; QUIC long headers, RFC 9000 §17.2); an SCTP verification tag.
  var isDistinct: Bool {
    switch transport {
    case .tcp: payloadLength > 0
    case .sctp: acknowledgement != 0
    default: packetID != 0 || traits.contains(.isEcho) || traits.contains(.hasConnectionID) || tuple.involvesDNS
    }
  }

  /// Its payload carries a number of its own, so that two alike are two copies of one.
  var isNumbered: Bool {
    transport == .tcp || transport == .sctp || traits.contains(.hasConnectionID) || traits.contains(.isEcho)
      || tuple.involvesDNS
  }
}

extension Tuple {
  var involvesDNS: Bool { sourcePort == 53 || destinationPort == 53 || sourcePort == 5353 || destinationPort == 5353 }
}
