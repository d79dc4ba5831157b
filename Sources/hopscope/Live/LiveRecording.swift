import Capture
import Cluster
import Render
import Trace
import Wire

/// What keeps packets while they are traced: files, or a ring that becomes a file when something happens, or nothing.
struct LiveRecording {
  private enum Kind { case nothing, files, ring }

  private let kind: Kind
  private var recorder: Recorder?
  private var ring: PacketRing?
  private let trigger: TriggerExpression?
  private let filter: String?
  private let isQuiet: Bool
  /// Ids of paths that have set it off.
  private var triggered: Set<String> = []
  /// Findings that have set it off.
  private var found: Set<Found> = []
  private struct Found: Hashable {
    var kind: FindingKind
    var service: FindingSubject.Name?
  }
  private var descriptions: [String: String] = [:]
  private var hasTold = false
  /// The interface that a handle's losses are told of: by handle.
  private var homes: [Int: Int] = [:]
  private static let mostTriggered = 100_000

  /// - Throws: `Failure` when the file cannot be made.
  init(_ run: borrowing LiveRun) throws {
    let options = run.options.record
    isQuiet = run.options.look.quiet
    trigger = options.trigger
    filter = run.filter.expression
    guard let path = options.write else {
      kind = .nothing
      return
    }
    var settings = RecordingSettings(path: path, application: "hopscope \(Version.number)")
    settings.sizeLimit = options.megabytes.map { UInt64($0) * 1_000_000 }
    settings.period = options.seconds.map { Int64($0) * 1_000_000_000 }
    settings.fileLimit = options.files
    settings.comments = ["hopscope live on \(run.naming.name), capturing \(run.devices.choice.words)"]
    guard let span = options.ring else {
      kind = .files
      describe(run.devices)
      do throws(RecordingError) { recorder = try Recorder(settings, now: Terminal.wallClock()) } catch {
        throw Failure(sentence: "cannot record to \(printable(error.path)): \(error.words)")
      }
      return
    }
    kind = .ring
    ring = PacketRing(
      settings, span: span.nanoseconds, after: (options.after?.nanoseconds ?? 10_000_000_000),
      mostBytes: options.ringSize * 1_000_000)
    describe(run.devices)
  }

  var isOn: Bool { kind != .nothing }
  var isOver: Bool { recorder?.isOver ?? false }
  var missed: UInt64 { (recorder?.missed ?? 0) &+ (ring?.missed ?? 0) }
  var hasFailed: Bool { problem != nil }
  private var problem: RecordingError? { recorder?.problem ?? ring?.problem }

  /// Sentences for the summary.
  var problems: [String] {
    problem.map { ["recording to \($0.path) ended: \($0.words); \(missed) packets were not recorded"] } ?? []
  }

  mutating func add(_ interface: CaptureInterface) {
    let description = descriptions[interface.name] ?? ""
    switch kind {
    case .nothing: break
    case .files: recorder?.addInterface(interface, description: description, filter: filter)
    case .ring: ring?.addInterface(interface, description: description, filter: filter)
    }
  }

  @inline(__always)
  mutating func record(_ packet: borrowing Packet) {
    switch kind {
    case .nothing: break
    case .files: recorder?.record(packet)
    case .ring: ring?.record(packet)
    }
  }

  /// What devices are, for interfaces that come later.
  mutating func note(_ devices: borrowing LiveDevices) { if isOn { describe(devices) } }

  private mutating func describe(_ devices: borrowing LiveDevices) {
    let network = devices.network
    for device in network.devices { descriptions[device.name] = device.words(in: network) }
  }

  /// Paths that are told, or complete.
  mutating func look(_ paths: [Path], _ timeline: MapTimeline, now: Int64) {
    guard kind == .ring, let trigger else { return }
    if trigger.wantsFindings { for path in paths { look(path, timeline[path.mapIndex], now: now) } }
    for path in paths where trigger.matches(path, timeline[path.mapIndex]) {
      if triggered.count >= Self.mostTriggered { triggered.removeAll() }
      if triggered.insert(path.id).inserted { setOff("path \(path.id): \(path.state.rawValue)", now) }
    }
  }

