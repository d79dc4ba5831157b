import Cluster
import Wire

/// From the flows of one path to a `Path`: hops in order, what was rewritten between them, and the names of the ends.
extension Tracer {
  mutating func describe(_ members: [UInt32], _ facts: PathFacts, evicted: Bool) -> Path {
    let order = HopOrder(places(members)) { [map] in
      map.isFront(Socket($0.destination, $0.destinationPort), transport: $0.transport)
    }
    let ordered = order.sorted()
    let rejection = members.lazy.compactMap { [rejections] in rejections[$0] }.first
    let ends = PathEnds(ordered, map: map)
    let names = map.resolve(
      client: ends.client, front: ends.front, backend: ends.backend, transport: facts.transport)
    return Path(
      id: identifiers.make(for: ordered[0]), transport: facts.transport, state: facts.state, isOK: facts.isOK,
      start: facts.first, end: facts.last, client: ends.client, front: ends.front, backend: ends.backend,
      names: names, translations: translations(ordered), hops: hops(ordered, ends, names),
      handshake: ordered.first { $0.handshake > 0 }.map { Int64($0.handshake) * 1000 },
      firstByte: ordered.first { $0.firstByte > 0 }.map { Int64($0.firstByte) * 1000 },
      rejection: rejection, resetByServer: facts.resetByServer,
      isAmbiguous: facts.isAmbiguous || names.ambiguous, wasEvicted: evicted)
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

  private func hops(_ ordered: [Flow], _ ends: PathEnds, _ names: Resolution) -> [Hop] {
    var before: Int64?
    return ordered.map { flow in
      let hop = hop(flow, kind: ends.kind(of: flow.request, names), since: before)
      before = hop.firstRequest ?? before
      return hop
    }
  }

  private func hop(_ flow: Flow, kind: HopKind, since before: Int64?) -> Hop {
    let tap = taps.taps[flow.key.tap]
    let request = flow.firstRequest
    return Hop(
      kind: kind, host: tap.host, interface: tap.interface, direction: direction(of: flow), tunnel: tunnel(of: flow),
      tuple: flow.request, first: flow.first, last: flow.last,
      packets: BothWays(request: Int(flow.requestPackets), reply: Int(flow.replyPackets)),
      bytes: BothWays(request: Int(clamping: flow.requestBytes), reply: Int(clamping: flow.replyBytes)),
      retransmissions: flow.retransmissions,
      latency: before.flatMap { before in request.map { $0.since(before) } },
      firstRequest: request, file: tap.file, packetNumber: flow.firstNumber)
  }

  private func direction(of flow: Flow) -> PacketDirection {
    guard flow.marks.contains(.directionKnown) else { return .unknown }
    return flow.key.aToBLeaves == flow.clientIsA ? .out : .in
  }

  private func tunnel(of flow: Flow) -> Encapsulation? {
    flow.key.tunnel == .none ? nil : tunnels.all[Int(flow.tunnel)]
  }

  /// One side of a NAT was seen and the other was not.
  func isUnmatched(_ first: UInt32, _ facts: PathFacts) -> Bool {
    guard !facts.isTranslated, !map.isEmpty else { return false }
    let request = flows.slab[first].request
    let destination = Socket(request.destination, request.destinationPort)
    if map.isFront(destination, transport: facts.transport) { return facts.isAnswered && facts.state != .rejected }
    return map.podOwning(request.destination) != nil && map.nodeOwning(request.source) != nil
  }
}

/// Who dialled what, and where it ended, by the first and the last tuple of a path.
struct PathEnds {
  let client: Socket
  let front: Socket?
  let backend: Socket?

  init(_ ordered: [Flow], map: ServiceMap) {
    let head = ordered[0].request
    let tail = ordered[ordered.count - 1].request
    client = Socket(head.source, head.sourcePort)
    let dialled = Socket(head.destination, head.destinationPort)
    let reached = Socket(tail.destination, tail.destinationPort)
    if !head.hasSameDestination(as: tail) {
      front = dialled
      backend = reached
    } else if Self.isVirtual(dialled, head.transport, map) {
      front = dialled
      backend = nil
    } else {
      let isEcho = head.transport == .icmp || head.transport == .icmpv6
      let isUnseen = tail.source == head.source || ordered[0].firstRequest == nil
      let isHidden = isUnseen && !isEcho && map.nodeOwning(head.source) != nil && map.podOwning(dialled.ip) != nil
      front = isHidden ? nil : dialled
      backend = dialled
    }
  }

  /// An address that packets must be rewritten from to arrive.
  private static func isVirtual(_ socket: Socket, _ transport: TransportProtocol, _ map: ServiceMap) -> Bool {
    if map.isFront(socket, transport: transport) { return true }
    switch map.role(of: socket, transport: transport).addressKind {
    case .clusterIP, .loadBalancerIP, .externalIP: return true
    default: return false
    }
  }

  func kind(of tuple: Tuple, _ names: Resolution) -> HopKind {
    let destination = Socket(tuple.destination, tuple.destinationPort)
    if tuple.transport == .icmp || tuple.transport == .icmpv6 { return .direct }
    if destination == front, let kind = names.front?.portKind { return HopKind(kind) }
    if destination == backend, let kind = names.backend?.portKind { return HopKind(kind) }
    return .direct
  }
}

extension HopKind {
  init(_ kind: PortKind) {
    switch kind {
    case .nodePort: self = .nodePort
    case .port: self = .port
    case .targetPort: self = .targetPort
    case .hostPort: self = .hostPort
    case .containerPort: self = .containerPort
    }
  }
}
