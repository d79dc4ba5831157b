import Cluster
import Wire

/// What is done per packet: it waits in a batch, so that the memory for all of them is on its way before the first is
/// looked up.
extension Tracer {
  mutating func process() {
    let count = batch.count
    guard count > 0 else { return }
    summary.packets += count
    for position in 0..<count { prepare(position) }
    for position in 0..<count where batch.hasFlow(position) {
      unsafe batch.keys[position].likely = flows.prefetchRecord(batch.hash(position))
    }
    for position in 0..<count { update(position) }
    batch.removeAll()
    if flows.slab.live > summary.peakFlows { summary.peakFlows = flows.slab.live }
  }

  /// Makes the key and asks for the memory that the update will need.
  @inline(__always)
  private mutating func prepare(_ position: Int) {
    let hasFlow = unsafe batch[position].hasFlow
    guard hasFlow else {
      batch.setKey(position, nil)
      return
    }
    let tap = taps.number(interface: batch.interface(position), index: unsafe batch[position].interfaceIndex)
    var fromA = false
    let key = unsafe FlowKey(batch[position], tap: tap, fromA: &fromA)
    let hash = flows.hash(key)
    batch.setKey(position, PacketBatch.Key(key: key, hash: hash, likely: 0, fromA: fromA))
    flows.index.prefetch(hash)
  }

  @inline(__always)
  private mutating func update(_ position: Int) {
    let time = unsafe batch[position].timestamp
    if time > now {
      now = time
      if time >= nextTick { tick(time) }
    }
    guard batch.hasFlow(position) else {
      takeOther(position)
      return
    }
    let fromA = unsafe batch.keys[position].fromA
    var flow = unsafe flows.find(batch.keys[position].key, likely: batch.keys[position].likely, batch.hash(position))
    if flow == 0 {
      flow = unsafe begin(batch[position], batch.keys[position])
    } else if isContested(flow, position, fromA: fromA) {
      flow = unsafe settle(batch[position], batch.keys[position])
    }
    if unsafe batch[position].stop.reason == .cut { takeCut(flow) }
    let known = flows.slab[flow].marks
    let isNew = unsafe flows.slab[flow].take(batch[position], fromA: fromA)
    let gained = flows.slab[flow].marks.subtracting(known)
    if !gained.isDisjoint(with: [.requestSeen, .firstByteSeen, .tagSeen]) {
      unsafe takeTurn(flow, gained, batch[position])
    }
    if unsafe batch[position].traits.contains(.fragment) {
      fragments.note(unsafe batch[position], flow, flows.slab[flow])
    }
    if configuration.judges, !gained.isDisjoint(with: .noteworthy) {
      takeNote(flow, gained, unsafe batch[position], fromA: fromA)
    }
    guard isNew else { return }
    if flows.slab[flow].marks.isSuperset(of: [.finFromA, .finFromB]) {
      let (flags, acknowledgement) = unsafe (batch[position].flags, batch[position].acknowledgement)
      takeEnd(flow, flags, acknowledgement, fromA: fromA)
    }
    if unsafe batch[position].flags.contains(.syn) { unsafe takeHandshake(flow, batch[position]) }
    if flows.slab[flow].probesLeft > 0 { probe(flow, position, fromA: fromA) }
  }

  /// Whether the flow under a packet's key may not be the packet's.
  @inline(__always)
  private func isContested(_ flow: UInt32, _ position: Int, fromA: Bool) -> Bool {
    switch unsafe batch[position].transport {
    case .tcp:
      return unsafe flows.slab[flow].mayBeReplaced(
        batch[position].flags, batch[position].sequence, batch[position].acknowledgement, fromA: fromA)
    case .sctp: return unsafe batch[position].icmpType == SCTPChunk.initiate
    default: return false
    }
  }

  /// A packet under a key that several connections have, or are about to have.
  @inline(never)
  private mutating func settle(_ headers: Headers, _ key: PacketBatch.Key) -> UInt32 {
    let owner = flows.owner(of: headers, key.key, hash: key.hash, fromA: key.fromA)
    if owner != 0 { return owner }
    let heir = flows.heir(of: headers, key.key, hash: key.hash, fromA: key.fromA)
    if heir != 0 { return heir }
    let isShared = flows.share(key.key, hash: key.hash, at: headers.timestamp)
    let begun = begin(headers, key)
    if isShared { flows.slab[begun].marks.insert(.keyShared) }
    return begun
  }

  /// The snap length ended a packet within its headers.
  @inline(never)
  private mutating func takeCut(_ flow: UInt32) {
    summary.cut += 1
    flows.slab[flow].isCut = true
  }

  /// Packets without a flow: ICMP errors speak of one, the rest is counted.
  @inline(never)
  private mutating func takeOther(_ position: Int) {
    let headers = unsafe batch[position]
    if headers.stop.reason == .cut { summary.cut += 1 }
    if configuration.judges { takeNeighbour(headers, interface: batch.interface(position)) }
    if headers.traits.contains(.hasQuote) {
      takeError(headers, interface: batch.interface(position))
    } else if headers.traits.contains(.laterFragment) {
      takeFragment(headers, interface: batch.interface(position))
    } else {
      summary.undecoded += 1
    }
  }
}