  /// What was found just now.
  mutating func look(_ findings: [Finding], now: Int64) {
    for finding in findings { look(finding.kind, finding.subject.service, now) }
  }

  /// A path shows it before it is complete, and the finding counts only what is: the first of them sets the ring off.
  private mutating func look(_ path: Path, _ map: ServiceMap, now: Int64) {
    let service = path.names.service.map { FindingSubject.Name(map[$0].namespace, map[$0].name) }
    for kind in path.findings { look(kind, service, now) }
  }

  private mutating func look(_ kind: FindingKind, _ service: FindingSubject.Name?, _ now: Int64) {
    guard self.kind == .ring, trigger?.matches(kind) == true else { return }
    if found.insert(Found(kind: kind, service: service)).inserted { setOff("finding \(kind.code) \(kind.id)", now) }
  }

  mutating func noteDrops(now: Int64) {
    if kind == .ring, trigger?.wantsDrops == true { setOff("packets were lost", now) }
  }

  private mutating func setOff(_ reason: String, _ now: Int64) {
    let before = ring?.fileCount ?? 0
    ring?.trigger(at: now)
    guard let ring, ring.fileCount > before, ring.problem == nil, let file = ring.lastFile, !isQuiet else { return }
    Messages.note("\(reason): the ring is written to \(printable(file))")
    if ring.isShort {
      Messages.warning(
        "the ring's memory was full: it holds less time than --ring asks for; give more with --ring-size")
    }
  }

  /// Some times a second.
  mutating func tick(_ counters: [LiveCounters], _ input: borrowing LiveInput, now: Int64) {
    guard isOn else { return }
    note(counters, input)
    recorder?.flush()
    ring?.tick(now)
    guard let problem, !hasTold else { return }
    hasTold = true
    Messages.error(
      "recording to \(printable(problem.path)) ended: \(problem.words); what was recorded is whole, and tracing goes on"
    )
  }

  /// A handle of several devices counts once: at the first one that it showed.
  private mutating func note(_ counters: [LiveCounters], _ input: borrowing LiveInput) {
    var sums: [Int: RecordedCounts] = [:]
    for (handle, counter) in counters.enumerated() {
      guard let interface = homes[handle] ?? input.interfaces(of: handle).first else { continue }
      homes[handle] = interface
      let before = sums[interface] ?? RecordedCounts(received: 0, droppedByInterface: 0, dropped: 0)
      sums[interface] = RecordedCounts(
        received: before.received &+ counter.received,
        droppedByInterface: before.droppedByInterface &+ counter.interfaceDrops,
        dropped: before.dropped &+ counter.kernelDrops &+ counter.queueDrops)
    }
    for (interface, counts) in sums {
      recorder?.note(counts, interface: interface)
      ring?.note(counts, interface: interface)
    }
  }

  /// SIGUSR2.
  mutating func flush() { recorder?.flush() }

  mutating func close(_ counters: [LiveCounters], _ input: borrowing LiveInput) {
    note(counters, input)
    recorder?.close(Terminal.wallClock())
    ring?.close(Terminal.wallClock())
    guard !isQuiet, problem == nil, isOn else { return }
    let recorded = (recorder?.recorded ?? 0) &+ (ring?.recorded ?? 0)
    guard let last = recorder?.lastFile ?? ring?.lastFile else {
      return Messages.note("nothing set the ring off: no file was written")
    }
    let count = recorder?.fileCount ?? ring?.fileCount ?? 0
    let more = count > 1 ? ", the last of \(count) files" : ""
    Messages.note("\(recorded) packets were recorded in \(printable(last))\(more)")
  }
}
