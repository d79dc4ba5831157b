import Cluster
import Wire

/// One connection as it really was.
struct Connection {
  let index: Int
  let route: Feature
  let story: String
  let transport: TransportProtocol
  /// One for each NAT mapping that it had, in the order of time.
  let journeys: [Journey]
  /// What its packets show is enough to join them, by the rules of docs/correlation.md.
  var isDecidable = true
}

/// Everything that happened in one world: the truth, before any tap.
struct Film {
  let seed: UInt64
  let plan: Plan
  let world: World
  private(set) var connections: [Connection] = []
  private(set) var copies: [Copy] = []
  /// The capture begins when connections have begun already.
  private(set) var isLate = false
  private var random: SplitMix
  private var conntrack = Conntrack()
  private var ports: Set<UInt16> = []

  static let start: Int64 = 1_795_393_000_000_000_000

  init(seed: UInt64, plan: Plan) {
    self.seed = seed
    self.plan = plan
    random = SplitMix(seed: seed)
    world = World(&random)
    var time = Self.start
    let count = random.int(2...(plan.focus == nil ? 10 : 6))
    for _ in 0..<count {
      time += random.chance(0.5) ? random.microseconds(0...2000) : random.microseconds(1000...600_000)
      shoot(at: time)
    }
    copies.sort { $0.time < $1.time }
    if plan.has(.midStream, 0.1, &random), copies.count > 8 { beginLate() }
  }

  /// One wish, and what follows from it: the port used again, or used for another front at the same time.
  private mutating func shoot(at time: Int64) {
    var wish = wish()
    guard let end = play(wish, at: time) else { return }
    if plan.has(.portReuse, 0.2, &random), wish.transport == .tcp, let last = connections.last?.index {
      wish.endpointChoice = random.int(0...9)
      conntrack.forget(last)
      _ = play(wish, at: end + random.microseconds(10_000...2_000_000))
    } else if plan.has(.portClash, 0.2, &random) {
      wish.otherFront = true
      _ = play(wish, at: time + random.microseconds(0...3000), besides: connections.last?.journeys[0])
    }
  }

  private mutating func wish() -> Wish {
    var wish = Wish(
      route: random.pick(plan.routes), family: plan.has(.ipv6, 0.3, &random) ? .v6 : .v4, transport: .tcp,
      port: freshPort(), choices: SplitMix(seed: random.next()), endpointChoice: random.int(0...9))
    if plan.has(.udp, 0.15, &random) || plan.has(.quietUDP, 0.15, &random) { wish.transport = .udp }
    if plan.has(.sctp, 0.1, &random) { wish.transport = .sctp }
    if plan.has(.echo, 0.15, &random) {
      wish.transport = wish.family == .v4 ? .icmp : .icmpv6
      wish.route = random.pick([.direct, .egress, .nodeService])
    }
    if wish.transport != .tcp, [.hostPort, .podHostPort].contains(wish.route) { wish.route = .clusterIP }
    return wish
  }

  private mutating func freshPort() -> UInt16 {
    while true {
      let port = UInt16(random.int(32768...60999))
      if ports.insert(port).inserted { return port }
    }
  }

  private mutating func journey(_ wish: Wish, _ connection: Int) -> Journey? {
    var itinerary = Itinerary(
      world: world, connection: connection, wish: wish, conntrack: conntrack, random: random)
    let journey = itinerary.journey()
    (conntrack, random) = (itinerary.conntrack, itinerary.random)
    return journey
  }

  /// - Parameter besides: alive at the same time; two sockets of one client cannot have the same two ends.
  /// - Returns: when it ended; nil when the world has no such way, or it did not end.
  private mutating func play(_ wish: Wish, at time: Int64, besides: Journey? = nil) -> Int64? {
    let index = connections.count
    conntrack.now = time
    guard let first = journey(wish, index), first.forms[0].tuple != besides?.forms[0].tuple else {
      conntrack.forget(index)
      return nil
    }
    let loses = plan.has(.lostEntry, 0.1, &random)
    let isChallenged = !loses && wish.transport == .tcp && plan.has(.twoMappings, 0.1, &random)
    var journeys = [first]
    if loses || isChallenged, let second = otherJourney(wish, index, than: first) { journeys.append(second) }
    let stage = Stage(world, index, journeys, at: time, SplitMix(seed: random.next()))
    var script = Script(plan: plan, isChallenged: isChallenged, family: wish.family, random: random)
    let scene = script.play(wish.transport, stage)
    random = script.random
    connections.append(
      Connection(
        index: index, route: wish.route, story: scene.story, transport: wish.transport, journeys: journeys,
        isDecidable: scene.isDecidable))
    copies += scene.copies
    conntrack.close(index, at: scene.end)
    return scene.isOver ? scene.end : nil
  }

  /// What a new entry for the same original tuple would be; nil when it would be the same again.
  private mutating func otherJourney(_ wish: Wish, _ index: Int, than first: Journey) -> Journey? {
    var changed = wish
    changed.endpointChoice += 1
    conntrack.forget(index)
    guard let second = journey(changed, index), let one = first.forms.last, let two = second.forms.last,
      one.tuple != two.tuple, first.forms[0].tuple == second.forms[0].tuple
    else { return nil }
    return second
  }

  /// The capture begins in the middle: connections need one packet with payload after it to be joined by.
  private mutating func beginLate() {
    isLate = true
    let cut = copies[copies.count / random.int(3...6)].time
    for index in connections.indices {
      let own = copies.filter { $0.owner.connection == index }
      guard let first = own.first, first.time < cut else { continue }
      let begun = own.filter { $0.time < cut }.map(\.segment.identity)
      let whole = own.filter { $0.time >= cut && !begun.contains($0.segment.identity) && !$0.segment.payload.isEmpty }
      if whole.isEmpty || connections[index].journeys.count > 1 { connections[index].isDecidable = false }
    }
    copies.removeAll { $0.time < cut }
  }
}

extension Segment {
  /// Tells one sending of a segment from another of the same connection.
  var identity: [UInt32] {
    [fromClient ? 1 : 0, sequence, acknowledgement, UInt32(identification), UInt32(flags), UInt32(payload.count)]
  }
}
