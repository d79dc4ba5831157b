import Wire

/// All live flows and the ways to find one: by key (per packet), by the same two ends at other taps, by client ISN.
struct FlowStore: ~Copyable {
  var slab: Slab<Flow>
  var index: HashIndex
  private var tuples: HashIndex
  private var isns: HashIndex
  let hasher: FlowHasher
  private var serial: UInt32 = 0

  init(capacity: Int, hasher: FlowHasher) {
    slab = Slab(capacity: capacity)
    index = HashIndex(minimumSlots: 1 << 14)
    tuples = HashIndex(minimumSlots: 1 << 12)
    isns = HashIndex(minimumSlots: 1 << 12)
    self.hasher = hasher
  }

  @inline(__always) func hash(_ key: FlowKey) -> UInt64 { hasher.place(hasher.ends(key), key) }

  /// - Returns: the first flow under this hash, not yet compared; 0 when there is none.
  @inline(__always) func prefetchRecord(_ hash: UInt64) -> UInt32 {
    let likely = index.likely(hash)
    if likely != 0 { slab.prefetch(likely) }
    return likely
  }

  /// - Parameter likely: as `prefetchRecord` said; what happened since may have taken the key from it.
  @inline(__always) func find(_ key: FlowKey, likely: UInt32, _ hash: UInt64) -> UInt32 {
    if likely != 0, slab[likely].key == key, !slab[likely].marks.contains(.superseded) { return likely }
    return find(key, hash: hash)
  }

  @inline(__always) func find(_ key: FlowKey, hash: UInt64) -> UInt32 {
    var probe = index.probe(hash)
    while true {
      let flow = index.next(&probe)
      if flow == 0 || slab[flow].key == key { return flow }
    }
  }

  mutating func insert(_ key: FlowKey, hash: UInt64, _ headers: Headers, fromA: Bool) -> UInt32 {
    serial = serial == .max ? 1 : serial + 1
    var flow = Flow(key: key, first: headers.timestamp, number: headers.number, serial: serial)
    flow.start(headers, fromA: fromA)
    let made = slab.insert(flow)
    index.insert(made, hash: hash)
    return made
  }

  /// The key belongs to a newer connection from now on; the flow stays in its path.
  mutating func supersede(_ flow: UInt32) {
    index.remove(flow, hash: hash(slab[flow].key))
    slab[flow].marks.insert(.superseded)
  }

  mutating func remove(_ flow: UInt32) {
    let marks = slab[flow].marks
    let ends = hasher.ends(slab[flow].key)
    if !marks.contains(.superseded) { index.remove(flow, hash: hasher.place(ends, slab[flow].key)) }
    if marks.contains(.inTupleIndex) { tuples.remove(flow, hash: ends) }
    if marks.contains(.inISNIndex) { isns.remove(flow, hash: isnHash(slab[flow])) }
    slab[flow].marks.insert(.superseded)
    slab[flow].serial = 0
    slab.remove(flow)
  }

  private func isnHash(_ flow: borrowing Flow) -> UInt64 {
    hasher.words(UInt64(flow.clientISN), flow.key.place & 0xff)
  }

  /// Makes a flow findable by what NAT leaves alone.
  mutating func publish(_ flow: UInt32) {
    if tuples.insert(flow, hash: hasher.ends(slab[flow].key)) { slab[flow].marks.insert(.inTupleIndex) }
    guard slab[flow].marks.contains(.isnKnown) else { return }
    if isns.insert(flow, hash: isnHash(slab[flow])) { slab[flow].marks.insert(.inISNIndex) }
  }

  /// The client's ISN, which an answer named, of a flow that began without its SYN.
  mutating func learnClient(_ flow: UInt32, _ headers: Headers) {
    slab[flow].clientISN = headers.acknowledgement &- 1
    slab[flow].marks.formUnion([.isnKnown, .clientKnown])
    slab[flow].keepAttempt(headers)
    guard slab[flow].marks.contains(.inTupleIndex), isns.insert(flow, hash: isnHash(slab[flow])) else { return }
    slab[flow].marks.insert(.inISNIndex)
  }

  /// A flow between the same two ends at another tap (or in another tunnel) that is the same connection; 0 when none.
  /// - Parameter hosts: of each tap.
  func sameEnds(as flow: UInt32, window: Int64, hosts: [Int]) -> UInt32 {
    var probe = tuples.probe(hasher.ends(slab[flow].key))
    var best: UInt32 = 0
    var bestLikeness = Likeness.none
    while true {
      let other = tuples.next(&probe)
      if other == 0 { return best }
      guard other != flow else { continue }
      let isElsewhere = hosts[slab[other].key.tap] != hosts[slab[flow].key.tap]
      let likeness = slab[other].likeness(to: slab[flow], window: window, isElsewhere: isElsewhere)
      guard likeness != .none else { continue }
      if likeness > bestLikeness || (likeness == bestLikeness && slab[other].last > slab[best].last) {
        best = other
        bestLikeness = likeness
      }
    }
  }

  /// The flow between these ends, at any tap, that was active last; 0 when none.
  func latest(withEndsOf key: FlowKey) -> UInt32 {
    var probe = tuples.probe(hasher.ends(key))
    var best: UInt32 = 0
    while true {
      let flow = tuples.next(&probe)
      if flow == 0 { return best }
      if slab[flow].key.hasSameEnds(as: key), best == 0 || slab[flow].last > slab[best].last { best = flow }
    }
  }

  /// Walks the flows that share this flow's client ISN.
  func sameISN(as flow: UInt32) -> HashIndex.Probe { isns.probe(isnHash(slab[flow])) }

  func nextISN(_ probe: inout HashIndex.Probe, as flow: UInt32) -> UInt32 {
    while true {
      let other = isns.next(&probe)
      if other == 0 { return 0 }
      if other != flow, slab[other].clientISN == slab[flow].clientISN,
        slab[other].transport == slab[flow].transport
      {
        return other
      }
    }
  }
}
