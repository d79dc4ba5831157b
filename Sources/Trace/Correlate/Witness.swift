import Cluster
import Wire

/// conntrack as a witness: what a node's kernel says of its own rewriting outranks what packets suggest.
extension Tracer {
  /// The flow that an entry of some node names as this one before or after its rewriting; nil when no entry does, or the
  /// packets' own numbers contradict (the entry is of another connection with these ports).
  func witnessed(_ flow: UInt32) -> UInt32? {
    guard hasWitness else { return nil }
    let record = flows.slab[flow]
    let tuple = record.request
    var found: UInt32?
    for twin in translations(of: tuple, at: record.first) + origins(of: tuple, at: record.first) {
      let other = flows.latest(withEndsOf: FlowKey(ends: twin))
      guard other != 0, other != flow, agrees(record, flows.slab[other]) else { continue }
      if let known = found, !areKin(known, other) { return nil }
      found = other
    }
    return found
  }

  private func agrees(_ one: Flow, _ other: Flow) -> Bool {
    guard one.first.since(other.last) <= window, other.first.since(one.last) <= window else { return false }
    guard one.marks.contains(.isnKnown), other.marks.contains(.isnKnown) else { return true }
    return one.clientISN == other.clientISN
  }

  /// What nodes made of a request's tuple at a time.
  private func translations(of tuple: Tuple, at time: Int64) -> [Tuple] {
    entries(from: tuple, at: time).map(\.translated)
  }

  /// What a request's tuple was before nodes rewrote it.
  private func origins(of tuple: Tuple, at time: Int64) -> [Tuple] { entries(to: tuple, at: time).map(\.original) }

  var hasWitness: Bool { !witness.isEmpty || !journal.isEmpty }

  /// Entries of nodes that rewrote a request of this tuple. Times are of the first packet of a mapping.
  func entries(from tuple: Tuple, at time: Int64) -> [ConntrackEntry] {
    witness.hosts.flatMap { host in
      witness.entries(original: tuple, host: host, beginningAt: clock(of: host, at: time)).filter(\.rewrites)
    } + journal.entries(original: tuple, beginningAt: time)
  }

  /// Entries of nodes whose rewriting gave a request this tuple.
  func entries(to tuple: Tuple, at time: Int64) -> [ConntrackEntry] {
    witness.hosts.flatMap { host in
      witness.entries(translated: tuple, host: host, beginningAt: clock(of: host, at: time)).filter(\.rewrites)
    } + journal.entries(translated: tuple, beginningAt: time)
  }

  /// conntrack's stamps are by its host's clock, packets' times have been corrected.
  private func clock(of host: String, at time: Int64) -> Int64 {
    configuration.clocks[host]?.reading(at: time) ?? time
  }
}

extension ConntrackEntry {
  var rewrites: Bool { isDNAT || isSNAT }
}

extension FlowKey {
  /// A key with these ends, at no particular place.
  init(ends tuple: Tuple) {
    var fromA = false
    self.init(tuple, direction: .unknown, encapsulation: Encapsulation(), tap: 0, fromA: &fromA)
  }
}
