import Wire

/// A proxy answers with one hand and asks with the other: its second connection has an initial sequence number of its own,
/// so that the path ends at the proxy. What can be said is that another path began to ask, from where this one ended, in
/// the time between this one's request and its answer, and with the same payload: a likely continuation, never a hop.
public struct Continuation: Sendable, Hashable {
  public var id: String
}

/// A client's first payload, lately seen.
struct RequestNote: BitwiseCopyable {
  var flow: UInt32
  var serial: UInt32
  var source: IPAddress
  var host: Int
  var payloadHash: UInt32
  /// Number of the note before it in its chain.
  var previous: UInt32 = 0
}

/// The latest requests, oldest overwritten first, in chains by who asked.
struct RequestNotes {
  static let size: UInt32 = 1 << 12
  /// Requests of one asker that are looked through for one answer.
  static let reach = 64
  private var notes: [RequestNote] = []
  /// Number of the latest note of each chain; numbers count from 1.
  private var latest = [UInt32](repeating: 0, count: Int(size))
  private var count: UInt32 = 0

  /// - Returns: its number.
  mutating func append(_ note: RequestNote) -> UInt32 {
    count &+= 1
    var note = note
    let chain = Self.chain(of: note.source, host: note.host)
    note.previous = latest[chain]
    latest[chain] = count
    if notes.count < Int(Self.size) { notes.append(note) } else { notes[Int((count &- 1) % Self.size)] = note }
    return count
  }

  /// Requests that one asker made since a note.
  func since(_ number: UInt32, from source: IPAddress, host: Int) -> [RequestNote] {
    var next = latest[Self.chain(of: source, host: host)]
    var found: [RequestNote] = []
    while next > number, count &- next < Self.size, found.count < Self.reach {
      let note = notes[Int((next &- 1) % Self.size)]
      if note.source == source || note.source.isLoopback { found.append(note) }
      next = note.previous < next ? note.previous : 0
    }
    return found
  }

  /// Loopback addresses are each host's own.
  private static func chain(of source: IPAddress, host: Int) -> Int {
    let word = source.isLoopback ? UInt64(bitPattern: Int64(host)) : source.high ^ source.low &* 0x9e37_79b9_7f4a_7c15
    return Int((word &* 0xd6e8_feb8_6659_fd93) >> 52)
  }
}

/// Which path goes on as which, until both are told.
struct ContinuationTable {
  static let size = 1 << 16
  /// Ids that were given before their paths were complete, and ids of complete paths that others wait for.
  private var ids: [UInt32: (serial: UInt32, id: String?)] = [:]

  mutating func want(_ flow: UInt32, serial: UInt32) {
    if ids.count >= Self.size { ids.removeAll() }
    if ids[flow]?.serial != serial { ids[flow] = (serial, nil) }
  }

  func isWanted(_ flow: UInt32, serial: UInt32) -> Bool { ids[flow]?.serial == serial }

  func id(_ flow: UInt32, serial: UInt32) -> String? { ids[flow]?.serial == serial ? ids[flow]?.id : nil }

  mutating func name(_ flow: UInt32, serial: UInt32, _ id: String) { ids[flow] = (serial, id) }
}

extension Tracer {
  /// A flow's first request or first answer passed, or what it is known by.
  @inline(never)
  mutating func takeTurn(_ flow: UInt32, _ gained: FlowMarks, _ headers: Headers) {
    let record = flows.slab[flow]
    if gained.contains(.tagSeen) { return learnServer(flow, headers) }
    guard record.marks.contains(.isnKnown) else { return }
    if gained.contains(.requestSeen), record.payloadHash != 0 {
      flows.slab[flow].requestNote = requests.append(
        RequestNote(
          flow: flow, serial: record.serial, source: record.request.source, host: taps.hosts[record.key.tap],
          payloadHash: record.payloadHash))
    }
    guard gained.contains(.firstByteSeen), paths[record.path].continuation == 0 else { return }
    if record.requestNote != 0 { return seekContinuation(flow, record) }
    // Where requests and answers have different tuples at a tap, the request is another flow's.
    if let asked = noted(record.path) { seekContinuation(asked, flows.slab[asked]) }
  }

  private func noted(_ path: UInt32) -> UInt32? {
    var flow = paths[path].firstFlow
    while flow != 0 {
      if flows.slab[flow].requestNote != 0 { return flow }
      flow = flows.slab[flow].nextInPath
    }
    return nil
  }

  /// Of the requests that were made while this one waited, the one that is like it and comes from where it went.
  private mutating func seekContinuation(_ flow: UInt32, _ record: Flow) {
    var found: RequestNote?
    for note in notes(after: record) where note.payloadHash == record.payloadHash {
      guard flows.slab[note.flow].serial == note.serial, !areKin(note.flow, flow), follows(note, record) else {
        continue
      }
      if let known = found, !areKin(known.flow, note.flow) { return }
      found = note
    }
    guard let found else { return }
    paths[record.path].continuation = found.flow
    paths[record.path].continuationSerial = found.serial
    continuations.want(found.flow, serial: found.serial)
  }

  private func notes(after record: Flow) -> [RequestNote] {
    let (asked, host) = (record.request, taps.hosts[record.key.tap])
    let asker = asked.destination.isLoopback ? asked.source : asked.destination
    return requests.since(record.requestNote, from: asker, host: host)
      + requests.since(record.requestNote, from: Self.loopback, host: host)
  }

  private static var loopback: IPAddress { IPAddress(v4: 0x7f00_0001) }

  /// From the address that was asked; or, where a sidecar turns connections to itself (REDIRECT), from a loopback address
  /// of the same host, or from the client that asked a loopback address.
  private func follows(_ note: RequestNote, _ record: Flow) -> Bool {
    let asked = record.request
    if note.source == asked.destination { return true }
    guard note.host == taps.hosts[record.key.tap] else { return false }
    return note.source.isLoopback || (asked.destination.isLoopback && note.source == asked.source)
  }

  /// What a path likely goes on as.
  mutating func continuation(of path: UInt32) -> Continuation? {
    let (flow, serial) = (paths[path].continuation, paths[path].continuationSerial)
    guard flow != 0 else { return nil }
    if let id = continuations.id(flow, serial: serial) { return Continuation(id: id) }
    guard flows.slab[flow].serial == serial, !flows.slab[flow].marks.contains(.superseded) else { return nil }
    let id = identifiers.make(for: flows.slab[flow])
    continuations.name(flow, serial: serial, id)
    return Continuation(id: id)
  }

  /// The id of a path: given before when it was announced, or when another one goes on as it.
  mutating func identify(_ members: [UInt32], _ head: Flow) -> String {
    let wanted = members.filter { continuations.isWanted($0, serial: flows.slab[$0].serial) }
    var given = knownIDs.isEmpty ? nil : knownIDs.removeFirst()
    for member in wanted { given = given ?? continuations.id(member, serial: flows.slab[member].serial) }
    let id = given ?? identifiers.make(for: head)
    for member in wanted { continuations.name(member, serial: flows.slab[member].serial, id) }
    return id
  }
}
