import Cluster
import Wire

/// The engine: packets in, paths out. Pure: it reads no clock and no file, and tells the world only by what `takePaths`
/// and `summary` return.
///
/// Per packet it does this only: decode, find the flow, count. What can be done once per flow is done when a flow begins
/// (`correlate`), and what can be done once per path when it ends (`PathBuilder`).
public struct Tracer: ~Copyable {
  let configuration: TracerConfiguration
  let decoder: Decoder
  /// What addresses are, by time; and the map of `now`.
  private(set) var timeline: MapTimeline
  var map: ServiceMap
  private var nextMapChange: Int64
  let witness: ConntrackTable
  /// What this machine's kernel tells while it goes on.
  var journal = ConntrackJournal()
  var taps: TapTable
  var batch: PacketBatch
  var flows: FlowStore
  var paths: Slab<PathRecord>
  var wheel = PathWheel()
  var ring: ProbeRing
  var tunnels = TunnelList()
  /// ICMP errors by the flow they ended; few.
  var rejections: [UInt32: Rejection] = [:]
  var fragments = FragmentTable()
  /// What few flows have, and who asked for addresses; only when asked to judge.
  var notes = NoteTable()
  var neighbours = NeighbourTable()
  var diagnosis = Diagnosis()
  /// Of the paths that are being described, in their order.
  var cases: [Case] = []
  /// Candidates that were not taken, by the flow they were compared with; only when asked to explain.
  var refused: [UInt32: [Alternative]] = [:]
  var edgeTable = EdgeTable()
  var requests = RequestNotes()
  var continuations = ContinuationTable()
  var identifiers = PathIdentifiers()
  var pathSerial: UInt64 = 0
  var evictionHand: UInt32 = 1
  /// The latest packet time seen.
  var now: Int64 = .min
  var nextTick: Int64 = .min
  var finished: [Path] = []
  var closed = ClosedPaths()
  var announcements = Announcements()
  var announced: [Path] = []
  /// Ids under which the connection that is being described was announced, one for each of its mappings.
  var knownIDs: [String] = []
  public internal(set) var summary = TraceSummary()

  public init(
    map: ServiceMap, witness: ConntrackTable = .empty, configuration: TracerConfiguration = TracerConfiguration(),
    decoder: Decoder = Decoder()
  ) {
    self.init(timeline: MapTimeline(map), witness: witness, configuration: configuration, decoder: decoder)
  }

  /// - Parameters:
  ///   - timeline: packets are judged by the map of their moment.
  ///   - witness: what nodes' conntrack says.
  public init(
    timeline: MapTimeline, witness: ConntrackTable = .empty, configuration: TracerConfiguration = TracerConfiguration(),
    decoder: Decoder = Decoder()
  ) {
    self.configuration = configuration
    self.decoder = decoder
    self.timeline = timeline
    map = timeline[0]
    nextMapChange = timeline.nextChange(after: .min) ?? .max
    self.witness = witness
    taps = TapTable(links: configuration.links)
    let hasher = FlowHasher(seed: configuration.seed)
    batch = PacketBatch()
    flows = FlowStore(capacity: configuration.maximumFlows, hasher: hasher)
    // Paths that ended early keep their record until the wheel comes round: a quarter more than there can be alive.
    paths = Slab(capacity: configuration.maximumFlows + configuration.maximumFlows / 4 + 64)
    ring = ProbeRing(hasher: hasher)
  }

  /// Names the next capture interface; packets refer to it by its position. Call in the order of the interfaces.
  public mutating func addTap(_ tap: Tap) { taps.add(tap) }

  /// Says which files an interface's packets are in, when a capture was written in parts: packets are then numbered through.
  public mutating func locate(_ parts: [TapFile], interface: Int) { taps.locate(parts, interface: interface) }

  /// Says how many packets the capture lost at an interface, as far as it is known by now.
  public mutating func noteLoss(_ count: UInt64, interface: Int) { taps.noteLoss(count, interface: interface) }

  /// Says the same of a stretch of time, by this capture's clock: what was seen before and after is not spoiled.
  public mutating func noteLoss(_ count: UInt64, interface: Int, during span: ClosedRange<Int64>) {
    taps.noteLoss(count, interface: interface, during: span)
  }

  /// Something that the kernel of the capturing machine says of a connection.
  public mutating func note(_ event: ConntrackEvent) { journal.note(event) }

  /// Forgets what the kernel said of connections that ended before then.
  public mutating func expireConntrack(before time: Int64) { journal.expire(before: time) }

  /// The maps have changed: packets from now on are judged by the newest.
  /// - Parameter timeline: the one before, with more maps behind.
  public mutating func update(_ timeline: MapTimeline) {
    process()
    self.timeline = timeline
    turnMap(now)
    // The map may begin before the next look at the clock.
    nextTick = min(nextTick, nextMapChange)
  }

  /// Takes one packet.
  ///
  /// - Precondition: the packet's interface was added by `addTap`.
  /// - Returns: whether paths are ready to be taken.
  public mutating func receive(_ packet: borrowing Packet) -> Bool {
    batch.append(packet, decoder)
    guard batch.isFull else { return false }
    process()
    return !finished.isEmpty || !announced.isEmpty
  }

  /// Completes everything that is still open, in the order of start.
  public mutating func finish() {
    process()
    var open: [(serial: UInt64, path: UInt32)] = []
    var path: UInt32 = 1
    while path <= paths.highestUsed {
      if paths[path].isAlive { open.append((paths[path].serial, path)) }
      path += 1
    }
    open.sort { $0.serial < $1.serial }
    for entry in open where paths[entry.path].isAlive { complete(entry.path, evicted: false) }
  }

  /// The paths completed since the last call.
  public mutating func takePaths() -> [Path] {
    defer { finished.removeAll(keepingCapacity: true) }
    return finished
  }

  public var tapList: [Tap] { taps.taps }
  /// Flows in memory now.
  public var flowsHeld: Int { flows.slab.live }

  /// The latest packet's time so far.
  public var latest: Int64 { now }

  /// Once per second of packet time; more often when connections are announced or have ended.
  @inline(never)
  mutating func tick(_ time: Int64) {
    if !wheel.isStarted { wheel.start(at: time) }
    if time >= nextMapChange { turnMap(time) }
    let (next, overflow) = (PathWheel.tick(of: time) + 1).multipliedReportingOverflow(by: 1_000_000_000)
    nextTick = min(overflow ? .max : next, nextMapChange)
    if configuration.announces != .nothing {
      let (soon, isLast) = time.addingReportingOverflow(Announcements.tickLength)
      nextTick = min(nextTick, isLast ? .max : soon)
      announceDue()
    }
    tellClosed(at: time)
    while let first = wheel.next(until: time) { revisit(first) }
  }

  private mutating func turnMap(_ time: Int64) {
    map = timeline[timeline.index(at: time)]
    nextMapChange = timeline.nextChange(after: time) ?? .max
  }

  mutating func count(_ change: (inout TraceSummary) -> Void) { change(&summary) }
}
