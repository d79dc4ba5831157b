import Cluster
import Wire

/// Joining flows into paths: done once when a flow begins, never per packet of a flow that is already placed.
///
/// The order is that of the evidence's strength: what a node's conntrack says; the same two ends at another tap; the same
/// initial sequence number behind other addresses; and, for what has no handshake, the same packets (`Probe.swift`).
extension Tracer {
  mutating func begin(_ headers: Headers, _ key: PacketBatch.Key) -> UInt32 {
    if flows.slab.isFull { makeRoom() }
    let flow = flows.insert(key.key, hash: key.hash, headers, fromA: key.fromA)
    if headers.encapsulation.kind != .none {
      flows.slab[flow].tunnel = tunnels.number(of: headers.encapsulation)
    }
    if !flows.slab[flow].marks.contains(.clientKnown) { guessClient(flow) }
    place(flow)
    if configuration.judges, headers.traits.contains(.badOuterChecksum) { noteBadChecksum(flow) }
    return flow
  }

  /// Who is the client of a flow that began before the capture: the service map may know the server's end; else the
  /// lower of a well-known and an ephemeral port; else whoever was heard first.
  private mutating func guessClient(_ flow: UInt32) {
    let record = flows.slab[flow]
    let request = record.request
    let source = Socket(request.source, request.sourcePort)
    let destination = Socket(request.destination, request.destinationPort)
    if isKnownServer(destination, record.transport) { return }
    if isKnownServer(source, record.transport) || isServer(source, against: destination) {
      flows.slab[flow].setClient(isA: !record.clientIsA)
    }
  }

  private func isKnownServer(_ socket: Socket, _ transport: TransportProtocol) -> Bool {
    map.isFront(socket, transport: transport) || map.isServed(socket, transport: transport, at: now)
  }

  private func isServer(_ socket: Socket, against other: Socket) -> Bool {
    if socket.port == 0 { return false }
    return socket.port < 1024 ? other.port >= 1024 : socket.port < 32768 && other.port >= 32768
  }

  private mutating func place(_ flow: UInt32) {
    let twin = flows.sameEnds(as: flow, window: window, hosts: taps.hosts)
    if twin != 0, paths[flows.slab[twin].path].flowCount < Self.mostFlowsInPath {
      adoptClient(flow, from: twin)
      note(.sameEnds, flow, twin)
      attach(flow, to: flows.slab[twin].path)
      return
    }
    startPath(flow)
    flows.publish(flow)
    if let partner = witnessed(flow) { return unite(flow, partner, .conntrack) }
    if let partner = isnPartner(of: flow) { unite(flow, partner) }
  }

  /// Sightings of one packet at different taps are at most this far apart.
  var window: Int64 { 3_000_000_000 + (taps.hostCount > 1 ? configuration.skew : 0) }

  private mutating func adoptClient(_ flow: UInt32, from twin: UInt32) {
    flows.slab[flow].setClient(isA: flows.slab[twin].clientIsA)
    if flows.slab[twin].marks.contains(.clientKnown) { flows.slab[flow].marks.insert(.clientKnown) }
  }

  /// Writes down what made a flow part of its path: the first packets of both.
  mutating func note(_ kind: Join.Kind, _ flow: UInt32, _ other: UInt32) {
    flows.slab[flow].join = Join(
      kind: kind, other: other, number: flows.slab[flow].firstNumber, otherNumber: flows.slab[other].firstNumber)
  }

  private mutating func startPath(_ flow: UInt32) {
    pathSerial += 1
    if paths.isFull { wheel.sweep(&paths) }
    let path = paths.insert(PathRecord(firstFlow: flow, lastFlow: flow, serial: pathSerial))
    flows.slab[flow].path = path
    flows.slab[flow].nextInPath = 0
    wheel.schedule(path, at: now &+ Self.firstVisit, in: &paths)
    if configuration.announces != .nothing { watch(path, after: Announcements.quiet) }
  }

  /// Nanoseconds after which a new path is first looked at.
  private static var firstVisit: Int64 { 7_000_000_000 }

  private mutating func attach(_ flow: UInt32, to path: UInt32) {
    flows.slab[flow].path = path
    flows.slab[flow].nextInPath = 0
    flows.slab[paths[path].lastFlow].nextInPath = flow
    paths[path].lastFlow = flow
    paths[path].flowCount &+= 1
  }

  /// Two flows with different ends are one connection: their paths become one. Where both cannot lie on one way, it has
  /// several mappings, and is told as several paths when it is complete (`Mappings.swift`).
  mutating func unite(_ flow: UInt32, _ other: UInt32, _ kind: Join.Kind) {
    guard flows.slab[flow].path != flows.slab[other].path else { return }
    unite(flow, Partner(flow: other, kind: kind, relation: relation(of: flow, and: other, byPacket: kind == .packet)))
  }

  mutating func unite(_ flow: UInt32, _ partner: Partner) {
    let (other, kind, relation) = (partner.flow, partner.kind, partner.relation)
    let (mine, theirs) = (flows.slab[flow].path, flows.slab[other].path)
    guard mine != theirs, paths[mine].flowCount &+ paths[theirs].flowCount <= Self.mostFlowsInPath,
      relation != .apart
    else { return }
    // A third tuple that was known by a packet alone may be a second mapping, which other taps are yet to show.
    let isThird = kind == .packet && (paths[mine].isTranslated || paths[theirs].isTranslated)
    note(kind, flow, other)
    merge(mine, theirs)
    if relation == .parallel || isThird { paths[flows.slab[flow].path].mayPart = true }
  }

  /// More taps than that are somebody's game.
  private static var mostFlowsInPath: UInt32 { 512 }

  /// Makes two paths one; the older keeps its place.
  private mutating func merge(_ one: UInt32, _ other: UInt32) {
    let (keep, drop) = paths[one].serial < paths[other].serial ? (one, other) : (other, one)
    var flow = paths[drop].firstFlow
    while flow != 0 {
      flows.slab[flow].path = keep
      flow = flows.slab[flow].nextInPath
    }
    flows.slab[paths[keep].lastFlow].nextInPath = paths[drop].firstFlow
    paths[keep].lastFlow = paths[drop].lastFlow
    paths[keep].flowCount &+= paths[drop].flowCount
    paths[keep].isTranslated = true
    if paths[drop].mayPart { paths[keep].mayPart = true }
    if paths[drop].isTold { paths[keep].isTold = true }
    paths[drop].isAlive = false
    if configuration.announces != .nothing { announcements.merge(keep, drop) }
  }
}
