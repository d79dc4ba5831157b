import Cluster
import Wire

/// One hop as a judge looks at it: with what few packets left there, and where its tap is.
struct CaseHop {
  var hop: Hop
  /// Among the path's hops.
  var position: Int
  var place: DevicePlace
  /// The node that the tap is on.
  var node: NodeID?
  /// The pod whose own network the tap is in.
  var pod: PodID?
  /// TTL or hop limit of the first packet each way; 0 when none passed.
  var ttl: BothWays<UInt8>
  /// The longest IP packet each way.
  var largest: BothWays<Int>
  var repeated: BothWays<Int>
  var notes: FlowNotes
  var marks: Marks
  /// Nanoseconds of the longest silence, and when it ended; 0 without one over a second.
  var pause: Int64
  var pauseEnd: Int64
  /// Nanoseconds from the client's first packet to the first answer, where both passed: the way to the server and back.
  var roundTrip: Int64?
  /// Packets before that silence.
  var packetsBeforePause: BothWays<Int>

  struct Marks: OptionSet {
    var rawValue: UInt8
    static let syn = Marks(rawValue: 1)
    static let synAck = Marks(rawValue: 2)
    static let established = Marks(rawValue: 4)
    /// The client sent data.
    static let request = Marks(rawValue: 8)
    /// The server did.
    static let response = Marks(rawValue: 16)
    static let finByClient = Marks(rawValue: 32)
    static let finByServer = Marks(rawValue: 64)
  }

  var tuple: Tuple { hop.tuple }
  var host: String? { hop.host }
  var destination: Socket { Socket(hop.tuple.destination, hop.tuple.destinationPort) }
  var source: Socket { Socket(hop.tuple.source, hop.tuple.sourcePort) }
  var isAsked: Bool { hop.packets.request > 0 }
  var isAnswered: Bool { hop.packets.reply > 0 }
  var isTunnelled: Bool { hop.tunnel != nil }
  var spot: FindingSpot { FindingSpot(host: hop.host, interface: hop.interface) }
}

extension CaseHop {
  init(
    _ hop: Hop, position: Int, _ flow: Flow, _ notes: FlowNotes?, place: DevicePlace, node: NodeID?, pod: PodID?
  ) {
    let isA = flow.clientIsA
    self.init(
      hop: hop, position: position, place: flow.key.tunnel == .none ? place : .uplink, node: node, pod: pod,
      ttl: BothWays(request: flow.requestTTL, reply: flow.replyTTL),
      largest: BothWays(
        request: Int(isA ? flow.largestA : flow.largestB), reply: Int(isA ? flow.largestB : flow.largestA)),
      repeated: BothWays(request: flow.requestRetransmissions, reply: flow.replyRetransmissions),
      notes: notes ?? FlowNotes(), marks: Marks(flow), pause: Int64(flow.pause) * 1_000_000,
      pauseEnd: flow.first &+ Int64(flow.pauseEnd) * 1_000_000, roundTrip: Self.roundTrip(flow),
      packetsBeforePause: BothWays(
        request: Int(isA ? flow.pausePacketsA : flow.pausePacketsB),
        reply: Int(isA ? flow.pausePacketsB : flow.pausePacketsA)))
  }
}

extension CaseHop {
  private static func roundTrip(_ flow: Flow) -> Int64? {
    guard let asked = flow.firstRequest, let answered = flow.firstReply, flow.retransmissions == 0, answered >= asked
    else { return nil }
    return answered.since(asked)
  }
}

extension CaseHop.Marks {
  init(_ flow: Flow) {
    self = []
    if flow.has(syn: true) { insert(.syn) }
    if flow.hasSynAck { insert(.synAck) }
    if flow.marks.contains(.established) { insert(.established) }
    if flow.marks.contains(.requestSeen) { insert(.request) }
    if flow.marks.contains(.firstByteSeen) { insert(.response) }
    if flow.has(fin: true) { insert(.finByClient) }
    if flow.has(fin: false) { insert(.finByServer) }
  }
}
