import Wire

/// What all sightings of one connection say together.
struct PathFacts {
  private(set) var transport: TransportProtocol
  private(set) var first = Int64.max
  private(set) var last = Int64.min
  private(set) var isAmbiguous = false
  /// Headers by which its packets would be known elsewhere were cut.
  private(set) var isCut = false
  /// Flows of the front belong to other mappings too.
  private(set) var isOneOfSeveral = false
  private(set) var tuples = 1
  private var marks = Marks()

  private struct Marks: OptionSet {
    var rawValue: UInt16
    static let syn = Marks(rawValue: 1)
    static let synAck = Marks(rawValue: 2)
    static let established = Marks(rawValue: 4)
    static let finClient = Marks(rawValue: 8)
    static let finServer = Marks(rawValue: 16)
    static let rstClient = Marks(rawValue: 32)
    static let rstServer = Marks(rawValue: 64)
    static let rejected = Marks(rawValue: 128)
    static let requests = Marks(rawValue: 256)
    static let replies = Marks(rawValue: 512)
    static let clientSpoke = Marks(rawValue: 1024)
  }

  init(transport: TransportProtocol) { self.transport = transport }

  /// - Parameter isHead: the flow has the same two ends as the path's first one.
  mutating func take(_ flow: borrowing Flow, isHead: Bool) {
    first = min(first, flow.first)
    last = max(last, flow.last)
    if flow.marks.contains(.ambiguous) { isAmbiguous = true }
    if flow.isCut { isCut = true }
    if !isHead { tuples = 2 }
    mark(.syn, flow.has(syn: true))
    mark(.synAck, flow.hasSynAck)
    mark(.established, flow.marks.contains(.established))
    mark(.clientSpoke, flow.marks.contains(.clientSpoke))
    mark(.finClient, flow.has(fin: true))
    mark(.finServer, flow.has(fin: false))
    mark(.rstClient, flow.has(rst: true))
    mark(.rstServer, flow.has(rst: false))
    mark(.rejected, flow.marks.contains(.rejected))
    mark(.requests, flow.requestPackets > 0)
    mark(.replies, flow.replyPackets > 0)
  }

  /// A flow that other mappings of the same front have too: it tells how the connection began, but not how this mapping
  /// of it ended.
  /// - Parameter beganAnew: the mapping has a handshake of its own.
  mutating func take(shared flow: borrowing Flow, isHead: Bool, beganAnew: Bool) {
    first = min(first, flow.first)
    isOneOfSeveral = true
    if !isHead { tuples = 2 }
    mark(.syn, flow.has(syn: true))
    mark(.requests, flow.requestPackets > 0)
    guard !beganAnew else { return }
    mark(.synAck, flow.hasSynAck)
    mark(.established, flow.marks.contains(.established))
    mark(.clientSpoke, flow.marks.contains(.clientSpoke))
  }

  var isTranslated: Bool { tuples > 1 }

  private mutating func mark(_ mark: Marks, _ isSet: Bool) { if isSet { marks.insert(mark) } }

  var isAnswered: Bool { marks.contains(.replies) }
  var isOneSided: Bool { marks.intersection([.requests, .replies]).rawValue.nonzeroBitCount < 2 }
  /// Nil when no RST was seen.
  var resetByServer: Bool? {
    marks.contains(.rstServer) ? true : marks.contains(.rstClient) ? false : nil
  }

  var state: PathState {
    switch transport {
    case .tcp, .sctp: handshakeState
    default: marks.contains(.replies) ? .open : marks.contains(.rejected) ? .rejected : .noReply
    }
  }

  private var handshakeState: PathState {
    let isReset = !marks.isDisjoint(with: [.rstClient, .rstServer])
    if marks.isDisjoint(with: [.syn, .synAck]) {
      return marks.contains(.rstServer) && !marks.contains(.established) && tuplesOnlyRefused ? .refused : .partial
    }
    if !marks.contains(.synAck) {
      if marks.contains(.rstServer) { return .refused }
      if marks.isSuperset(of: [.rstClient, .replies]) { return .reset }
      return marks.contains(.rejected) ? .rejected : .noReply
    }
    guard isEstablished else { return .halfOpen }
    if marks.isSuperset(of: [.finClient, .finServer]) { return .closed }
    return isReset ? .reset : .open
  }

  /// Also when the answers took another way than the requests (direct server return) and no tap showed both.
  private var isEstablished: Bool { marks.contains(.established) || marks.isSuperset(of: [.synAck, .clientSpoke]) }

  /// Nothing but a RST that answers a SYN was captured.
  private var tuplesOnlyRefused: Bool { !marks.contains(.requests) }

  var isOK: Bool {
    switch state {
    case .open, .closed: true
    case .partial: marks.isSuperset(of: [.requests, .replies])
    default: false
    }
  }

  /// In use when it was last seen, as far as connections of this kind end at all.
  var isUnended: Bool {
    guard transport == .tcp || transport == .sctp, isOK else { return false }
    return !marks.isSuperset(of: [.finClient, .finServer]) && marks.isDisjoint(with: [.rstClient, .rstServer])
  }

  func add(to summary: inout TraceSummary, isUnmatched: Bool, evicted: Bool) {
    summary.paths += 1
    if isOK { summary.okPaths += 1 }
    if isAmbiguous { summary.ambiguous += 1 }
    if isUnmatched { summary.unmatched += 1 }
    if evicted { summary.evicted += 1 }
    if tuples > 1 { summary.translations += 1 }
    if isOneSided { summary.oneSided += 1 }
  }
}
