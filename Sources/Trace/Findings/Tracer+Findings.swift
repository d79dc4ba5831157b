import Cluster
import Wire

/// Where the engine brings its paths before the rules.
extension Tracer {
  /// What was found wrong so far, the gravest first; empty unless asked to judge.
  public var findings: [Finding] {
    guard configuration.judges else { return [] }
    return diagnosis.findings(
      WholeFacts(timeline: timeline, neighbours: neighbours))
  }

  /// Puts one path aside as a case, until its other mappings are known too.
  ///
  /// - Parameters:
  ///   - members: the path's flows.
  ///   - way: their order, which is that of the path's hops.
  mutating func open(_ path: Path, _ members: [UInt32], _ way: Way) {
    guard configuration.judges else { return }
    diagnosis.prepare(taps, map)
    let plane = diagnosis.plane(path, map)
    // What a capture lost may be just what was not seen: of a failed connection every capture counts.
    let hasDrops = taps.taps.indices.contains { tap in
      (!path.isOK || path.hops.contains { $0.tap == tap }) && taps.hasLost(tap, from: path.start, to: path.end)
    }
    let one = Case(
      path: path, map: map, timeline: timeline, hops: caseHops(path, members, way), survey: diagnosis.survey,
      neighbours: neighbours, plane: plane, now: now, hasDrops: hasDrops,
      wrongPorts: diagnosis.wrongPorts(path, map), isReused: diagnosis.isReused(path))
    cases.append(one)
  }

  /// Says what is wrong with the paths that are told now.
  /// - Parameter isComplete: what is found counts; what is said of connections that go on does not.
  mutating func judge(_ paths: inout [Path], isComplete: Bool) {
    guard configuration.judges else { return }
    for (position, var one) in cases.enumerated() where position < paths.count {
      one.path.related = paths[position].related
      let judgements = one.judgements()
      paths[position].findings = judgements.map(\.kind)
      if isComplete { diagnosis.add(one, judgements) }
    }
    summary.findingsLeftOut = diagnosis.leftOut
    cases.removeAll(keepingCapacity: true)
  }

  private mutating func caseHops(_ path: Path, _ members: [UInt32], _ way: Way) -> [CaseHop] {
    var hops: [CaseHop] = []
    for (position, step) in way.steps.enumerated() {
      guard case .seen(let flow) = step, position < path.hops.count else { continue }
      let hop = path.hops[position]
      let owner = diagnosis.owner(of: hop, map, mapIndex: path.mapIndex)
      hops.append(
        CaseHop(
          hop, position: position, flow, notes(of: flow, members), place: diagnosis.survey.place(of: flow.key.tap),
          node: owner.node, pod: owner.pod))
    }
    return hops
  }

  /// What was noted of all flows under one key: a key that several connections share may have begun anew for this one.
  private func notes(of flow: Flow, _ members: [UInt32]) -> FlowNotes? {
    var found = notes[flow.serial]
    for member in members {
      let record = flows.slab[member]
      guard record.serial != flow.serial, record.key == flow.key, let more = notes[record.serial] else { continue }
      found = found.map { $0.joined(with: more) } ?? more
    }
    return found
  }
}

extension FlowNotes {
  fileprivate func joined(with other: FlowNotes) -> FlowNotes {
    var notes = self
    notes.resets.request = resets.request ?? other.resets.request
    notes.resets.reply = resets.reply ?? other.resets.reply
    notes.errors = Array((errors + other.errors).prefix(Self.mostErrors))
    notes.challenge = challenge ?? other.challenge
    notes.hasBadChecksum = hasBadChecksum || other.hasBadChecksum
    notes.isUnavailable = isUnavailable || other.isUnavailable
    return notes
  }
}
