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
  /// - Parameter isElsewhere: the new one was seen on another host, which has the addresses that every host has for itself.
  func likeness(to new: Flow, window: Int64, isElsewhere: Bool) -> Likeness {
    guard key.hasSameEnds(as: new.key) else { return .none }
    let bothKnown = marks.contains(.isnKnown) && new.marks.contains(.isnKnown)
    if bothKnown { return clientISN == new.clientISN ? .same : .none }
    if isElsewhere, new.key.isLocal { return .none }
    guard new.first.since(last) <= window, first.since(new.last) <= window else { return .none }
    guard transport == .tcp else { return new.marks.contains(.isnKnown) ? .none : .same }
    if isClosed && new.first.since(last) > 0 && new.marks.contains(.isnKnown) { return .none }
    return continuity(to: new)
  }

  /// - Parameter new: its first packet's numbers stand for its ISNs where it began in the middle.
  private func continuity(to new: Flow) -> Likeness {
    let fromA = new.marks.contains(.firstFromA)
    if marks.contains(fromA ? .sequenceKnownA : .sequenceKnownB) {
      let began = new.beganWithAnswer ? new.serverISN : new.clientISN
      return goesOn(at: began, of: new, fromA: fromA) ? .same : .none
    }
    guard marks.contains(fromA ? .sequenceKnownB : .sequenceKnownA) else {
      // Of a RST alone no numbers are kept: at its own place it was just told apart.
      return key == new.key ? .none : .possible
    }
    let acknowledged = new.beganWithAnswer ? new.clientISN : new.serverISN
    if acknowledged == 0 { return mayGoOn(with: new, fromA: fromA) }
    if goesOn(at: acknowledged, of: new, fromA: !fromA) { return .same }
    // What an older connection's TIME_WAIT answers a SYN with bears that connection's numbers.
    return hasSynAck || new.marks.contains(.isnKnown) ? .none : .possible
  }

  /// A number that one side of the new one used is near what that side sent last here; and an initial one is below it.
  private func goesOn(at number: UInt32, of new: Flow, fromA: Bool) -> Bool {
    let next = fromA ? nextSequenceA : nextSequenceB
    guard SequenceSpace.isNear(number, next) else { return false }
    return !new.marks.contains(.isnKnown) || Int32(bitPattern: next &- number) > 0
  }

  /// A SYN acknowledges nothing, but its own number lies near what the other side acknowledged; unless that was only an
  /// older connection's TIME_WAIT, which answers with that connection's numbers.
  private func mayGoOn(with new: Flow, fromA: Bool) -> Likeness {
    if (fromA ? nextSequenceA : nextSequenceB) == 0 || goesOn(at: new.clientISN, of: new, fromA: fromA) { return .same }
    return carriedA | carriedB == 0 && !isClosed ? .possible : .none
  }

  /// The first packet was a SYN-ACK, of which the client's ISN was concluded.
  private var beganWithAnswer: Bool { marks.contains(.isnKnown) && marks.contains(.firstFromA) != clientIsA }
}
