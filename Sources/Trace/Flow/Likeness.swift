import Wire

/// Whether two sightings of one tuple are one connection.
enum Likeness: Int, Comparable {
  case none
  /// Nothing but the ends and the time speaks for it, and nothing against it.
  case possible
  case same

  static func < (left: Likeness, right: Likeness) -> Bool { left.rawValue < right.rawValue }
}

extension Flow {
  /// They are when their ISNs agree, or, where a handshake was not captured, when both were alive at the same time and
  /// (TCP) the new one's sequence numbers continue the old one's: several connections may have one tuple at a bridge.
  func likeness(to new: Flow, window: Int64) -> Likeness {
    guard key.hasSameEnds(as: new.key) else { return .none }
    let bothKnown = marks.contains(.isnKnown) && new.marks.contains(.isnKnown)
    if bothKnown { return clientISN == new.clientISN ? .same : .none }
    guard new.first.since(last) <= window, first.since(new.last) <= window else { return .none }
    guard transport == .tcp else { return new.marks.contains(.isnKnown) ? .none : .same }
    if isClosed && new.first.since(last) > 0 && new.marks.contains(.isnKnown) { return .none }
    return continuity(to: new)
  }

  /// - Parameter new: its first packet's numbers stand for its ISNs where it began in the middle.
  private func continuity(to new: Flow) -> Likeness {
    let fromA = new.marks.contains(.firstFromA)
    let began = new.beganWithAnswer ? new.serverISN : new.clientISN
    let expected = fromA ? nextSequenceA : nextSequenceB
    if marks.contains(fromA ? .sequenceKnownA : .sequenceKnownB) {
      return SequenceSpace.isNear(began, expected) ? .same : .none
    }
    // What the other side acknowledged of this one; where data passed that is no answer to a strange SYN.
    if expected != 0, carriedA | carriedB != 0 { return SequenceSpace.isNear(began, expected) ? .same : .none }
    guard marks.contains(fromA ? .sequenceKnownB : .sequenceKnownA) else {
      // Of a RST alone no numbers are kept: at its own place it was just told apart.
      return key == new.key ? .none : .possible
    }
    let acknowledged = new.beganWithAnswer ? new.clientISN : new.serverISN
    if acknowledged == 0 { return mayGoOn(at: new.clientISN, fromA: fromA) }
    if SequenceSpace.isNear(acknowledged, fromA ? nextSequenceB : nextSequenceA) { return .same }
    // What an older connection's TIME_WAIT answers a SYN with bears that connection's numbers.
    return hasSynAck || new.marks.contains(.isnKnown) ? .none : .possible
  }

  /// A SYN acknowledges nothing, but its own number lies near what the other side acknowledged; unless that was only an
  /// older connection's TIME_WAIT, which answers with that connection's numbers.
  private func mayGoOn(at began: UInt32, fromA: Bool) -> Likeness {
    let acknowledged = fromA ? nextSequenceA : nextSequenceB
    if acknowledged == 0 || SequenceSpace.isNear(began, acknowledged) { return .same }
    return carriedA | carriedB == 0 && !isClosed ? .possible : .none
  }

  /// The first packet was a SYN-ACK, of which the client's ISN was concluded.
  private var beganWithAnswer: Bool { marks.contains(.isnKnown) && marks.contains(.firstFromA) != clientIsA }
}
