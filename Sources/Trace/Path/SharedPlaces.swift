import Wire

/// One interface is one place, however many captures show it: `any` and a capture of the interface itself, or two files
/// of overlapping times. Of a flow that several of them have, the fullest sighting stays.
extension Tracer {
  func showOnce(_ way: inout Way) {
    guard taps.hasSharedPlaces else { return }
    let seen = way.steps.compactMap { step in
      if case .seen(let flow) = step { flow } else { nil }
    }
    let doubles = Set(seen.indices.filter { position in isDouble(seen[position], position, among: seen) })
    guard !doubles.isEmpty else { return }
    var position = -1
    way.remove { step in
      guard case .seen = step else { return false }
      position += 1
      return doubles.contains(position)
    }
  }

  private func isDouble(_ flow: Flow, _ position: Int, among seen: [Flow]) -> Bool {
    let others = seen.indices.filter { $0 != position && isSamePlace(flow, seen[$0]) }
    guard !others.isEmpty else { return false }
    let directed = others.filter { seen[$0].marks.contains(.directionKnown) }
    guard flow.marks.contains(.directionKnown) else {
      // It shows both directions of a packet that came and went: twice what each of the others shows.
      if Set(directed.map { seen[$0].key.aToBLeaves }).count == 2 { return true }
      return others.contains { other in
        let (one, two) = (count(seen[other]), count(flow))
        return one > two || (one == two && (directed.contains(other) || other < position))
      }
    }
    let sides = Set((directed.map { seen[$0].key.aToBLeaves }) + [flow.key.aToBLeaves])
    return others.contains { other in
      let (one, two) = (count(seen[other]), count(flow))
      guard directed.contains(other) else { return sides.count == 1 && one > two }
      return seen[other].key.aToBLeaves == flow.key.aToBLeaves && (one > two || (one == two && other < position))
    }
  }

  private func count(_ flow: Flow) -> UInt64 { UInt64(flow.packetsA) + UInt64(flow.packetsB) }

  private func isSamePlace(_ one: Flow, _ other: Flow) -> Bool {
    taps.places[one.key.tap] == taps.places[other.key.tap] && one.key.hasSameEnds(as: other.key)
      && one.key.tunnel == other.key.tunnel && one.key.tunnelIdentifier == other.key.tunnelIdentifier
  }
}
