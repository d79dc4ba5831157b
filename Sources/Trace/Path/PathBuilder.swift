import Cluster
import Wire

/// From the flows of one path to a `Path`: hops in order, what was rewritten between them, and the names of the ends.
extension Tracer {
  /// A path by the map of the moment in which it began.
  mutating func describe(_ members: [UInt32], _ facts: PathFacts, evicted: Bool = false) -> Path {
    guard timeline.count > 1 else { return describe(members, facts, mapIndex: 0, evicted: evicted) }
    let current = map
    let index = timeline.index(at: facts.first)
    map = timeline[index]
    defer { map = current }
    return describe(members, facts, mapIndex: index, evicted: evicted)
  }

  private mutating func describe(_ members: [UInt32], _ facts: PathFacts, mapIndex: Int, evicted: Bool) -> Path {
    let ordered = order(members)
    var way = Way(ordered, translations(ordered))
    consult(&way, at: facts.first)
    arriveLocally(&way, facts)
    showOnce(&way)
    let ends = PathEnds(way, map: map, at: facts.first)
    let names = map.resolve(
      client: ends.client, front: ends.front, backend: ends.backend, transport: facts.transport, at: facts.first)
    var path = Path(
      id: identify(members, ordered[0]), transport: facts.transport, state: facts.state, isOK: facts.isOK,
      start: facts.first, end: facts.last, client: ends.client, front: ends.front, backend: ends.backend,
      names: names, translations: way.translations,
      hops: hops(way, ends, names, isOneOfSeveral: facts.isOneOfSeveral),
      handshake: ordered.first { $0.handshake > 0 }.map { Int64($0.handshake) * 1000 },
      firstByte: ordered.first { $0.firstByte > 0 }.map { Int64($0.firstByte) * 1000 },
      rejection: members.lazy.compactMap { [rejections] in rejections[$0] }.first,
      resetByServer: facts.resetByServer, isAmbiguous: facts.isAmbiguous || isAmbiguous(names),
      disagreements: way.disagreements, synProxyDelta: synProxyDelta(ordered),
      returnsDirectly: returnsDirectly(ordered), wasEvicted: evicted)
    path.isUnended = facts.isUnended
    path.isFrontSeen = way.isHeadSeen
    path.mapIndex = mapIndex
    path.continuation = continuation(of: flows.slab[members[members.count - 1]].path)
    path.probe = kubeletProbe(path, sentWith: ordered[0].requestTTL)
    path.gaps = gaps(path, facts)
    open(path, members, way)
    if configuration.explains { addAlternatives(members, to: &path) }
    return path
  }

  func order(_ members: [UInt32]) -> [Flow] {
    if members.count == 1 { return [flows.slab[members[0]]] }
    let order = HopOrder(places(members)) { [taps] in
      taps.hosts[$0.key.tap]
    } isFront: { [map] in
      map.isFront(Socket($0.destination, $0.destinationPort), transport: $0.transport)
    } isPod: { [map, now] in
      map.podOwning($0.source, at: now) != nil
    }
    return order.sorted()
  }

  /// Several Services have the endpoint and nothing shows which was dialled, or several mappings fit what was dialled.
  private func isAmbiguous(_ names: Resolution) -> Bool {
    names.ambiguous || (names.service == nil && names.candidates.count > 1)
  }

  /// One flow per place: a key that several connections share may have begun more than once for this one.
  private func places(_ members: [UInt32]) -> [Flow] {
    var places: [Flow] = []
    for member in members {
      let flow = flows.slab[member]
      if let known = places.firstIndex(where: { $0.key == flow.key }) {
        places[known].absorb(flow)
      } else {
        places.append(flow)
      }
    }
    return places
  }

  private func hops(_ way: Way, _ ends: PathEnds, _ names: Resolution, isOneOfSeveral: Bool) -> [Hop] {
    var seen: [Flow] = []
    var hops = way.steps.map { step in
      let kind = ends.kind(of: step.tuple, names)
      switch step {
      case .unseen(let tuple, let host): return Hop(unseen: tuple, kind: kind, host: host)
      case .seen(let flow):
        seen.append(flow)
        return hop(flow, kind: kind)
      }
    }
    time(seen, &hops, isOneOfSeveral: isOneOfSeveral)
    return hops
  }

  private func hop(_ flow: Flow, kind: HopKind) -> Hop {
    let tap = taps.taps[flow.key.tap]
    return Hop(
      kind: kind, host: tap.host, interface: tap.interface, tap: flow.key.tap, direction: direction(of: flow),
      tunnel: tunnel(of: flow), tuple: flow.request, first: flow.first, last: flow.last,
      packets: BothWays(request: Int(flow.requestPackets), reply: Int(flow.replyPackets)),
      bytes: BothWays(request: Int(clamping: flow.requestBytes), reply: Int(clamping: flow.replyBytes)),
      retransmissions: flow.retransmissions, latency: nil, firstRequest: flow.firstRequest,
      packet: taps.reference(tap: flow.key.tap, number: flow.firstNumber))
  }

  private func direction(of flow: Flow) -> PacketDirection {
    guard flow.marks.contains(.directionKnown) else { return .unknown }
    return flow.key.aToBLeaves == flow.clientIsA ? .out : .in
  }

  private func tunnel(of flow: Flow) -> Encapsulation? {
    flow.key.tunnel == .none ? nil : tunnels.all[Int(flow.tunnel)]
  }

  /// One side of a NAT was seen and the other was not. What a kubelet probes has no other side.
  func isUnmatched(_ first: UInt32, _ facts: PathFacts) -> Bool {
    guard !facts.isTranslated, !map.isEmpty else { return false }
    let request = flows.slab[first].request
    let destination = Socket(request.destination, request.destinationPort)
    if map.isFront(destination, transport: facts.transport) { return facts.isAnswered && facts.state != .rejected }
    guard map.podOwning(request.destination, at: facts.first) != nil, map.nodeOwning(request.source) != nil else {
      return false
    }
    return !isKubeletProbe(first, at: facts.first)
  }
}
